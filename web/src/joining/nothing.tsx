import type { ReactNode } from 'react';
import styles from './joining.module.css';

export interface NothingProps {
  icon: ReactNode;
  title: string;
  text: string;
  /** What can be done about it. */
  children?: ReactNode;
}

/** A list with nothing in it, and how that changes. */
export const Nothing = ({ icon, title, text, children }: NothingProps) => (
  <div className={styles['nothing']}>
    <span className={styles['nothingIcon']} aria-hidden="true">
      {icon}
    </span>
    <p className={styles['nothingTitle']}>{title}</p>
    <p className={styles['nothingText']}>{text}</p>
    {children}
  </div>
);
