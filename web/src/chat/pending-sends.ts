import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { MessageItem, UnsentItem } from '../../../client/index.ts';

/** Messages whose files are still on their way: the client gets them once these have arrived. By conversation, in order. */
const pending = new Map<string, readonly UnsentItem[]>();
const listeners = new Set<() => void>();
const none: readonly UnsentItem[] = [];

/** What can be done about them; the part of the page that uploads files sets it. */
interface Actions {
  retry: (clientId: string) => void;
  discard: (clientId: string) => void;
}
let actions: Actions | undefined;
export const onPendingActions = (made: Actions): void => void (actions = made);

export const pendingIn = (conversationId: string): readonly UnsentItem[] =>
  pending.get(conversationId) ?? none;

export function writePending(conversationId: string, items: readonly UnsentItem[]): void {
  if (items.length > 0) pending.set(conversationId, items);
  else pending.delete(conversationId);
  for (const listener of listeners) listener();
}

export function hasPending(): boolean {
  return pending.size > 0;
}

/** Nothing of one user is sent by the next. */
export function forgetPending(): void {
  pending.clear();
  for (const listener of listeners) listener();
}

/** Sends one again whose files did not arrive. `false` for messages that the client has. */
export function retryPending(conversationId: string, clientId: string): boolean {
  const isPending = pendingIn(conversationId).some((item) => item.clientId === clientId);
  if (isPending) actions?.retry(clientId);
  return isPending;
}

/** Gives one up. `false` for messages that the client has. */
export function discardPending(conversationId: string, clientId: string): boolean {
  const isPending = pendingIn(conversationId).some((item) => item.clientId === clientId);
  if (isPending) actions?.discard(clientId);
  return isPending;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The messages of a conversation with those whose files are still on their way at their end. */
export function useWithPending(
  conversationId: string,
  items: readonly MessageItem[],
): readonly MessageItem[] {
  const read = useCallback(() => pendingIn(conversationId), [conversationId]);
  const waiting = useSyncExternalStore(subscribe, read);
  return useMemo(() => {
    if (waiting.length === 0) return items;
    // the client may have one already, under the same key
    const known = new Set(items.slice(-50).map(({ key }) => key));
    return [...items, ...waiting.filter(({ key }) => !known.has(key))];
  }, [items, waiting]);
}
