import { useId, useState, type ComponentProps, type ReactNode } from 'react';
import { Eye, EyeOff } from 'lucide-react';
import { useTranslate } from '../i18n/i18n.ts';
import { classNames } from './class-names.ts';
import styles from './field.module.css';

interface Common {
  label: string;
  /** What helps to fill it in; an error takes its place. */
  hint?: ReactNode;
  error?: string | undefined;
}

export interface TextFieldProps extends Common, ComponentProps<'input'> {
  /** At the end, inside of the field. */
  end?: ReactNode;
}

export function TextField({ label, hint, error, end, className, ...rest }: TextFieldProps) {
  const id = useId();
  const message = error ?? hint;
  return (
    <div className={classNames(styles['field'], className)}>
      <label className={styles['label']} htmlFor={id}>
        {label}
      </label>
      <div className={classNames(styles['box'], error !== undefined && styles['wrong'])}>
        <input
          {...rest}
          id={id}
          className={styles['input']}
          aria-invalid={error !== undefined}
          aria-describedby={message === undefined ? undefined : `${id}-message`}
        />
        {end}
      </div>
      <FieldMessage id={`${id}-message`} wrong={error !== undefined}>
        {message}
      </FieldMessage>
    </div>
  );
}

/** A password, which can be shown. */
export function PasswordField(props: TextFieldProps) {
  const t = useTranslate();
  const [shown, setShown] = useState(false);
  return (
    <TextField
      {...props}
      type={shown ? 'text' : 'password'}
      autoCapitalize="none"
      spellCheck={false}
      end={
        <button
          type="button"
          className={styles['reveal']}
          aria-label={t(shown ? 'field.hidePassword' : 'field.showPassword')}
          onClick={() => setShown(!shown)}
        >
          {shown ? <EyeOff size="1.125rem" /> : <Eye size="1.125rem" />}
        </button>
      }
    />
  );
}

export interface TextAreaProps extends Common, ComponentProps<'textarea'> {}

export function TextArea({ label, hint, error, className, ...rest }: TextAreaProps) {
  const id = useId();
  const message = error ?? hint;
  return (
    <div className={classNames(styles['field'], className)}>
      <label className={styles['label']} htmlFor={id}>
        {label}
      </label>
      <div className={classNames(styles['box'], error !== undefined && styles['wrong'])}>
        <textarea
          rows={3}
          {...rest}
          id={id}
          className={styles['input']}
          aria-invalid={error !== undefined}
          aria-describedby={message === undefined ? undefined : `${id}-message`}
        />
      </div>
      <FieldMessage id={`${id}-message`} wrong={error !== undefined}>
        {message}
      </FieldMessage>
    </div>
  );
}

/** What stands below a field. */
export function FieldMessage({
  id,
  wrong = false,
  children,
}: {
  id: string;
  wrong?: boolean;
  children: ReactNode;
}) {
  return (
    <p
      id={id}
      className={classNames(styles['message'], wrong && styles['messageWrong'])}
      aria-live={wrong ? 'polite' : undefined}
    >
      {children}
    </p>
  );
}
