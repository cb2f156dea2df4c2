import { useState, type Ref } from 'react';
import { useTranslate } from '../i18n/i18n.ts';
import { PasswordField } from '../ui/field.tsx';
import { passwordProblem } from './account-rules.ts';
import { StrengthMeter } from './strength-meter.tsx';
import { preparePasswordStrength, usePasswordStrength } from './use-password-strength.ts';

export interface NewPasswordFieldProps {
  ref?: Ref<HTMLInputElement>;
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Why the server refused it. */
  refused: string | undefined;
  /** Whether the form was sent: then what is wrong shows, whether the field was left or not. */
  tried: boolean;
  /** Texts about the user, which a password must not be made of. */
  known?: readonly string[];
  autoFocus?: boolean;
}

/** A password that is being set: says how strong it is while it is typed, and what is wrong with it. */
export function NewPasswordField({
  value,
  onChange,
  refused,
  tried,
  known = [],
  ...rest
}: NewPasswordFieldProps) {
  const t = useTranslate();
  const [left, setLeft] = useState(false);
  const strength = usePasswordStrength(value, ...known);
  const key = left || tried ? passwordProblem(value) : undefined;
  return (
    <PasswordField
      {...rest}
      name="new-password"
      autoComplete="new-password"
      required
      value={value}
      error={refused ?? (key && t(key))}
      hint={strength === undefined ? t('register.passwordHint') : <StrengthMeter strength={strength} />}
      onChange={({ target }) => onChange(target.value)}
      onFocus={preparePasswordStrength}
      onBlur={() => setLeft(value !== '')}
    />
  );
}
