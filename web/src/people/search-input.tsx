import type { ReactNode } from 'react';
import { Search } from 'lucide-react';
import { SearchText, type SearchTextProps } from '../ui/search-text.tsx';
import styles from './people.module.css';

export interface SearchInputProps extends SearchTextProps {
  busy: boolean;
  /** At the end, after the input. */
  end?: ReactNode;
}

/** Where one types a name, at the top of a dialog. */
export const SearchInput = ({ label, busy, end, ...rest }: SearchInputProps) => (
  <div className={styles['search']}>
    <Search className={styles['searchIcon']} size="1.125rem" aria-hidden="true" />
    <SearchText label={label} maxLength={64} {...rest} className={styles['searchInput']} />
    {busy && <span className={styles['spinner']} aria-hidden="true" />}
    {end}
  </div>
);
