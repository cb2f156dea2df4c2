import { useId } from 'react';
import styles from './radio-list.module.css';

export interface RadioListProps<T extends string> {
  /** What is chosen, for screen readers; `shown` shows it to all. */
  label: string;
  shown?: boolean;
  options: readonly { value: T; label: string; hint?: string }[];
  value: T | undefined;
  onChange: (value: T) => void;
}

/** One of several, below each other: radio buttons whose whole line can be pressed. */
export function RadioList<T extends string>({
  label,
  shown = false,
  options,
  value,
  onChange,
}: RadioListProps<T>) {
  const group = useId();
  return (
    <fieldset className={styles['list']}>
      <legend className={shown ? styles['label'] : 'visually-hidden'}>{label}</legend>
      {options.map((option) => (
        <label key={option.value} className={styles['option']}>
          <input
            className={styles['input']}
            type="radio"
            name={group}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <span className={styles['text']}>
            {option.label}
            {option.hint !== undefined && <span className={styles['hint']}>{option.hint}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
