import { useId } from 'react';
import styles from './choice.module.css';
import { classNames } from './class-names.ts';

export interface ChoiceProps<T extends string> {
  label: string;
  /** Without a label on screen, each option as wide as its text wants: a filter. */
  bare?: boolean;
  options: readonly { value: T; label: string }[];
  value: T | undefined;
  onChange: (value: T) => void;
}

/** One of two to four, side by side: radio buttons. */
export function Choice<T extends string>(props: ChoiceProps<T>) {
  const { label, bare = false, options, value, onChange } = props;
  const group = useId();
  return (
    <fieldset className={classNames(styles['group'], bare && styles['bare'])}>
      <legend className={bare ? 'visually-hidden' : styles['label']}>{label}</legend>
      <div className={styles['options']}>
        {options.map((option) => (
          <label key={option.value} className={styles['option']}>
            <input
              className={styles['input']}
              type="radio"
              name={group}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            <span className={styles['face']}>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
