import { KeyRound } from 'lucide-react';
import type { Passkey } from '../../../client/index.ts';
import { explain } from '../errors.ts';
import { useNow } from '../format/now.ts';
import { lastUsed, longDate } from '../format/time.ts';
import { Problem } from '../getting-in/frame.tsx';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { AccountLine } from '../settings/account-line.tsx';
import account from '../settings/account.module.css';
import styles from '../second-factor/second-factor.module.css';
import { Button } from '../ui/button.tsx';
import { AfterPatience, Bone } from '../ui/skeleton.tsx';

export interface PasskeyListProps {
  passkeys: readonly Passkey[] | undefined;
  /** Why they could not be loaded. */
  error: unknown;
  /** Why none can be added here. */
  problem: unknown;
  onLoad: () => void;
  onAdd: () => void;
  onRemove: (passkey: Passkey) => void;
}

/** What passkeys are, and those of the account. */
export function PasskeyList({ passkeys, error, problem, onLoad, onAdd, onRemove }: PasskeyListProps) {
  const t = useTranslate();
  return (
    <div className={styles['form']}>
      <div className={styles['body']} aria-busy={passkeys === undefined && error === undefined}>
        <p className={styles['text']}>{t('passkeys.text')}</p>
        {passkeys === undefined && error === undefined && (
          <AfterPatience>
            <Bone width={12} />
            <Bone width={16} />
          </AfterPatience>
        )}
        {passkeys === undefined && error !== undefined && (
          <>
            <Problem>{explain(error, t)}</Problem>
            <Button onClick={onLoad}>{t('dialog.tryAgain')}</Button>
          </>
        )}
        {passkeys !== undefined && passkeys.length > 0 && (
          <ul className={account['devices']} aria-label={t('passkeys.title')}>
            {passkeys.map((passkey) => (
              <Line key={passkey.id} passkey={passkey} onRemove={() => onRemove(passkey)} />
            ))}
          </ul>
        )}
        <Problem>{problem === undefined ? undefined : explain(problem, t)}</Problem>
      </div>
      <footer className={styles['actions']}>
        <Button kind="primary" onClick={onAdd}>
          {t('passkeys.add')}
        </Button>
      </footer>
    </div>
  );
}

function Line({ passkey, onRemove }: { passkey: Passkey; onRemove: () => void }) {
  const t = useTranslate();
  const locale = useLocale();
  const now = useNow();
  const { name, createdAt, lastUsedAt } = passkey;
  return (
    <AccountLine
      icon={<KeyRound size="1.25rem" />}
      name={name}
      notes={[
        t('passkeys.addedOn', { day: longDate(createdAt, locale) }),
        lastUsedAt === null ? t('passkeys.unused') : lastUsed(lastUsedAt, now, locale, t),
      ]}
      action={t('passkeys.remove')}
      actionLabel={t('passkeys.removeLabel', { name })}
      onAction={onRemove}
    />
  );
}
