import { client } from '../chat-client.ts';

/** Shown until the user has favourites. */
const usual = ['👍', '❤️', '😂', '😮', '😢', '🙏'] as const;
const shown = usual.length;
/** Of those that were used least, the oldest are forgotten. */
const mostKept = 40;
const prefix = 'chatflow emoji ';

const keyOf = () => `${prefix}${client.userId ?? ''}`;

type Uses = readonly (readonly [emoji: string, count: number])[];

const isUse = (value: unknown): value is readonly [string, number] =>
  Array.isArray(value) && typeof value[0] === 'string' && Number.isSafeInteger(value[1]);

/** How often the user reacted with which emoji, the latest first. */
function read(): Uses {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(keyOf()) ?? '[]');
    return Array.isArray(stored) ? stored.filter(isUse) : [];
  } catch {
    // storage is blocked, or another program wrote there
    return [];
  }
}

/** Those used most often, then those used last. */
const byUse = (uses: Uses): Uses => uses.toSorted(([, a], [, b]) => b - a);

/** The emoji that are offered first: those that the user reacts with most. */
export function favouriteEmoji(): readonly string[] {
  const own = byUse(read()).map(([emoji]) => emoji);
  return [...new Set([...own, ...usual])].slice(0, shown);
}

/** The user reacted with it. */
export function countEmoji(emoji: string): void {
  const before = read();
  const count = before.find(([one]) => one === emoji)?.[1] ?? 0;
  const uses = byUse([[emoji, count + 1], ...before.filter(([one]) => one !== emoji)]);
  try {
    localStorage.setItem(keyOf(), JSON.stringify(uses.slice(0, mostKept)));
  } catch {
    // storage is blocked or full: the usual ones are offered
  }
}

/** Nothing of one user is left for the next. */
export function forgetEmoji(): void {
  try {
    localStorage.removeItem(keyOf());
  } catch {
    // as above
  }
}
