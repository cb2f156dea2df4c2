import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import styles from './account.module.css';

interface AccountLineProps {
  icon: ReactNode;
  name: string;
  /** What is known of it, a line each. */
  notes: readonly string[];
  /** What its button does, and the same with the name of the line. */
  action: string;
  actionLabel: string;
  onAction: () => void;
}

/** A line of a list in the settings of the account: something that signs in to it, and a button that ends that. */
export function AccountLine({ icon, name, notes, action, actionLabel, onAction }: AccountLineProps) {
  return (
    <li className={styles['device']}>
      <span className={styles['deviceIcon']} aria-hidden="true">
        {icon}
      </span>
      <span className={styles['deviceText']}>
        <span className={styles['deviceName']}>{name}</span>
        {notes.map((note) => (
          <span key={note} className={styles['deviceNote']}>
            {note}
          </span>
        ))}
      </span>
      <Button kind="ghost" className={styles['end'] ?? ''} aria-label={actionLabel} onClick={onAction}>
        {action}
      </Button>
    </li>
  );
}
