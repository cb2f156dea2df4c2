import { useCallback, useSyncExternalStore } from 'react';
import { wantMessage } from '../chat/wanted-message.ts';

/** From which messages the user jumped to what these reply to, by conversation, the last one at the end. */
const trails = new Map<string, readonly number[]>();
const listeners = new Set<() => void>();
const none: readonly number[] = [];
/** Longer trails lose their beginning. */
const longest = 20;

function set(conversationId: string, trail: readonly number[]): void {
  if (trail.length > 0) trails.set(conversationId, trail);
  else trails.delete(conversationId);
  for (const listener of listeners) listener();
}

const trailIn = (conversationId: string) => trails.get(conversationId) ?? none;

/** Shows a message, and remembers from which one the user came. */
export function jumpFrom(conversationId: string, from: number, to: number): void {
  set(conversationId, [...trailIn(conversationId), from].slice(-longest));
  wantMessage(conversationId, to);
}

/** Shows the message again from which the user jumped last. */
export function jumpBack(conversationId: string): void {
  const trail = trailIn(conversationId);
  const from = trail.at(-1);
  if (from === undefined) return;
  set(conversationId, trail.slice(0, -1));
  wantMessage(conversationId, from);
}

/** The user went elsewhere: nothing leads back any more. */
export const forgetReturns = (conversationId: string): void => {
  if (trails.has(conversationId)) set(conversationId, none);
};

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The message to which Back leads. */
export const useReturn = (conversationId: string): number | undefined =>
  useSyncExternalStore(
    subscribe,
    useCallback(() => trailIn(conversationId).at(-1), [conversationId]),
  );
