import { isDeepStrictEqual } from 'node:util';
import { changeByItself, type Place } from '../changes/change-message.ts';
import type { MessagesContext } from '../context.ts';
import { openEntry } from '../content/open-entry.ts';
import { tallyVotes } from './votes.ts';

/** Votes are counted at once, and while they keep coming, once in so long. */
const betweenCounts = 2_000;

/**
 * Has the votes of a poll counted, if that is due for a vote stored at `votedAt` (epoch milliseconds): one of all who vote before it
 * is done queues it. Who comes back while it is their turn had no answer, so that it may not have been queued.
 */
export async function countSoon(
  { clock, votes, work }: Pick<MessagesContext, 'clock' | 'votes' | 'work'>,
  { conversationId, seq }: Place,
  userId: string,
  votedAt: number | undefined,
): Promise<void> {
  const now = clock.now();
  const { countedAt = 0, claimedBy, claimedUntil = 0 } = await votes.count(conversationId, seq);
  const isClaimed = claimedUntil > now;
  if (isClaimed ? claimedBy !== userId : votedAt === undefined || votedAt < countedAt) return;
  if (!isClaimed && !(await votes.claimCount(conversationId, seq, userId, now))) return;
  const wait = Math.min(Math.max(0, countedAt + betweenCounts - now), betweenCounts);
  await work.add({ type: 'count-votes', conversationId, seq }, Math.ceil(wait / 1000));
}

/**
 * Counts the votes of a poll, and changes the message where they are others than before: under a number of its own, so that all members
 * get it, also later. It says that its author did it, so that it tells of no voter. It may be done again, and several times at once.
 */
export async function countVotes(context: MessagesContext, place: Place): Promise<void> {
  const { clock, votes } = context;
  const { conversationId, seq } = place;
  // first: a vote that is stored after the votes were read has them counted again
  await votes.beginCount(conversationId, seq, clock.now());
  await changeByItself(context, place, 'poll', async ({ message, head }) => {
    if (message.kind !== 'text') return undefined;
    const { content } = await openEntry(context, head, message);
    if (content?.kind !== 'poll') return undefined;
    const { counts, voters } = await tallyVotes(context, head, seq, content.options.length);
    const { tally = { counts: counts.map(() => 0), voters: 0 } } = message;
    const fresh = { ...tally, counts, voters };
    return isDeepStrictEqual(fresh, tally) ? undefined : { after: { ...message, tally: fresh } };
  });
}
