import { useCallback, useSyncExternalStore } from 'react';
import { client } from '../chat-client.ts';

/**
 * What was typed and not sent, by conversation: kept in the browser until it is sent, for the user who typed it. Other
 * tabs see it when they open the conversation.
 */
const drafts = new Map<string, string>();
const listeners = new Set<(conversationId?: string) => void>();
const prefix = 'chatflow draft ';

/**
 * Within a conversation there are more places: what is written in a thread, and which message is replied to. Their names go on
 * after a slash, and they stay in this browser.
 */
export const isSynced = (place: string): boolean => !place.includes('/');

const keyOf = (conversationId: string) => `${prefix}${client.userId ?? ''} ${conversationId}`;
/** Under which the draft that the server is known to have is kept. */
const savedKeyOf = (conversationId: string) => `${prefix}saved ${client.userId ?? ''} ${conversationId}`;

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
  for (const listener of listeners) listener(conversationId);
}

/** The draft that the server is known to have; empty for none. */
export function readSaved(conversationId: string): string {
  try {
    return localStorage.getItem(savedKeyOf(conversationId)) ?? '';
  } catch {
    return '';
  }
}

export function writeSaved(conversationId: string, text: string): void {
  try {
    if (text === '') localStorage.removeItem(savedKeyOf(conversationId));
    else localStorage.setItem(savedKeyOf(conversationId), text);
  } catch {
    // storage is blocked or full: the next start asks the server
  }
}

/** The conversations in which this browser knows of a draft, typed here or saved. */
export function conversationsWithDrafts(): string[] {
  const own = [keyOf(''), savedKeyOf('')];
  try {
    const names = Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index) ?? '');
    const ids = names.flatMap((name) =>
      own.filter((start) => name.startsWith(start)).map((start) => name.slice(start.length)),
    );
    return [...new Set(ids)].filter(isSynced);
  } catch {
    return [];
  }
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

/** Calls `listener` with each conversation whose draft changed here; without one, all of them may have. */
export function onDraft(listener: (conversationId?: string) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useDraft(conversationId: string): string {
  const read = useCallback(() => readDraft(conversationId), [conversationId]);
  return useSyncExternalStore(onDraft, read);
}
