import type { Caller } from '../../accounts/index.ts';
import { blockPolicy, blockStanding, permit, permitInGroup } from '../../conversations/index.ts';
import { ChatError } from '../../platform/errors.ts';
import type { Write } from '../../platform/table.ts';
import { limits, type PinList } from '../../protocol/index.ts';
import { changeMessage, type ChangedMessage, type Place } from './change-message.ts';
import type { MessagesContext } from '../context.ts';
import { expireLater } from '../expiry/expire-message.ts';
import { hasExpired, isFor } from '../log-entry.ts';
import { messagePolicy } from '../policy.ts';
import { readerOf } from '../reader.ts';
import type { Sender } from '../model.ts';
import { viewEntries } from '../reading/views.ts';

/**
 * Pins a message for all members, or unpins it; what is so already is a no-op. In groups a setting says who may. Throws what
 * `changeMessage` does, `forbidden`, `user_blocked`, `message_deleted`, `too_many_pins`, `rate_limited`.
 */
export async function pin(
  context: MessagesContext,
  actor: Sender,
  place: Place,
  change: 'add' | 'remove',
): Promise<ChangedMessage> {
  await context.limits.take('react', actor.userId);
  const { changes, conversations } = context;
  return changeMessage(context, actor, place, ['pin', 'pinned'], async ({ message, head, me, now }) => {
    if (head.isGroup) permitInGroup('pin', { head, me });
    const reach = blockPolicy.pin[blockStanding(head, actor.userId)];
    if (reach !== 'all') throw new ChatError(reach);
    const { seq } = message;
    if (message.kind === 'deleted') {
      if (change === 'remove') return undefined;
      throw new ChatError('message_deleted');
    }
    const { pinned, ...plain } = message;
    if ((pinned !== undefined) === (change === 'add')) return undefined;
    if (change === 'remove') return { after: plain, writes: unpinWrites(context, message, head.id) };
    const limit = limits.pinsPerConversation;
    if ((head.pins ?? 0) >= limit) throw new ChatError('too_many_pins');
    return {
      after: { ...plain, pinned: { at: now, userId: actor.userId } },
      writes: [changes.pinWrite(head.id, seq, 'add'), conversations.pinsWrite(head.id, 1, limit)],
    };
  });
}

/** The writes by which a message is pinned no more. */
export const unpinWrites = (
  { changes, conversations }: Pick<MessagesContext, 'changes' | 'conversations'>,
  { seq }: { seq: number },
  conversationId: string,
): Write[] => [
  changes.pinWrite(conversationId, seq, 'remove'),
  conversations.pinsWrite(conversationId, -1, limits.pinsPerConversation),
];

/** The pinned messages that the caller may see, the one pinned last first. Throws `conversation_not_found`. */
export async function listPins(
  context: MessagesContext,
  { userId }: Caller,
  conversationId: string,
): Promise<PinList> {
  const found = await context.conversations.progress(conversationId, userId);
  const shown = permit(messagePolicy, 'read', found);
  const reader = await readerOf(context, conversationId, userId, shown);
  const seqs = await context.changes.pinned(conversationId);
  const pinned = await context.messages.messagesAt(conversationId, seqs);
  // the head counts them until they are removed
  const expired = pinned.filter((entry) => hasExpired(entry, reader.now));
  await Promise.all(expired.map(({ seq }) => expireLater(context, { conversationId, seq }, reader.now)));
  const entries = pinned
    .flatMap((entry) => (entry.kind === 'text' && entry.pinned ? [{ entry, at: entry.pinned.at }] : []))
    .sort((a, b) => b.at - a.at)
    .map(({ entry }) => entry)
    .filter((entry) => isFor(entry, reader));
  return { items: await viewEntries(context, shown, entries, userId, { reader }) };
}
