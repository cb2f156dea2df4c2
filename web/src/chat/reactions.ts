import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { Message, Reaction } from '../../../client/index.ts';
import { client } from '../chat-client.ts';
import { explain, isSignedOut } from '../errors.ts';
import { translate } from '../i18n/i18n.ts';
import { showToast } from '../ui/toast.tsx';
import { wanted, type Wish, type Wishes } from './wanted-reactions.ts';

/** By the id of the message. */
const wishes = new Map<string, Wishes>();
const listeners = new Set<() => void>();

function wish(messageId: string, emoji: string, next: Wish | undefined): void {
  const all = new Map(wishes.get(messageId));
  if (next === undefined) all.delete(emoji);
  else all.set(emoji, next);
  if (all.size > 0) wishes.set(messageId, all);
  else wishes.delete(messageId);
  for (const listener of listeners) listener();
}

/** The reactions of a message, with what the user has just tapped. */
export function useReactions(message: Message, userId: string): Reaction[] {
  const { id } = message;
  const own = useSyncExternalStore(
    subscribe,
    useCallback(() => wishes.get(id), [id]),
  );
  return useMemo(() => wanted(message, own, userId), [message, own, userId]);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Reacts, or takes that back: at once on screen, and what is tapped meanwhile follows. If the server refuses it, it shows as it
 * was before, and a toast says why.
 */
export async function setReaction(message: Message, emoji: string, mine: boolean): Promise<void> {
  const { id, conversationId, seq } = message;
  const before = wishes.get(id)?.get(emoji);
  wish(id, emoji, { mine });
  const isUnderWay = before !== undefined && before.storedWith === undefined;
  if (isUnderWay) return;
  try {
    for (;;) {
      const asked = wishes.get(id)?.get(emoji)?.mine;
      if (asked === undefined) return;
      const { messages } = client;
      const { changeSeq = 0 } = await (asked
        ? messages.react(conversationId, seq, emoji)
        : messages.unreact(conversationId, seq, emoji));
      if (wishes.get(id)?.get(emoji)?.mine !== asked) continue;
      wish(id, emoji, { mine: asked, storedWith: changeSeq });
      return;
    }
  } catch (error) {
    wish(id, emoji, undefined);
    if (!isSignedOut(error)) showToast(explain(error, translate));
  }
}

/** Nothing of one user is left for the next. */
export function forgetReactions(): void {
  wishes.clear();
  for (const listener of listeners) listener();
}
