import type { Caller } from '../accounts/index.ts';
import type { Head } from '../conversations/index.ts';
import { limits, type ChangesPage } from '../protocol/index.ts';
import type { MessagesContext } from './context.ts';
import { isGivenUp, replayLimits, type StoredMessage } from './model.ts';
import { viewMessages } from './views.ts';

/**
 * Everything in a conversation after a number, ascending, for catching up. `upTo` is how far it reaches: every number
 * up to it is in `items` or skipped for good. A number that was given out moments ago and is not stored yet ends the
 * page before it; one that stays missing is made void, so that a late send cannot turn up where readers have passed.
 * Throws `conversation_not_found`.
 */
export async function listChanges(
  app: MessagesContext,
  caller: Caller,
  conversationId: string,
  { after, limit }: { after: number; limit: number },
): Promise<ChangesPage> {
  const roster = await app.conversations.rosterToShow(conversationId, caller.userId);
  const { lastSeq } = roster.head;
  // further than there is: the cache is of another time (a restored backup)
  if (after > lastSeq || lastSeq - after > replayLimits.entries) return reset(app, roster.head);

  const { messages, upTo, more } = await settledAfter(app, roster.head, after, limit);
  const [oldest] = messages;
  if (oldest && oldest.createdAt < app.clock.now() - replayLimits.milliseconds) {
    return reset(app, roster.head);
  }
  return {
    items: await viewMessages(app, roster, messages, caller.userId),
    upTo,
    hasMore: more,
    reset: false,
  };
}

/** Also who starts afresh is told how far: what is on its way just now comes after that. */
async function reset(app: MessagesContext, head: Head): Promise<ChangesPage> {
  const after = Math.max(0, head.lastSeq - limits.pageMax);
  const { upTo } = await settledAfter(app, head, after, limits.pageMax);
  return { items: [], upTo, hasMore: false, reset: true };
}

/** The messages after a number of which nothing before can turn up any more, and up to which number that is. */
async function settledAfter(
  app: MessagesContext,
  head: Head,
  after: number,
  limit: number,
): Promise<{ messages: StoredMessage[]; upTo: number; more: boolean }> {
  const found = await app.messages.entriesAfter(head.id, after, head.lastSeq, limit);
  const reach = found.more ? (found.seqs.at(-1) ?? after) : head.lastSeq;
  const present = new Set(found.seqs);
  const missing = numbersBetween(after, reach).filter((seq) => !present.has(seq));

  // a number is taken before the next one, so what came after a missing one says how old that is at least
  const createdAt = new Map(found.messages.map((message) => [message.seq, message.createdAt]));
  const takenBefore = (seq: number) => {
    const next = found.seqs.find((later) => later > seq);
    // what is void was given up on long after it was taken
    return next === undefined ? head.lastActivityAt : (createdAt.get(next) ?? 0);
  };
  const now = app.clock.now();
  const givenUp = missing.filter((seq) => isGivenUp(takenBefore(seq), now));
  if (givenUp.length > 0) {
    await app.messages.makeVoid(head.id, givenUp);
    return settledAfter(app, head, after, limit);
  }

  const [firstMissing] = missing;
  const upTo = firstMissing === undefined ? reach : firstMissing - 1;
  const messages = found.messages.filter(({ seq }) => seq <= upTo);
  return { messages, upTo, more: found.more && firstMissing === undefined };
}

/** The numbers after `after` up to `upTo`. */
function numbersBetween(after: number, upTo: number): number[] {
  return Array.from({ length: Math.max(0, upTo - after) }, (_, index) => after + 1 + index);
}
