import { useId } from 'react';
import styles from './integrations.module.css';

export interface CheckListProps<T extends string> {
  label: string;
  options: readonly { value: T; label: string; hint?: string | undefined }[];
  chosen: ReadonlySet<T>;
  onChange: (chosen: ReadonlySet<T>) => void;
}

/** Any of several, below each other: the whole line of each can be pressed. */
export function CheckList<T extends string>({ label, options, chosen, onChange }: CheckListProps<T>) {
  const id = useId();
  const toggle = (value: T) => {
    const next = new Set(chosen);
    if (!next.delete(value)) next.add(value);
    onChange(next);
  };
  return (
    <fieldset className={styles['checks']}>
      <legend className={styles['legend']}>{label}</legend>
      {options.map((option) => (
        <label key={option.value} className={styles['check']}>
          <input
            type="checkbox"
            className={styles['checkbox']}
            aria-labelledby={`${id}-${option.value}`}
            aria-describedby={option.hint === undefined ? undefined : `${id}-${option.value}-hint`}
            checked={chosen.has(option.value)}
            onChange={() => toggle(option.value)}
          />
          <span className={styles['checkText']}>
            <span id={`${id}-${option.value}`}>{option.label}</span>
            {option.hint !== undefined && (
              <span id={`${id}-${option.value}-hint`} className={styles['hint']}>
                {option.hint}
              </span>
            )}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
