import { lastMessageSeq, type Head, type Member } from '../conversations/index.ts';
import { isGivenUp, type UnreadEntry } from '../messages/index.ts';
import type { InboxContext } from './context.ts';

/** Pages of the log, of 1 MB each, that one answer counts in one conversation: about 10,000 usual messages. */
const pagesAtOnce = 4;
/** From this many entries on, the count is remembered. Below, counting again costs less than a write. */
const rememberedFrom = 200;

/** Numbers that nothing came under are made void, at most this many for one answer. */
const mostMadeVoid = 25;

/** How many messages of others are unread; `atLeast`: this many and perhaps more, because there are too many to count at once. */
export interface Unread {
  count: number;
  atLeast: boolean;
}

/**
 * Messages by others after what the member has read. Nothing is counted while sending, so this reads the entries since.
 * Where those are many, how far they were counted is remembered with the member, up to where nothing can turn up in
 * between any more: they are counted once and not for each list, and the next answer goes on from there.
 */
export async function countUnread(
  context: Pick<InboxContext, 'clock' | 'conversations' | 'log' | 'messages'>,
  head: Head,
  me: Member,
): Promise<Unread> {
  const { readSeq, counted } = me;
  const known = counted?.after === readSeq ? counted : { after: readSeq, upTo: readSeq, count: 0 };
  const newest = lastMessageSeq(head);
  if (newest <= known.upTo) return { count: known.count, atLeast: false };
  const { count, settled, upTo, missing } = await context.messages.countByOthers(
    head.id,
    me,
    { after: known.upTo, upTo: newest },
    pagesAtOnce,
  );
  if (upTo - known.upTo >= rememberedFrom) {
    const now = context.clock.now();
    const givenUp = missing.filter(({ takenBefore }) => isGivenUp(takenBefore, now)).map(({ seq }) => seq);
    const final = { after: readSeq, upTo: settled.upTo, count: known.count + settled.count };
    await remember(context, head, me, final, givenUp.slice(0, mostMadeVoid));
  }
  return { count: known.count + count, atLeast: upTo < newest };
}

/** The same where everything since that counts is at hand. */
export function unreadIn(since: readonly UnreadEntry[], me: Member): Unread {
  return { count: since.filter(({ senderId }) => senderId !== me.userId).length, atLeast: false };
}

/**
 * Spares the next answer what this one counted. Numbers that nothing came under are made void, so that it goes on behind
 * them. The answer is right without all that, so a failure is logged and no more.
 */
async function remember(
  context: Pick<InboxContext, 'clock' | 'conversations' | 'log' | 'messages'>,
  { id }: Head,
  { userId }: Member,
  counted: NonNullable<Member['counted']>,
  missing: readonly number[],
): Promise<void> {
  try {
    await context.messages.makeVoid(id, missing);
    await context.conversations.rememberCount(id, userId, counted);
  } catch (error) {
    context.log.warn({ err: error, conversationId: id }, 'a count of unread messages was not remembered');
  }
}

/** The count as it stands in a conversation on the wire. */
export function viewUnread({ count, atLeast }: Unread) {
  return { unreadCount: count, ...(atLeast && { unreadCountIsMinimum: true }) };
}
