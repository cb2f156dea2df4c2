import type { Caller } from '../accounts/index.ts';
import { ChatError } from '../platform/errors.ts';
import { untilUnchanged } from '../platform/versions.ts';
import { publish, theseUsers } from '../realtime/index.ts';
import type { LaterContext } from './context.ts';
import type { StoredScheduled } from './model.ts';
import { forgetScheduledTimer } from './waking.ts';

/** A scheduled message of a user. Throws `scheduled_not_found`. */
export async function requireScheduled(
  { later, clock }: Pick<LaterContext, 'later' | 'clock'>,
  userId: string,
  id: string,
): Promise<StoredScheduled> {
  const stored = await later.scheduled(userId, id, clock.now());
  if (stored === undefined || stored === 'ended') throw new ChatError('scheduled_not_found');
  return stored;
}

/** Deletes a scheduled message: it is not sent. Throws `scheduled_not_found`, `rate_limited`. */
export async function deleteScheduled(
  context: LaterContext,
  { userId }: Caller,
  id: string,
): Promise<{ pushed: Promise<void> }> {
  await context.limits.take('later', userId);
  const ended = await untilUnchanged(async () => {
    const stored = await requireScheduled(context, userId, id);
    await endScheduled(context, userId, stored);
    return stored;
  });
  const { conversationId, sendAt } = ended;
  const event = { type: 'scheduled:removed', data: { id, conversationId, sent: false } } as const;
  const pushed = Promise.all([
    publish(context, theseUsers([userId]), event),
    forgetScheduledTimer(context, userId, id, sendAt),
  ]);
  return { pushed: pushed.then(() => undefined) };
}

/**
 * Removes a scheduled message that is not sent, and lets go of its files, in one step. Rejects with `ConditionFailed` where it changed
 * since it was read.
 */
export async function endScheduled(
  { later, media, clock }: Pick<LaterContext, 'later' | 'media' | 'clock'>,
  userId: string,
  stored: StoredScheduled,
): Promise<void> {
  const files = await media.byIds(stored.attachments);
  await later.perform([
    ...later.endWrites(userId, stored, clock.now()),
    ...files.map((file) => media.releaseWrite(file)),
  ]);
}
