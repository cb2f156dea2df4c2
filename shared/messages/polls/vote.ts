import { isDeepStrictEqual } from 'node:util';
import { blockPolicy, blockStanding, permit, type Head } from '../../conversations/index.ts';
import { ChatError } from '../../platform/errors.ts';
import { publish, theseUsers } from '../../realtime/index.ts';
import type { ChangedMessage, Place } from '../changes/change-message.ts';
import type { PollContent } from '../content/content.ts';
import type { MessagesContext } from '../context.ts';
import { countSoon } from './count-votes.ts';
import { readableMessage } from '../reading/get-message.ts';
import type { EntryOf, MessageEntry } from '../log-entry.ts';
import { openEntry } from '../content/open-entry.ts';
import { messagePolicy } from '../policy.ts';
import { readerOf } from '../reader.ts';
import type { Sender } from '../model.ts';
import { viewEntries } from '../reading/views.ts';
import { openVote, sealVote } from './votes.ts';

/** A poll, open. */
export interface OpenPoll {
  message: EntryOf<'text'>;
  poll: PollContent;
}

/** The poll that a message is. Throws `message_deleted`, `not_a_poll`. */
export async function pollIn(context: MessagesContext, head: Head, message: MessageEntry): Promise<OpenPoll> {
  if (message.kind === 'deleted') throw new ChatError('message_deleted');
  if (message.kind === 'system') throw new ChatError('not_a_poll');
  const { content } = await openEntry(context, head, message);
  if (content?.kind !== 'poll') throw new ChatError('not_a_poll');
  return { message, poll: content };
}

/** Whether no one can vote any more. */
export const isClosed = ({ message, poll }: OpenPoll, now: number): boolean =>
  message.tally?.closedAt !== undefined || (poll.closesAt ?? Infinity) <= now;

/**
 * Votes in a poll: in place of the user's earlier vote, or with no options takes it back. What is so already is a no-op. Each voter has
 * an item of their own, so that all members can vote at once and each counts once; the poll itself, and through it the
 * other members, follow when votes are counted (`count-votes.ts`). Throws `conversation_not_found`, `message_not_found`,
 * `message_deleted`, `not_a_poll`, `poll_closed`, `validation_failed`, `user_blocked`, `rate_limited`.
 */
export async function vote(
  context: MessagesContext,
  actor: Sender,
  { options, ...place }: Place & { options: readonly number[] },
): Promise<ChangedMessage> {
  await context.limits.take('react', actor.userId);
  const { clock, conversations, votes } = context;
  const { userId } = actor;
  const { conversationId, seq } = place;
  const found = permit(messagePolicy, 'vote', await conversations.progress(conversationId, userId));
  const { head } = found;
  const reader = await readerOf(context, conversationId, userId, found);
  const open = async () => {
    const poll = await pollIn(context, head, await readableMessage(context, place, reader));
    if (isClosed(poll, clock.now())) throw new ChatError('poll_closed');
    return poll;
  };
  const { message, poll } = await open();
  const chosen = [...options].sort((a, b) => a - b);
  refuseWrong(poll, chosen);
  const before = await votes.get(conversationId, seq, userId);
  const ballot = before && (await openVote(context, head, seq, before));
  const reach = blockPolicy.vote[blockStanding(head, userId)];
  if (reach === 'user_blocked') throw new ChatError(reach);

  const isNew = !isDeepStrictEqual(ballot?.options ?? [], chosen);
  if (isNew) {
    const hidden = reach !== 'all';
    const fresh = await sealVote(context, head, seq, { userId, at: clock.now(), options: chosen, hidden });
    await votes.put(conversationId, seq, userId, fresh);
    try {
      // deleted or closed meanwhile: what counted then stands, and what was erased stays so
      await open();
    } catch (error) {
      await votes.put(conversationId, seq, userId, before);
      throw error;
    }
  }
  const [view] = await viewEntries(context, found, [message], userId, { reader });
  if (!view) throw new Error('a stored message has a view');
  await countSoon(context, place, userId, isNew ? clock.now() : before?.at);
  const event = { type: 'poll:voted', data: { conversationId, seq, mine: chosen } } as const;
  const pushed = isNew
    ? publish(context, theseUsers([userId]), event, actor.connectionId)
    : Promise.resolve();
  return { message: view, pushed };
}

/** Throws `validation_failed` for options that there are not, or several where one can choose one. */
function refuseWrong({ options, multiple }: PollContent, chosen: readonly number[]): void {
  const wrong =
    (chosen.at(-1) ?? 0) >= options.length
      ? 'must be options of the poll'
      : !multiple && chosen.length > 1 && 'must be one option, as the poll allows no more';
  if (wrong === false) return;
  throw new ChatError('validation_failed', 'The request is not valid.', [
    { path: 'options', message: wrong },
  ]);
}
