import * as z from 'zod';
import type { Caller } from '../../accounts/index.ts';
import { permit } from '../../conversations/index.ts';
import { ChatError } from '../../platform/errors.ts';
import { openCursor, sealCursor } from '../../platform/cursor.ts';
import { wireTime } from '../../platform/time.ts';
import type { PollVoterPage, VoteQuery } from '../../protocol/index.ts';
import { seePeople } from '../../relations/index.ts';
import type { Place } from '../changes/change-message.ts';
import type { MessagesContext } from '../context.ts';
import { readableMessage } from '../reading/get-message.ts';
import { messagePolicy } from '../policy.ts';
import { readerOf } from '../reader.ts';
import { pollIn } from './vote.ts';
import { openVote } from './votes.ts';

const position = z.strictObject({ userId: z.string() });

/** Reads of votes for one page: those who chose one option may be few among many. */
const mostReads = 10;

/**
 * Who voted in a poll, all or those who chose one option. A page may hold fewer than asked for, or none, and still have a next one. Throws
 * `conversation_not_found`, `message_not_found`, `message_deleted`, `not_a_poll`, `invalid_cursor`, and `forbidden` where the poll is anonymous.
 */
export async function listVotes(
  context: MessagesContext,
  { userId }: Caller,
  place: Place,
  { option, cursor, limit }: VoteQuery,
): Promise<PollVoterPage> {
  const { conversationId, seq } = place;
  const found = permit(messagePolicy, 'read', await context.conversations.progress(conversationId, userId));
  const { head } = found;
  const reader = await readerOf(context, conversationId, userId, found);
  const { poll } = await pollIn(context, head, await readableMessage(context, place, reader));
  if (poll.anonymous) throw new ChatError('forbidden', 'The poll is anonymous.');
  const scope = `votes|${conversationId}|${seq}|${option ?? ''}`;
  let next = cursor === undefined ? undefined : await openCursor(context.secrets, scope, cursor, position);
  const listed: { userId: string; at: number; options: readonly number[] }[] = [];
  for (let reads = 0; reads < mostReads && listed.length < limit; reads += 1) {
    const { votes, more } = await context.votes.page(
      conversationId,
      seq,
      next?.userId,
      limit - listed.length,
    );
    const ballots = await Promise.all(
      votes.map(async (one) => ({ ...one, ...(await openVote(context, head, seq, one)) })),
    );
    const isSeen = (one: (typeof ballots)[number]) =>
      (!one.hidden || one.userId === userId) &&
      (option === undefined ? one.options.length > 0 : one.options.includes(option));
    listed.push(...ballots.filter(isSeen));
    next = more;
    if (!next) break;
  }
  const people = await seePeople(
    context,
    userId,
    listed.map((one) => one.userId),
  );
  return {
    items: listed.flatMap(({ userId: voterId, options, at }) => {
      const person = people.of(voterId);
      if (!person) return [];
      const { id, username, name, avatar } = person.summary;
      return [{ id, username, name, avatar, options: [...options], at: wireTime(at) }];
    }),
    nextCursor: next ? await sealCursor(context.secrets, scope, next) : null,
  };
}
