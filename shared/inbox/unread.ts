import { lastMessageSeq, type Head, type Member } from '../conversations/index.ts';
import { isGivenUp, mentionsUser, readerOf, type UnreadEntry } from '../messages/index.ts';
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
  /** How many of them mention the member. */
  mentions: number;
  atLeast: boolean;
}
export const nothingUnread: Unread = { count: 0, mentions: 0, atLeast: false };

/**
 * Messages by others after what the member has read. Nothing is counted while sending, so this reads the entries since.
 * Where those are many, how far they were counted is remembered with the member, up to where nothing can turn up in
 * between any more: they are counted once and not for each list, and the next answer goes on from there. What the member has deleted for
 * themselves does not count; only where there is some, that takes another read.
 */
export async function countUnread(
  context: Pick<InboxContext, 'clock' | 'conversations' | 'hidden' | 'log' | 'messages'>,
  head: Head,
  me: Member,
): Promise<Unread> {
  const { readSeq, counted, hiddenCount } = me;
  const { mentionChanges } = head;
  const isKnown =
    counted?.after === readSeq &&
    counted.mentionChanges === mentionChanges &&
    counted.hiddenCount === hiddenCount;
  const {
    count: knownCount,
    mentions: knownMentions = 0,
    upTo: from,
  } = isKnown ? counted : { count: 0, upTo: readSeq };
  const newest = lastMessageSeq(head);
  if (newest <= from) return { count: knownCount, mentions: knownMentions, atLeast: false };
  const now = context.clock.now();
  const { count, mentions, settled, upTo, missing } = await context.messages.countByOthers(
    head.id,
    await readerOf(context, head.id, me.userId, me),
    { after: from, upTo: newest },
    pagesAtOnce,
  );
  // a change that is on its way still may be of a message that was counted as it was before
  const isChanging = mentionChanges !== undefined && !isGivenUp(head.lastChangeAt ?? 0, now);
  if (upTo - from >= rememberedFrom && !isChanging) {
    const givenUp = missing.filter(({ takenBefore }) => isGivenUp(takenBefore, now)).map(({ seq }) => seq);
    const settledMentions = knownMentions + settled.mentions;
    const final = {
      after: readSeq,
      upTo: settled.upTo,
      count: knownCount + settled.count,
      ...(settledMentions > 0 && { mentions: settledMentions }),
      ...(mentionChanges !== undefined && { mentionChanges }),
      ...(hiddenCount !== undefined && { hiddenCount }),
    };
    // a message that expires keeps what comes after it from being counted for good
    if (settled.upTo > from || givenUp.length > 0) {
      await remember(context, head, me, final, givenUp.slice(0, mostMadeVoid));
    }
  }
  return { count: knownCount + count, mentions: knownMentions + mentions, atLeast: upTo < newest };
}

/** The same where everything since that counts is at hand. */
export function unreadIn(since: readonly UnreadEntry[], me: Member): Unread {
  const { userId } = me;
  const ofOthers = since.filter(({ senderId }) => senderId !== userId);
  const mentions = ofOthers.filter((entry) => mentionsUser(entry, userId)).length;
  return { count: ofOthers.length, mentions, atLeast: false };
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
export function viewUnread({ count, mentions, atLeast }: Unread) {
  return {
    unreadCount: count,
    ...(atLeast && { unreadCountIsMinimum: true }),
    ...(mentions > 0 && { unreadMentions: mentions }),
  };
}
