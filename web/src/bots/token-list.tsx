import { KeyRound } from 'lucide-react';
import type { BotToken } from '../../../client/index.ts';
import { useNow } from '../format/now.ts';
import { lastUsed, longDate } from '../format/time.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import styles from '../integrations/integrations.module.css';
import { AccountLine } from '../settings/account-line.tsx';
import { scopeName } from './scopes.ts';

export interface TokenListProps {
  tokens: readonly BotToken[];
  onRevoke: (token: BotToken) => void;
}

/** The tokens of a bot: what each allows, until when, and when it was last used. */
export function TokenList({ tokens, onRevoke }: TokenListProps) {
  const t = useTranslate();
  if (tokens.length === 0) return <p className={styles['hint']}>{t('bots.noTokens')}</p>;
  return (
    <ul className={styles['lines']} aria-label={t('bots.tokens')}>
      {tokens.map((token) => (
        <Token key={token.id} token={token} onRevoke={() => onRevoke(token)} />
      ))}
    </ul>
  );
}

function Token({ token, onRevoke }: { token: BotToken; onRevoke: () => void }) {
  const t = useTranslate();
  const locale = useLocale();
  const now = useNow();
  const { name, prefix, scopes, expiresAt, lastUsedAt } = token;
  const ends = () => {
    if (expiresAt === null) return t('bots.neverExpires');
    const day = longDate(expiresAt, locale);
    return t(Date.parse(expiresAt) <= now ? 'bots.expired' : 'bots.expiresOn', { day });
  };
  const used = lastUsedAt === null ? t('bots.unused') : lastUsed(lastUsedAt, now, locale, t);
  return (
    <AccountLine
      icon={<KeyRound size="1.25rem" />}
      name={name}
      notes={[`${prefix}…`, scopes.map((scope) => scopeName(scope, t)).join(' · '), ends(), used]}
      action={t('bots.revoke')}
      actionLabel={t('bots.revokeLabel', { name })}
      onAction={onRevoke}
    />
  );
}
