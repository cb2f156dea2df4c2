import { blockPolicy, blockStanding, type Head } from '../../conversations/index.ts';
import { ChatError } from '../../platform/errors.ts';
import { limits } from '../../protocol/index.ts';
import { changeMessage, type ChangedMessage, type Place } from './change-message.ts';
import type { MessagesContext } from '../context.ts';
import type { StoredReaction } from '../log-entry.ts';
import type { Sender } from '../model.ts';

/**
 * Adds a reaction of the user to a message, or takes it back: one for each user and emoji. What is so already is a no-op. It
 * counts for no one as unread. Throws what `changeMessage` does, `message_deleted`, `too_many_reactions`, `user_blocked`,
 * `rate_limited`.
 */
export async function react(
  context: MessagesContext,
  actor: Sender,
  { emoji, remove = false, ...place }: Place & { emoji: string; remove?: boolean | undefined },
): Promise<ChangedMessage> {
  await context.limits.take('react', actor.userId);
  const { changes } = context;
  const { userId } = actor;
  return changeMessage(context, actor, place, ['react', 'reactions'], async ({ message, head, now }) => {
    const { seq } = message;
    if (message.kind === 'deleted') throw new ChatError('message_deleted');
    if ((await changes.hasReacted(head.id, seq, { emoji, userId })) !== remove) return undefined;
    const reach = blockPolicy.react[blockStanding(head, userId)];
    if (reach === 'user_blocked') throw new ChatError(reach);
    const hiddenFrom = reach === 'all' ? undefined : otherOf(head, userId);
    const { reactions: before = [], ...rest } = message;
    const reactions = remove
      ? without(before, emoji, userId)
      : withReaction(before, emoji, userId, hiddenFrom !== undefined);
    const after = reactions.length > 0 ? { ...rest, reactions } : rest;
    const write = changes.reactionWrite(head.id, seq, { emoji, userId, at: now }, remove ? 'remove' : 'add');
    return { after, writes: [write], hiddenFrom: hiddenFrom ?? message.hiddenFrom };
  });
}

const otherOf = ({ pair }: Head, userId: string): string | undefined => pair?.find((id) => id !== userId);

/** Throws `too_many_reactions`. */
function withReaction(
  reactions: readonly StoredReaction[],
  emoji: string,
  userId: string,
  isHidden: boolean,
): StoredReaction[] {
  const known = reactions.find((one) => one.emoji === emoji);
  if (!known && reactions.length >= limits.reactionsPerMessage) throw new ChatError('too_many_reactions');
  const { count, userIds, hidden = [] } = known ?? { count: 0, userIds: [] };
  const fresh: StoredReaction = {
    emoji,
    count: count + 1,
    userIds: userIds.length < limits.reactionUsersShown ? [...userIds, userId] : userIds,
    ...((isHidden || hidden.length > 0) && { hidden: isHidden ? [...hidden, userId] : hidden }),
  };
  return known ? reactions.map((one) => (one === known ? fresh : one)) : [...reactions, fresh];
}

function without(reactions: readonly StoredReaction[], emoji: string, userId: string): StoredReaction[] {
  return reactions.flatMap((one) => {
    if (one.emoji !== emoji) return [one];
    if (one.count <= 1) return [];
    const others = (ids: readonly string[]) => ids.filter((id) => id !== userId);
    const { hidden, ...rest } = one;
    const stillHidden = others(hidden ?? []);
    return [
      {
        ...rest,
        count: one.count - 1,
        userIds: others(one.userIds),
        ...(stillHidden.length > 0 && { hidden: stillHidden }),
      },
    ];
  });
}
