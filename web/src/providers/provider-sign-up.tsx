import { useRef, useState, type SubmitEvent } from 'react';
import { hasCode, type ProviderPending } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { accountRules, cannotBecomeUsername } from '../getting-in/account-rules.ts';
import { withAddress } from '../getting-in/address.tsx';
import { Frame, Problem } from '../getting-in/frame.tsx';
import styles from '../getting-in/frame.module.css';
import { refusalOf, type Refusal } from '../getting-in/refusal.ts';
import { useUsernameCheck } from '../getting-in/use-username-check.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { queries, useMediaQuery } from '../media-query.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { useWait } from '../ui/use-wait.ts';

export interface ProviderSignUpProps {
  pending: ProviderPending;
  onDone: () => void;
  onBack: () => void;
}

/** Who comes from a provider for the first time chooses a username; the address is the one of the provider. */
export function ProviderSignUp({ pending, onDone, onBack }: ProviderSignUpProps) {
  const t = useTranslate();
  const client = useClient();
  const touch = useMediaQuery(queries.touch);
  const nameField = useRef<HTMLInputElement>(null);
  const usernameField = useRef<HTMLInputElement>(null);
  const [name, setName] = useState(pending.name);
  const [username, setUsername] = useState(pending.username);
  const [tried, setTried] = useState(false);
  const [refused, setRefused] = useState<Refusal>({ fields: {}, problem: undefined });
  const [busy, setBusy] = useState(false);
  const wait = useWait();
  const free = useUsernameCheck(username);

  const problemOf = (field: 'name' | 'username') => {
    const key = refused.fields[field] ?? accountRules[field](field === 'name' ? name : username);
    if (key !== undefined) return t(key);
    return field === 'username' && free === false ? t('error.usernameTaken') : undefined;
  };
  const early = free === false || cannotBecomeUsername(username) || refused.fields.username !== undefined;

  async function register(): Promise<void> {
    setBusy(true);
    setRefused({ fields: {}, problem: undefined });
    try {
      await client.registerWithProvider({ token: pending.token, username, name: name.trim() });
      onDone();
    } catch (error) {
      setBusy(false);
      if (wait.begin(error)) return;
      setRefused(refusalOf(error, t));
      if (hasCode(error, 'username_taken')) usernameField.current?.focus();
    }
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    setTried(true);
    if (problemOf('name') !== undefined) nameField.current?.focus();
    else if (problemOf('username') !== undefined) usernameField.current?.focus();
    else if (!busy && wait.left === undefined) void register();
  }

  return (
    <Frame
      title={t('provider.chooseTitle')}
      text={withAddress(t, 'provider.chooseText', pending.email ?? '')}
      onBack={onBack}
    >
      <form className={styles['form']} noValidate onSubmit={submit}>
        <TextField
          ref={nameField}
          label={t('register.name')}
          hint={t('register.nameHint')}
          name="name"
          autoComplete="name"
          value={name}
          error={tried || refused.fields.name !== undefined ? problemOf('name') : undefined}
          onChange={({ target }) => {
            setName(target.value);
            setRefused({ fields: {}, problem: undefined });
          }}
        />
        <TextField
          ref={usernameField}
          label={t('register.username')}
          hint={free === true ? t('register.usernameFree', { username }) : t('register.usernameHint')}
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          autoFocus={!touch}
          dir="ltr"
          value={username}
          error={tried || early ? problemOf('username') : undefined}
          onChange={({ target }) => {
            setUsername(target.value);
            setRefused({ fields: {}, problem: undefined });
          }}
        />
        <Problem>{wait.problem ?? refused.problem}</Problem>
        <Button
          className={styles['submit'] ?? ''}
          type="submit"
          kind="primary"
          wide
          busy={busy}
          paused={wait.left}
        >
          {t('register.submit')}
        </Button>
      </form>
    </Frame>
  );
}
