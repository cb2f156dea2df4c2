import { useId } from 'react';
import { ChevronDown } from 'lucide-react';
import { FieldMessage } from './field.tsx';
import field from './field.module.css';
import styles from './select.module.css';

export interface SelectProps<T extends string> {
  label: string;
  hint?: string;
  options: readonly { value: T; label: string; lang?: string }[];
  value: T;
  onChange: (value: T) => void;
}

/** One of many: the browser's own list. */
export function Select<T extends string>({ label, hint, options, value, onChange }: SelectProps<T>) {
  const id = useId();
  return (
    <div className={field['field']}>
      <label className={field['label']} htmlFor={id}>
        {label}
      </label>
      <div className={styles['box']}>
        <select
          id={id}
          className={styles['select']}
          value={value}
          aria-describedby={hint === undefined ? undefined : `${id}-message`}
          onChange={({ target }) => {
            const chosen = options[target.selectedIndex];
            if (chosen !== undefined) onChange(chosen.value);
          }}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value} lang={option.lang}>
              {option.label}
            </option>
          ))}
        </select>
        <ChevronDown className={styles['arrow']} size="1.125rem" aria-hidden="true" />
      </div>
      {hint !== undefined && <FieldMessage id={`${id}-message`}>{hint}</FieldMessage>}
    </div>
  );
}
