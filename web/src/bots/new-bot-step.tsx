import { useRef, useState, type SubmitEvent } from 'react';
import type { Bot } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { isSignedOut } from '../errors.ts';
import {
  accountRules,
  cannotBecomeUsername,
  nameProblem,
  type AccountField,
} from '../getting-in/account-rules.ts';
import { Problem } from '../getting-in/frame.tsx';
import { refusalOf, type Refusal } from '../getting-in/refusal.ts';
import { useUsernameCheck } from '../getting-in/use-username-check.ts';
import { useTranslate } from '../i18n/i18n.ts';
import styles from '../integrations/integrations.module.css';
import { goBack } from '../navigation.ts';
import { longestAbout } from '../profile/profile-form.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextArea, TextField } from '../ui/field.tsx';
import { useFirstFocus } from '../ui/use-first-focus.ts';
import { botsPath } from './bot-paths.ts';
import { explainBots } from './explain-bots.ts';

const cancel = () => goBack(botsPath);
const nothingRefused: Refusal['fields'] = {};

/** Makes a bot. What is wrong is said at its field, once it is to be made. */
export function NewBotStep({ onMade }: { onMade: (bot: Bot) => void }) {
  const t = useTranslate();
  const { bots } = useClient();
  const [name, setName] = useState('');
  const [username, setUsername] = useState('');
  const [about, setAbout] = useState('');
  const [tried, setTried] = useState(false);
  const [refused, setRefused] = useState(nothingRefused);
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const nameField = useRef<HTMLInputElement>(null);
  const usernameField = useRef<HTMLInputElement>(null);
  useFirstFocus(nameField, true);
  const free = useUsernameCheck(username);
  const tooLong = [...about].length - longestAbout;
  const nameKey = refused.name ?? (tried ? nameProblem(name) : undefined);
  const usernameKey =
    refused.username ??
    (free === false
      ? 'error.usernameTaken'
      : tried || cannotBecomeUsername(username)
        ? accountRules.username(username)
        : undefined);

  const allow = (field: AccountField) => setRefused((before) => ({ ...before, [field]: undefined }));

  async function make(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    const text = about.trim();
    try {
      onMade(await bots.create({ username, name: name.trim(), ...(text !== '' && { about: text }) }));
    } catch (error) {
      if (isSignedOut(error)) return;
      const { fields } = refusalOf(error, t);
      setRefused(fields);
      if (fields.name !== undefined) nameField.current?.focus();
      else if (fields.username !== undefined) usernameField.current?.focus();
      else setProblem(explainBots(error, t));
      setBusy(false);
    }
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    setTried(true);
    if (nameProblem(name) !== undefined) nameField.current?.focus();
    else if (free === false || accountRules.username(username) !== undefined) usernameField.current?.focus();
    else if (!busy && tooLong <= 0) void make();
  }

  return (
    <Dialog
      title={t('bots.new')}
      back
      onClose={cancel}
      footer={
        <>
          <Button onClick={cancel}>{t('dialog.cancel')}</Button>
          <Button kind="primary" type="submit" form="new-bot" busy={busy}>
            {t('bots.create')}
          </Button>
        </>
      }
    >
      <form id="new-bot" className={styles['body']} noValidate onSubmit={submit}>
        <TextField
          ref={nameField}
          label={t('bots.name')}
          hint={t('bots.nameHint')}
          name="name"
          autoComplete="off"
          dir="auto"
          value={name}
          error={nameKey && t(nameKey)}
          onChange={({ target }) => {
            setName(target.value);
            allow('name');
          }}
        />
        <TextField
          ref={usernameField}
          label={t('register.username')}
          hint={
            free === true ? (
              <span className={styles['free']} role="status">
                {t('register.usernameFree', { username })}
              </span>
            ) : (
              t('bots.usernameHint')
            )
          }
          name="username"
          autoComplete="off"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          dir="ltr"
          value={username}
          error={usernameKey && t(usernameKey)}
          onChange={({ target }) => {
            setUsername(target.value);
            allow('username');
          }}
        />
        <TextArea
          label={t('profile.about')}
          hint={t('bots.aboutHint')}
          rows={2}
          dir="auto"
          value={about}
          error={tooLong > 0 ? t('composer.tooLong', { over: tooLong }) : undefined}
          onChange={({ target }) => setAbout(target.value)}
        />
        <Problem>{problem}</Problem>
      </form>
    </Dialog>
  );
}
