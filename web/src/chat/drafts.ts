import { useCallback, useSyncExternalStore } from 'react';
import { client } from '../chat-client.ts';

/**
 * What was typed and not sent, by conversation: kept in the browser until it is sent, for the user who typed it. Other
 * tabs see it when they open the conversation.
 */
const drafts = new Map<string, string>();
const listeners = new Set<() => void>();
const prefix = 'chatflow draft ';

const keyOf = (conversationId: string) => `${prefix}${client.userId ?? ''} ${conversationId}`;

/** The draft of a conversation; empty for none. */
export function readDraft(conversationId: string): string {
  const key = keyOf(conversationId);
  const known = drafts.get(key);
  if (known !== undefined) return known;
  let stored = '';
  try {
    stored = localStorage.getItem(key) ?? '';
  } catch {
    // storage is blocked: drafts last as long as the page
  }
  drafts.set(key, stored);
  return stored;
}

export function writeDraft(conversationId: string, text: string): void {
  const key = keyOf(conversationId);
  if (readDraft(conversationId) === text) return;
  drafts.set(key, text);
  try {
    if (text === '') localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  } catch {
    // storage is blocked or full: as above
  }
  for (const listener of listeners) listener();
}

/** Forgets every draft: nothing that was typed stays behind for the next user of the browser. */
export function forgetDrafts(): void {
  drafts.clear();
  try {
    const keys = Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index) ?? '');
    for (const key of keys) if (key.startsWith(prefix)) localStorage.removeItem(key);
  } catch {
    // as above
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useDraft(conversationId: string): string {
  const read = useCallback(() => readDraft(conversationId), [conversationId]);
  return useSyncExternalStore(subscribe, read);
}
