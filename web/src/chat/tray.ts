import { useCallback, useSyncExternalStore } from 'react';

/** What will be sent with the next message, by conversation: the ids of uploads, in order. */
const trays = new Map<string, readonly string[]>();
const listeners = new Set<() => void>();
const empty: readonly string[] = [];

export const readTray = (conversationId: string): readonly string[] => trays.get(conversationId) ?? empty;

export function writeTray(conversationId: string, ids: readonly string[]): void {
  if (ids.length > 0) trays.set(conversationId, ids);
  else trays.delete(conversationId);
  for (const listener of listeners) listener();
}

/** Nothing that was picked stays behind for the next user of the browser. */
export function forgetTrays(): void {
  trays.clear();
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
