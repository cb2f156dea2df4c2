import { useCallback, useSyncExternalStore } from 'react';

/** What will be sent with the next message, by conversation: the ids of uploads, in order. */
const all = new Map<string, readonly string[]>();
const listeners = new Set<() => void>();
const empty: readonly string[] = [];

/** All that are not empty, by conversation. */
export const trays = (): [string, readonly string[]][] => [...all];

export const readTray = (conversationId: string): readonly string[] => all.get(conversationId) ?? empty;

export function writeTray(conversationId: string, ids: readonly string[]): void {
  if (ids.length > 0) all.set(conversationId, ids);
  else all.delete(conversationId);
  for (const listener of listeners) listener();
}

/** Nothing that was picked stays behind for the next user of the browser. */
export function forgetTrays(): void {
  all.clear();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useTray(conversationId: string): readonly string[] {
  const read = useCallback(() => readTray(conversationId), [conversationId]);
  return useSyncExternalStore(subscribe, read);
}
