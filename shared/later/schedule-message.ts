import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Caller } from '../accounts/index.ts';
import type { Head } from '../conversations/index.ts';
import { checkOutgoing } from '../messages/index.ts';
import { ChatError } from '../platform/errors.ts';
import { newId } from '../platform/ids.ts';
import { ConditionFailed } from '../platform/table.ts';
import { untilUnchanged } from '../platform/versions.ts';
import type { ChangeScheduledRequest, ScheduledMessage, ScheduleMessageRequest } from '../protocol/index.ts';
import { publish, theseUsers } from '../realtime/index.ts';
import { readAhead } from './ahead.ts';
import type { LaterContext } from './context.ts';
import { requireScheduled } from './end-scheduled.ts';
import type { StoredScheduled } from './model.ts';
import { openContent, sealContent } from './sealing.ts';
import { viewScheduled } from './views.ts';
import { forgetScheduledTimer, wakeScheduled } from './waking.ts';

interface Scheduled {
  scheduled: ScheduledMessage;
  /** Settles when the user's devices know of it; never rejects. */
  pushed: Promise<void>;
}

/**
 * Keeps a message until its time. Who may not send it now cannot schedule it; when it is sent that is asked again. A repeat with the same
 * `clientId` gives what was scheduled. Throws what `sendMessage` does but `slow_mode`, `validation_failed` for a time that is too near or too
 * far, `client_id_conflict`, `too_many_scheduled`, `rate_limited`.
 */
export async function scheduleMessage(
  context: LaterContext,
  { userId }: Caller,
  request: ScheduleMessageRequest,
): Promise<Scheduled & { duplicate: boolean }> {
  await context.limits.take('later', userId);
  const { clock, later } = context;
  const { conversationId, clientId, replyTo } = request;
  const id = clientId === undefined ? newId(context.random, 'sch') : idFor(userId, clientId);
  return untilUnchanged(async () => {
    const now = clock.now();
    const first = clientId === undefined ? undefined : await later.scheduled(userId, id, now);
    if (first !== undefined) {
      const scheduled = await repeated(context, userId, first, request);
      return { scheduled, duplicate: true, pushed: Promise.resolve() };
    }
    const sendAt = readAhead('sendAt', request.sendAt, now);
    const { head, files } = await checkOutgoing(context, userId, request);
    const fresh: StoredScheduled = {
      id,
      conversationId,
      ...(await sealContent(context, head, userId, id, request)),
      attachments: files.attachments.map((file) => file.id),
      ...(replyTo !== undefined && replyTo !== null && { replyTo }),
      sendAt,
      createdAt: now,
      ...(clientId !== undefined && { clientId }),
      version: 0,
    };
    await wakeScheduled(context, userId, id, sendAt);
    const outcome = await later.addScheduled(userId, fresh, files.writes);
    if (outcome === 'full') throw new ChatError('too_many_scheduled');
    // the same request, at the same time
    if (outcome === 'taken') throw new ConditionFailed(0, undefined);
    return { ...(await tell(context, head, userId, fresh)), duplicate: false };
  });
}

/**
 * Changes what a scheduled message says and its time, whether it waits or failed. Throws `scheduled_not_found`, and what
 * `scheduleMessage` does.
 */
export async function changeScheduled(
  context: LaterContext,
  { userId }: Caller,
  id: string,
  request: ChangeScheduledRequest,
): Promise<Scheduled> {
  await context.limits.take('later', userId);
  const { later, media, clock } = context;
  return untilUnchanged(async () => {
    const before = await requireScheduled(context, userId, id);
    const sendAt = readAhead('sendAt', request.sendAt, clock.now());
    const { conversationId } = before;
    const { head, files } = await checkOutgoing(context, userId, { conversationId, ...request });
    const attachments = files.attachments.map((file) => file.id);
    const { failure: _, replyTo: __, ...rest } = before;
    const { replyTo } = request;
    const after: StoredScheduled = {
      ...rest,
      ...(await sealContent(context, head, userId, id, request)),
      attachments,
      ...(replyTo !== undefined && replyTo !== null && { replyTo }),
      sendAt,
      version: before.version + 1,
    };
    const released = await media.byIds(before.attachments.filter((file) => !attachments.includes(file)));
    await wakeScheduled(context, userId, id, sendAt);
    await later.perform([
      later.changeWrite(userId, before, after),
      ...files.writes.filter((_write, index) => !before.attachments.includes(attachments[index] ?? '')),
      ...released.map((file) => media.releaseWrite(file)),
    ]);
    const told = await tell(context, head, userId, after);
    const forgotten =
      before.sendAt === sendAt ? undefined : forgetScheduledTimer(context, userId, id, before.sendAt);
    return { ...told, pushed: Promise.all([told.pushed, forgotten]).then(() => undefined) };
  });
}

/** A user's `clientId` names one scheduled message: so a repeat finds it without an index. */
function idFor(userId: string, clientId: string): string {
  const digest = createHash('sha256').update(`scheduled|${userId}|${clientId}`).digest();
  return `sch_${digest.subarray(0, 16).toString('base64url')}`;
}

/** What a repeated request is answered. Throws `client_id_conflict` where it is another message, or was sent or deleted. */
async function repeated(
  context: LaterContext,
  userId: string,
  first: StoredScheduled | 'ended',
  { conversationId, text, entities, attachments = [], replyTo = null }: ScheduleMessageRequest,
): Promise<ScheduledMessage> {
  const head = first === 'ended' ? undefined : await context.conversations.head(first.conversationId);
  if (first !== 'ended' && head) {
    const said = await openContent(context, head, userId, first);
    const isSame =
      first.conversationId === conversationId &&
      isDeepStrictEqual([said.text, said.entities], [text, entities]) &&
      isDeepStrictEqual([first.attachments, first.replyTo ?? null], [attachments, replyTo]);
    if (isSame) return viewScheduled(context, head, userId, first);
  }
  throw new ChatError(
    'client_id_conflict',
    first === 'ended'
      ? 'The message with this clientId was sent or deleted already.'
      : 'Another message was scheduled with this clientId. Use a new one for each message.',
  );
}

async function tell(
  context: LaterContext,
  head: Head,
  userId: string,
  stored: StoredScheduled,
): Promise<Scheduled> {
  const scheduled = await viewScheduled(context, head, userId, stored);
  const event = { type: 'scheduled:updated', data: scheduled } as const;
  return { scheduled, pushed: publish(context, theseUsers([userId]), event) };
}
