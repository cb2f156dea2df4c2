import { useRef, useState, type SubmitEvent } from 'react';
import type { NewBotToken } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { isSignedOut } from '../errors.ts';
import { nameProblem } from '../getting-in/account-rules.ts';
import { Problem } from '../getting-in/frame.tsx';
import { useTranslate } from '../i18n/i18n.ts';
import { CheckList } from '../integrations/check-list.tsx';
import styles from '../integrations/integrations.module.css';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { Select } from '../ui/select.tsx';
import { useFirstFocus } from '../ui/use-first-focus.ts';
import { explainBots } from './explain-bots.ts';
import { scopeGroups, scopeHint, scopeName, scopesIn, usualScopes, type Scope } from './scopes.ts';

const daySeconds = 86_400;
const lifetimes = { month: 30 * daySeconds, quarter: 90 * daySeconds, year: 365 * daySeconds, never: null };
type Lifetime = keyof typeof lifetimes;
const lifetimeNames = ['month', 'quarter', 'year', 'never'] as const satisfies readonly Lifetime[];

export interface NewTokenStepProps {
  botId: string;
  onMade: (token: NewBotToken) => void;
  onCancel: () => void;
}

/** What a new token is for, what it allows, and until when. */
export function NewTokenStep({ botId, onMade, onCancel }: NewTokenStepProps) {
  const t = useTranslate();
  const { bots } = useClient();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<ReadonlySet<Scope>>(new Set(usualScopes));
  const [lifetime, setLifetime] = useState<Lifetime>('quarter');
  const [tried, setTried] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const nameField = useRef<HTMLInputElement>(null);
  useFirstFocus(nameField, true);
  const nameKey = nameProblem(name);
  const none = scopes.size === 0;

  async function make(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    try {
      const token = await bots.createToken(botId, {
        name: name.trim(),
        scopes: [...scopes],
        expiresIn: lifetimes[lifetime],
      });
      onMade(token);
    } catch (error) {
      if (isSignedOut(error)) return;
      setProblem(explainBots(error, t));
      setBusy(false);
    }
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    setTried(true);
    if (nameKey !== undefined) nameField.current?.focus();
    else if (!busy && !none) void make();
  }

  return (
    <Dialog
      title={t('bots.newToken')}
      back
      onClose={onCancel}
      footer={
        <>
          <Button onClick={onCancel}>{t('dialog.cancel')}</Button>
          <Button kind="primary" type="submit" form="new-token" busy={busy}>
            {t('bots.createToken')}
          </Button>
        </>
      }
    >
      <form id="new-token" className={styles['body']} noValidate onSubmit={submit}>
        <TextField
          ref={nameField}
          label={t('bots.tokenName')}
          hint={t('bots.tokenNameHint')}
          name="name"
          autoComplete="off"
          dir="auto"
          value={name}
          error={tried && nameKey !== undefined ? t(nameKey) : undefined}
          onChange={({ target }) => setName(target.value)}
        />
        <Select
          label={t('bots.expires')}
          options={lifetimeNames.map((value) => ({ value, label: t(`bots.expires.${value}`) }))}
          value={lifetime}
          onChange={setLifetime}
        />
        {scopeGroups.map((group) => (
          <CheckList
            key={group}
            label={t(`bots.scopes.${group}`)}
            options={scopesIn(group).map((value) => ({
              value,
              label: scopeName(value, t),
              hint: scopeHint(value, t),
            }))}
            chosen={scopes}
            onChange={setScopes}
          />
        ))}
        <Problem>{problem ?? (tried && none ? t('bots.noScopes') : undefined)}</Problem>
      </form>
    </Dialog>
  );
}
