import { blockPolicy, blockStanding } from '../../conversations/index.ts';
import { ChatError } from '../../platform/errors.ts';
import { changeMessage, type ChangedMessage, type Place } from '../changes/change-message.ts';
import type { MessagesContext } from '../context.ts';
import { permitClosing } from '../policy.ts';
import type { Sender } from '../model.ts';
import { isClosed, pollIn } from './vote.ts';
import { tallyVotes } from './votes.ts';

/**
 * Closes a poll for good: its author may, in groups admins too. One that is closed stays as it is. Throws what `changeMessage` does,
 * `message_deleted`, `not_a_poll`, `forbidden`, `user_blocked`, `rate_limited`.
 */
export async function closePoll(
  context: MessagesContext,
  actor: Sender,
  place: Place,
): Promise<ChangedMessage> {
  await context.limits.take('react', actor.userId);
  return changeMessage(context, actor, place, ['closePoll', 'poll'], async ({ message, head, me, now }) => {
    const open = await pollIn(context, head, message);
    permitClosing(head, { userId: actor.userId, role: me.role }, message);
    const reach = blockPolicy.closePoll[blockStanding(head, actor.userId)];
    if (reach !== 'all') throw new ChatError(reach);
    if (isClosed(open, now)) return undefined;
    const tally = await tallyVotes(context, head, message.seq, open.poll.options.length);
    return { after: { ...open.message, tally: { ...tally, closedAt: now } } };
  });
}
