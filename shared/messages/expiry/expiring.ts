import type { Expiry } from '../../protocol/index.ts';
import type { EntryOf } from '../log-entry.ts';

/** A message that expires from its reading is taken for read once it is so old, in milliseconds. */
export const longestUnread = 7 * 24 * 60 * 60 * 1000;

/** What a message sent at a time carries of a rule: when it is gone at the latest. */
export function expiring(
  rule: Expiry | null | undefined,
  createdAt: number,
): Pick<EntryOf<'text'>, 'expires' | 'goneAt'> {
  return rule ? { expires: rule, goneAt: latestEnd(rule, createdAt) } : {};
}

const latestEnd = ({ seconds, from }: Expiry, createdAt: number): number =>
  createdAt + (from === 'reading' ? longestUnread : 0) + seconds * 1000;

/** Until when a message that is sent now may wait to be read, before its time counts; 0: it does not wait. */
export const waitsUntil = (rule: Expiry | null | undefined, createdAt: number): number =>
  rule?.from === 'reading' ? createdAt + longestUnread : 0;

/** Whether the time of a message does not count yet, as not all have read it. */
export const isWaiting = ({ expires, goneAt, createdAt }: EntryOf<'text'>): boolean =>
  expires?.from === 'reading' && goneAt === latestEnd(expires, createdAt);
