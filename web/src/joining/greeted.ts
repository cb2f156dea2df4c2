import type { Conversation } from '../../../client/index.ts';

const weekMs = 7 * 24 * 60 * 60_000;
const prefix = 'chatflow greeted ';

/** What was dismissed since the page was opened, where the browser stores nothing. */
const dismissed = new Set<string>();

const keyOf = (userId: string, conversationId: string) => `${prefix}${userId} ${conversationId}`;

/**
 * Whether a member is so new that the welcome text of the group may greet them: for a week after they joined, until they
 * dismiss it on this device. Owners are not: they began the group, or were in it before.
 */
export function isToBeGreeted(
  { id, isGroup, me }: Pick<Conversation, 'id' | 'isGroup' | 'me'>,
  userId: string,
  now: number,
): boolean {
  if (!isGroup || me.role === 'owner' || now - Date.parse(me.joinedAt) > weekMs) return false;
  const key = keyOf(userId, id);
  if (dismissed.has(`${key} ${me.joinedAt}`)) return false;
  try {
    return localStorage.getItem(key) !== me.joinedAt;
  } catch {
    // storage is blocked: it greets again with the next start
    return true;
  }
}

/** Not again on this device, until the user leaves and joins anew. */
export function dismissGreeting({ id, me }: Pick<Conversation, 'id' | 'me'>, userId: string): void {
  const key = keyOf(userId, id);
  dismissed.add(`${key} ${me.joinedAt}`);
  try {
    localStorage.setItem(key, me.joinedAt);
  } catch {
    // as above
  }
}
