import type { ComponentProps, ReactNode } from 'react';
import { Search } from 'lucide-react';
import styles from './people.module.css';

export interface SearchInputProps extends ComponentProps<'input'> {
  label: string;
  busy: boolean;
  /** At the end, after the input. */
  end?: ReactNode;
}

/** Where one types a name, at the top of a dialog. */
export const SearchInput = ({ label, busy, end, ...rest }: SearchInputProps) => (
  <div className={styles['search']}>
    <Search className={styles['searchIcon']} size="1.125rem" aria-hidden="true" />
    <input
      type="text"
      inputMode="search"
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      dir="auto"
      maxLength={64}
      aria-label={label}
      placeholder={label}
      {...rest}
      className={styles['searchInput']}
    />
    {busy && <span className={styles['spinner']} aria-hidden="true" />}
    {end}
  </div>
);
