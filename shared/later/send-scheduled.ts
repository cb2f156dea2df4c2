import { refuseSuspended } from '../accounts/index.ts';
import type { Head } from '../conversations/index.ts';
import { sendMessage, type Sent } from '../messages/index.ts';
import { ChatError, RateLimited, TooSoon } from '../platform/errors.ts';
import { untilUnchanged } from '../platform/versions.ts';
import type { Entity, ErrorCode } from '../protocol/index.ts';
import { publish, theseUsers } from '../realtime/index.ts';
import type { LaterContext } from './context.ts';
import type { StoredScheduled } from './model.ts';
import { endScheduled, requireScheduled } from './end-scheduled.ts';
import { openContent } from './sealing.ts';
import { viewScheduled } from './views.ts';
import { forgetScheduledTimer, wakeScheduled } from './waking.ts';
import type { SendScheduledWork } from './work.ts';

/**
 * Sends a scheduled message before its time, or one that failed. Throws `scheduled_not_found`, and what `sendMessage` does:
 * then it is as it was.
 */
export async function sendScheduledNow(
  context: LaterContext,
  userId: string,
  id: string,
): Promise<Pick<Sent, 'reply' | 'pushed'>> {
  return untilUnchanged(async () => {
    const stored = await requireScheduled(context, userId, id);
    const sent = await send(context, userId, stored);
    const forgotten = forgetScheduledTimer(context, userId, id, stored.sendAt);
    return { reply: sent.reply, pushed: Promise.all([sent.pushed, forgotten]).then(() => undefined) };
  });
}

/**
 * Sends a scheduled message if its time has come. It may be called early, late and twice: a message and the end of what waited
 * are stored together or neither. One that is refused stays, and says why; where it has to wait its turn, it is looked at again then.
 */
export async function sendScheduledInTime(
  context: LaterContext,
  { userId, id }: Pick<SendScheduledWork, 'userId' | 'id'>,
): Promise<void> {
  const { later, clock } = context;
  const pushed = await untilUnchanged(async () => {
    const now = clock.now();
    const stored = await later.scheduled(userId, id, now);
    if (stored === undefined || stored === 'ended' || stored.failure !== undefined) return undefined;
    if (stored.sendAt > now) {
      await wakeScheduled(context, userId, id, stored.sendAt);
      return undefined;
    }
    try {
      const account = await context.accounts.get(userId);
      if (account) await refuseSuspended(context, account, now);
      const sent = await send(context, userId, stored);
      return { settled: sent.pushed };
    } catch (error) {
      if (error instanceof RateLimited || error instanceof TooSoon) {
        await wakeScheduled(context, userId, id, now + Math.ceil(error.retryAfterMs));
        return undefined;
      }
      if (!(error instanceof ChatError)) throw error;
      return { settled: fail(context, userId, stored, error.code) };
    }
  });
  await pushed?.settled;
}

async function send(context: LaterContext, userId: string, stored: StoredScheduled): Promise<Sent> {
  const { id, conversationId, attachments, replyTo } = stored;
  const head = await context.conversations.head(conversationId);
  if (!head) throw new ChatError('conversation_not_found');
  const { text, entities, findMentions } = await openContent(context, head, userId, stored);
  const writes = context.later.endWrites(userId, stored, context.clock.now());
  const sent = await sendMessage(
    context,
    { userId },
    {
      conversationId,
      text,
      entities: entities && (await withoutStrangers(context, head, entities)),
      findMentions,
      attachments,
      replyTo,
      waited: { writes },
    },
  );
  const removed = { type: 'scheduled:removed', data: { id, conversationId, sent: true } } as const;
  const pushed = Promise.all([sent.pushed, publish(context, theseUsers([userId]), removed)]);
  return { ...sent, pushed: pushed.then(() => undefined) };
}

/** A member who is mentioned may have left since it was written: then their name is plain text. */
async function withoutStrangers(
  { conversations }: LaterContext,
  head: Head,
  entities: readonly Entity[],
): Promise<readonly Entity[]> {
  const mentioned = [...new Set(entities.flatMap(({ userId }) => userId ?? []))];
  if (mentioned.length === 0) return entities;
  const found = await conversations.membersAmong(head.id, mentioned);
  const members = new Set(found.map(({ userId }) => userId));
  return entities.filter(({ userId }) => userId === undefined || members.has(userId));
}

/** Notes why a message could not be sent at its time. In a conversation that is no more nothing is left to send. */
async function fail(
  context: LaterContext,
  userId: string,
  stored: StoredScheduled,
  failure: ErrorCode,
): Promise<void> {
  const { later, conversations } = context;
  const head = await conversations.head(stored.conversationId);
  if (!head) {
    await endScheduled(context, userId, stored);
    return;
  }
  const failed = { ...stored, failure, version: stored.version + 1 };
  await later.perform([later.changeWrite(userId, stored, failed)]);
  const data = await viewScheduled(context, head, userId, failed);
  await publish(context, theseUsers([userId]), { type: 'scheduled:updated', data });
}
