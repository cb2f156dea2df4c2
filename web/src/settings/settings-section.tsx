import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { navigate } from '../navigation.ts';
import styles from './settings-section.module.css';

/** A part of the settings whose lines open steps of their own. */
export function SettingsSection({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section className={styles['section']} aria-labelledby={id}>
      <h3 id={id} className={styles['legend']}>
        {title}
      </h3>
      <div className={styles['lines']}>{children}</div>
    </section>
  );
}

interface SettingsLineProps {
  path: string;
  icon: ReactNode;
  label: string;
  /** What is set now. */
  children?: ReactNode;
}

export const SettingsLine = ({ path, icon, label, children }: SettingsLineProps) => (
  <button type="button" className={styles['line']} onClick={() => navigate(path)}>
    <span className={styles['lineIcon']} aria-hidden="true">
      {icon}
    </span>
    <span className={styles['lineText']}>
      <span>{label}</span>
      {children !== undefined && <span className={styles['lineValue']}>{children}</span>}
    </span>
    <ChevronRight className={styles['chevron']} size="1.125rem" aria-hidden="true" />
  </button>
);
