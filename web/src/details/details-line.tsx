import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from '../ui/class-names.ts';
import styles from './details.module.css';

export interface DetailsLineProps {
  icon: ReactNode;
  label: string;
  /** What is set now. */
  value?: string | undefined;
  /** How many wait there; none shows nothing. */
  count?: number;
  /** Whether it leads to a step of its own. */
  leads?: boolean;
  danger?: boolean;
  onClick: () => void;
}

/** A line of the details that leads somewhere or does something. */
export const DetailsLine = ({
  icon,
  label,
  value,
  count = 0,
  leads = false,
  danger = false,
  onClick,
}: DetailsLineProps) => (
  <button
    type="button"
    className={classNames(styles['line'], danger && styles['dangerLine'])}
    onClick={onClick}
  >
    <span className={styles['lineIcon']} aria-hidden="true">
      {icon}
    </span>
    <span className={styles['lineText']}>
      <span>{label}</span>
      {value !== undefined && <span className={styles['lineValue']}>{value}</span>}
    </span>
    {count > 0 && <span className={styles['lineCount']}>{count}</span>}
    {leads && <ChevronRight className={styles['chevron']} size="1.125rem" aria-hidden="true" />}
  </button>
);
