import { usePresence } from '../../../client/react/index.ts';
import { useNow } from '../format/now.ts';
import { lastSeen } from '../format/time.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';

/** A user as the server described them: their presence may have changed since. */
export interface Described {
  id: string;
  bot?: boolean | undefined;
  online: boolean;
  lastOnline: string | null;
}

/** Whose presence is shown: a bot answers whether it is connected or not. */
const personOf = (user: Described | undefined) => (user?.bot === true ? undefined : user);

/** The dot at a picture: online, away, or none. Watched for as long as it is on screen. */
export function usePresenceDot(user: Described | undefined): 'online' | 'away' | undefined {
  const person = personOf(user);
  const presence = usePresence(person?.id);
  if (!(presence?.online ?? person?.online ?? false)) return undefined;
  return presence?.status === 'away' ? 'away' : 'online';
}

/** Whether a user is here, or when they last were; empty where they hide it, and for bots. */
export function usePresenceText(user: Described | undefined): string {
  const t = useTranslate();
  const locale = useLocale();
  const now = useNow();
  const person = personOf(user);
  const presence = usePresence(person?.id);
  const dot = usePresenceDot(person);
  if (dot !== undefined) return t(`presence.${dot}`);
  const last = presence === undefined ? person?.lastOnline : presence.lastOnline;
  return typeof last === 'string' ? lastSeen(last, now, locale, t) : '';
}
