import { useSyncExternalStore } from 'react';

/** A message that is to be shown in its conversation, wherever that is scrolled to. */
export interface Wanted {
  conversationId: string;
  seq: number;
}

let wanted: Wanted | undefined;
const listeners = new Set<() => void>();

function set(next: Wanted | undefined): void {
  wanted = next;
  for (const listener of listeners) listener();
}

export const wantMessage = (conversationId: string, seq: number): void => set({ conversationId, seq });

/** It is shown, or there is none. */
export const foundMessage = (): void => set(undefined);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The number of the message that is to be shown in this conversation. */
export const useWantedSeq = (conversationId: string): number | undefined =>
  useSyncExternalStore(subscribe, () => (wanted?.conversationId === conversationId ? wanted.seq : undefined));
