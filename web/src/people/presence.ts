import { usePresence } from '../../../client/react/index.ts';
import { useNow } from '../format/now.ts';
import { lastSeen } from '../format/time.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';

/** A user as the server described them: their presence may have changed since. */
export interface Described {
  id: string;
  online: boolean;
  lastOnline: string | null;
}

/** The dot at a picture: online, away, or none. Watched for as long as it is on screen. */
export function usePresenceDot(user: Described | undefined): 'online' | 'away' | undefined {
  const presence = usePresence(user?.id);
  if (!(presence?.online ?? user?.online ?? false)) return undefined;
  return presence?.status === 'away' ? 'away' : 'online';
}

/** Whether a user is here, or when they last were; empty where they hide it. */
export function usePresenceText(user: Described | undefined): string {
  const t = useTranslate();
  const locale = useLocale();
  const now = useNow();
  const presence = usePresence(user?.id);
  const dot = usePresenceDot(user);
  if (dot !== undefined) return t(`presence.${dot}`);
  const last = presence === undefined ? user?.lastOnline : presence.lastOnline;
  return typeof last === 'string' ? lastSeen(last, now, locale, t) : '';
}
