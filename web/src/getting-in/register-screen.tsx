import { useRef, useState, type ChangeEvent, type SubmitEvent } from 'react';
import { Link } from 'wouter';
import { hasCode } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { queries, useMediaQuery } from '../media-query.ts';
import { ProviderButtons } from '../providers/provider-buttons.tsx';
import { sessionBegan } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { PasswordField, TextField } from '../ui/field.tsx';
import { useWait } from '../ui/use-wait.ts';
import { accountFields, accountRules, cannotBecomeUsername, type AccountField } from './account-rules.ts';
import { Frame, Problem } from './frame.tsx';
import frame from './frame.module.css';
import { refusalOf, type Refusal } from './refusal.ts';
import styles from './register-screen.module.css';
import { StrengthMeter } from './strength-meter.tsx';
import { forgetTyped, getTyped, keepTyped } from './typed.ts';
import { preparePasswordStrength, usePasswordStrength } from './use-password-strength.ts';
import { useUsernameCheck } from './use-username-check.ts';
import { weakPasswordReason } from './weak-password.ts';

const nothingRefused: Refusal = { fields: {}, problem: undefined };

/** Creates an account. What is wrong is said at its field, at the latest when it is left; `App` goes on from here. */
export default function RegisterScreen() {
  const t = useTranslate();
  const client = useClient();
  const touch = useMediaQuery(queries.touch);
  const form = useRef<HTMLFormElement>(null);
  const [values, setValues] = useState(getTyped);
  const [left, setLeft] = useState<ReadonlySet<AccountField>>(new Set());
  const [refusal, setRefusal] = useState(nothingRefused);
  const [busy, setBusy] = useState(false);
  const wait = useWait();
  const { name, username, email, password } = values;
  const free = useUsernameCheck(username);
  const strength = usePasswordStrength(password, name, username, email);

  /** What is wrong with a field, whether it shows yet or not. */
  function errorOf(field: AccountField): string | undefined {
    const refused = refusal.fields[field];
    if (refused !== undefined) return t(refused);
    if (field === 'username' && free === false) return t('error.usernameTaken');
    const key = accountRules[field](values[field]);
    return key && t(key);
  }

  function shownErrorOf(field: AccountField): string | undefined {
    const early = field === 'username' && (free === false || cannotBecomeUsername(username));
    return left.has(field) || early || refusal.fields[field] !== undefined ? errorOf(field) : undefined;
  }

  async function register(): Promise<void> {
    setBusy(true);
    setRefusal(nothingRefused);
    try {
      await client.register({ name: name.trim(), username, email: email.trim(), password });
      forgetTyped();
      sessionBegan(client);
    } catch (error) {
      if (wait.begin(error)) return;
      const refused = hasCode(error, 'weak_password')
        ? {
            ...nothingRefused,
            fields: { password: await weakPasswordReason(password, [name, username, email]) },
          }
        : refusalOf(error, t);
      setRefusal(refused);
      focus(accountFields.find((field) => refused.fields[field] !== undefined));
    } finally {
      setBusy(false);
    }
  }

  function focus(field: AccountField | undefined): void {
    if (field === undefined) return;
    form.current?.querySelector<HTMLInputElement>(`input[name="${field}"]`)?.focus();
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    setLeft(new Set(accountFields));
    const wrong = accountFields.find((field) => errorOf(field) !== undefined);
    if (wrong !== undefined) focus(wrong);
    else if (!busy && wait.left === undefined) void register();
  }

  const fieldProps = (field: AccountField) => ({
    name: field,
    value: values[field],
    error: shownErrorOf(field),
    required: true,
    onChange: ({ target }: ChangeEvent<HTMLInputElement>) => {
      setValues((before) => ({ ...before, [field]: target.value }));
      keepTyped({ [field]: target.value });
      // what was refused has changed
      setRefusal(({ fields }) => ({ fields: { ...fields, [field]: undefined }, problem: undefined }));
    },
    onBlur: () => {
      if (values[field] !== '') setLeft((before) => new Set(before).add(field));
    },
  });

  return (
    <Frame title={t('register.title')} back>
      <form ref={form} className={frame['form']} noValidate onSubmit={submit}>
        <TextField
          {...fieldProps('name')}
          label={t('register.name')}
          hint={t('register.nameHint')}
          autoComplete="name"
          autoFocus={!touch}
        />
        <TextField
          {...fieldProps('username')}
          label={t('register.username')}
          hint={
            free === true ? (
              <span className={styles['free']} role="status">
                {t('register.usernameFree', { username })}
              </span>
            ) : (
              t('register.usernameHint')
            )
          }
          autoComplete="username"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          dir="ltr"
        />
        <TextField
          {...fieldProps('email')}
          label={t('register.email')}
          type="email"
          inputMode="email"
          autoComplete="email"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={254}
          dir="ltr"
        />
        <PasswordField
          {...fieldProps('password')}
          label={t('register.password')}
          hint={strength === undefined ? t('register.passwordHint') : <StrengthMeter strength={strength} />}
          autoComplete="new-password"
          onFocus={preparePasswordStrength}
        />
        <Problem>{wait.problem ?? refusal.problem}</Problem>
        <Button
          className={frame['submit'] ?? ''}
          type="submit"
          kind="primary"
          wide
          busy={busy}
          paused={wait.left}
        >
          {t('register.submit')}
        </Button>
      </form>
      <p className={frame['other']}>
        {t('register.haveAccount')}{' '}
        <Link className={frame['link']} href="/sign-in" replace>
          {t('register.signIn')}
        </Link>
      </p>
      <ProviderButtons />
    </Frame>
  );
}
