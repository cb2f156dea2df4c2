import { useSyncExternalStore } from 'react';
import type { RemovalReason } from '../../../client/index.ts';

/** The groups that the user is leaving or deleting: that they are out is no news to them. */
const leaving = new Set<string>();

/** Runs a call that takes the user out of a group. */
export async function leavesBySelf(id: string, call: Promise<void>): Promise<void> {
  leaving.add(id);
  try {
    await call;
  } catch (error) {
    leaving.delete(id);
    throw error;
  }
}

/** Whether the user went by themselves, in this window. */
export const wentBySelf = (id: string): boolean => leaving.has(id);

export interface Ending {
  /** What the group was called, as far as that is known. */
  name: string | undefined;
  /** `undefined`: it is not known why. */
  reason: RemovalReason | undefined;
}

/** The groups that ended for the user while this page looked. */
let ended: ReadonlyMap<string, Ending> = new Map();
const listeners = new Set<() => void>();

function change(next: typeof ended): void {
  ended = next;
  for (const listener of listeners) listener();
}

/** A group ended for the user. Whether that is news: the last one who leaves also hears that the group was deleted. */
export function noteEnding(id: string, ending: Ending): boolean {
  if (ended.has(id)) return false;
  change(new Map(ended).set(id, ending));
  return true;
}

/** The user is in these conversations: of those that had ended, what was noted is no longer so. */
export function forgetEndings(conversations: readonly { id: string }[]): void {
  const back = ended.size === 0 ? [] : conversations.filter(({ id }) => ended.has(id));
  if (back.length === 0) return;
  const next = new Map(ended);
  for (const { id } of back) {
    next.delete(id);
    leaving.delete(id);
  }
  change(next);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** How a group ended for the user; `undefined` where it did not, as far as is known. */
export const useEnding = (id: string): Ending | undefined =>
  useSyncExternalStore(subscribe, () => ended.get(id));
