import type { KeyboardEvent, RefObject } from 'react';
import { Search, X } from 'lucide-react';
import { useTranslate } from '../i18n/i18n.ts';
import { SearchText } from '../ui/search-text.tsx';
import styles from './search-field.module.css';

export interface SearchFieldProps {
  ref: RefObject<HTMLInputElement | null>;
  label: string;
  value: string;
  onChange: (value: string) => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

/** Where one types what to look for. */
export function SearchField({ ref, label, value, onChange, onKeyDown }: SearchFieldProps) {
  const t = useTranslate();
  const clear = () => {
    onChange('');
    ref.current?.focus();
  };
  return (
    <search className={styles['search']}>
      <Search className={styles['icon']} size="1rem" aria-hidden="true" />
      <SearchText
        ref={ref}
        className={styles['input']}
        label={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {value !== '' && (
        <button type="button" className={styles['clear']} aria-label={t('list.clearSearch')} onClick={clear}>
          <X size="1rem" aria-hidden="true" />
        </button>
      )}
    </search>
  );
}
