import type { Key } from './table.ts';

/** What one part of a key is: exactly this text, or a text that begins so. */
export type PartPattern = { is: string } | { beginsWith: string };
/** Which keys: every part that is named must match. Plain data, so that event filters and other threads can have it. */
export type KeyPattern = Partial<Record<keyof Key, PartPattern>>;

/** Whether a key is one of those that the pattern describes. */
export function matchesKey({ pk, sk }: KeyPattern, key: Key): boolean {
  return matchesPart(pk, key.pk) && matchesPart(sk, key.sk);
}

function matchesPart(pattern: PartPattern | undefined, text: string): boolean {
  if (!pattern) return true;
  return 'is' in pattern ? text === pattern.is : text.startsWith(pattern.beginsWith);
}
