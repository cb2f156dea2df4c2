import type { Caller } from '../../accounts/index.ts';
import { permit, type Head } from '../../conversations/index.ts';
import { limits, type ChangesPage } from '../../protocol/index.ts';
import type { MessagesContext } from '../context.ts';
import { isFor, isReplayed, type MessageEntry, type Reader, type ReplayedEntry } from '../log-entry.ts';
import { missingNumbers } from './missing-numbers.ts';
import { replayLimits } from '../model.ts';
import { messagePolicy } from '../policy.ts';
import { readerOf } from '../reader.ts';
import { viewEntries } from './views.ts';

/**
 * Everything in a conversation after a number, ascending, for catching up. `upTo` is how far it reaches: every number
 * up to it is in `items` or skipped for good. A number that was given out moments ago and is not stored yet ends the
 * page before it; one that stays missing is made void, so that a late send cannot turn up where readers have passed.
 * Throws `conversation_not_found`.
 */
export async function listChanges(
  context: MessagesContext,
  caller: Caller,
  conversationId: string,
  { after, limit }: { after: number; limit: number },
): Promise<ChangesPage> {
  const found = await context.conversations.progress(conversationId, caller.userId);
  const shown = permit(messagePolicy, 'read', found);
  const { lastSeq } = shown.head;
  const reader = await readerOf(context, conversationId, caller.userId, shown);
  // what is not for the caller is passed without reading it
  const from = after > lastSeq ? after : Math.max(after, reader.historyFrom);
  // further than there is: the cache is of another time (a restored backup)
  if (from > lastSeq || lastSeq - from > replayLimits.entries) return reset(context, shown.head);

  const { entries, upTo, more } = await settledAfter(context, shown.head, from, limit);
  const [oldest] = entries;
  if (oldest && oldest.createdAt < context.clock.now() - replayLimits.milliseconds) {
    return reset(context, shown.head);
  }
  const replayed = entries.filter((entry) => isFor(entry, reader));
  const changed = await changedMessages(context, conversationId, replayed, reader);
  const [items, messages] = await Promise.all(
    [replayed, changed].map((some) => viewEntries(context, shown, some, caller.userId, { reader })),
  );
  return {
    items: items ?? [],
    ...(messages && messages.length > 0 && { messages }),
    upTo,
    hasMore: more,
    reset: false,
  };
}

/** The messages that changes among these entries are about, each once, as they are now; without those that are not for the reader. */
async function changedMessages(
  context: MessagesContext,
  conversationId: string,
  entries: readonly ReplayedEntry[],
  reader: Reader,
): Promise<MessageEntry[]> {
  const targets = entries.flatMap((entry) => (entry.kind === 'change' ? [entry.target] : []));
  const found = await context.messages.messagesAt(conversationId, [...new Set(targets)]);
  return found.filter((entry) => isFor(entry, reader));
}

/** A client that starts afresh gets a position too: what is in flight now comes after it. */
async function reset(context: MessagesContext, head: Head): Promise<ChangesPage> {
  const after = Math.max(0, head.lastSeq - limits.pageMax);
  const { upTo } = await settledAfter(context, head, after, limits.pageMax);
  return { items: [], upTo, hasMore: false, reset: true };
}

/** What is replayed after a number, of which nothing before can turn up any more, and up to which number that is. */
export async function settledAfter(
  context: Pick<MessagesContext, 'messages' | 'clock'>,
  head: Head,
  after: number,
  limit: number,
): Promise<{ entries: ReplayedEntry[]; upTo: number; more: boolean }> {
  const found = await context.messages.entriesAfter(head.id, after, head.lastSeq, limit);
  const reach = found.more ? (found.entries.at(-1)?.seq ?? after) : head.lastSeq;
  const { missing, givenUp } = missingNumbers(found.entries, after, reach, head, context.clock.now());
  if (givenUp.length > 0) {
    await context.messages.makeVoid(head.id, givenUp);
    return settledAfter(context, head, after, limit);
  }

  const [firstMissing] = missing;
  const upTo = firstMissing === undefined ? reach : firstMissing - 1;
  const entries = found.entries.filter(isReplayed).filter(({ seq }) => seq <= upTo);
  return { entries, upTo, more: found.more && firstMissing === undefined };
}
