import type { Caller } from '../accounts/index.ts';
import { visibleMessages } from '../messages/index.ts';
import { ChatError } from '../platform/errors.ts';
import { messageId, parseMessageId } from '../platform/ids.ts';
import { untilUnchanged } from '../platform/versions.ts';
import type { Message, Reminder, ReminderList, SetReminderRequest } from '../protocol/index.ts';
import { publish, theseUsers } from '../realtime/index.ts';
import { readAhead } from './ahead.ts';
import type { LaterContext } from './context.ts';
import { overdueMilliseconds } from './list-scheduled.ts';
import { unlessChanged } from './unless-changed.ts';
import type { StoredReminder } from './model.ts';
import { sealNote } from './sealing.ts';
import { viewReminder } from './views.ts';
import { forgetReminderTimer, wakeReminder } from './waking.ts';
import type { RemindWork } from './work.ts';

/**
 * Reminds a user of a message at a time; where there is a reminder of it already, that gets the time and the note. Throws
 * `message_not_found`, `validation_failed` for a time that is too near or too far, `too_many_reminders`, `rate_limited`.
 */
export async function setReminder(
  context: LaterContext,
  { userId }: Caller,
  id: string,
  { at: time, note = '' }: SetReminderRequest,
): Promise<{ reminder: Reminder; pushed: Promise<void> }> {
  await context.limits.take('later', userId);
  const { later, clock, conversations } = context;
  const at = readAhead('at', time, clock.now());
  const place = parseMessageId(id);
  const message = place && (await seen(context, userId, place));
  const head = place && message && (await conversations.head(place.conversationId));
  if (!head) throw new ChatError('message_not_found');
  return untilUnchanged(async () => {
    const before = await later.reminder(userId, place.conversationId, place.seq);
    const sealed = await sealNote(context, head, userId, place, note);
    const after: StoredReminder = { ...place, at, ...sealed, version: (before?.version ?? -1) + 1 };
    await wakeReminder(context, userId, after);
    if ((await later.setReminder(userId, before, after)) === 'full') {
      throw new ChatError('too_many_reminders');
    }
    const reminder = await viewReminder(context, head, userId, after, message);
    const event = { type: 'reminder:updated', data: reminder } as const;
    const forgotten = before && before.at !== at ? forgetReminderTimer(context, userId, before) : undefined;
    const pushed = Promise.all([publish(context, theseUsers([userId]), event), forgotten]);
    return { reminder, pushed: pushed.then(() => undefined) };
  });
}

/** Deletes a reminder, due or not. Throws `reminder_not_found`, `rate_limited`. */
export async function deleteReminder(
  context: LaterContext,
  { userId }: Caller,
  id: string,
): Promise<{ pushed: Promise<void> }> {
  await context.limits.take('later', userId);
  const { later } = context;
  const place = parseMessageId(id);
  const removed = await untilUnchanged(async () => {
    const stored = place && (await later.reminder(userId, place.conversationId, place.seq));
    if (!stored) throw new ChatError('reminder_not_found');
    await later.removeReminder(userId, stored);
    return stored;
  });
  const pushed = Promise.all([
    tellRemoved(context, userId, removed),
    forgetReminderTimer(context, userId, removed),
  ]);
  return { pushed: pushed.then(() => undefined) };
}

/** The reminders of a user by their time. Those of messages that they can no longer see are let go. */
export async function listReminders(context: LaterContext, { userId }: Caller): Promise<ReminderList> {
  const stored = (await context.later.reminders(userId)).sort((a, b) => a.at - b.at || a.seq - b.seq);
  const byConversation = Map.groupBy(stored, ({ conversationId }) => conversationId);
  const heads = await context.conversations.heads([...byConversation.keys()]);
  const items = await Promise.all(
    heads.map(async (head) => {
      const reminders = byConversation.get(head.id) ?? [];
      const seqs = reminders.map(({ seq }) => seq);
      const messages = await visibleMessages(context, userId, head.id, seqs);
      const bySeq = new Map(messages.map((message) => [message.seq, message]));
      return Promise.all(
        reminders.map(async (one) => {
          const message = bySeq.get(one.seq);
          return message ? [await viewReminder(context, head, userId, one, message)] : [];
        }),
      );
    }),
  );
  const shown = items.flat(2);
  const ids = new Set(shown.map(({ conversationId, seq }) => `${conversationId}|${seq}`));
  const unseen = stored.filter(({ conversationId, seq }) => !ids.has(`${conversationId}|${seq}`));
  await Promise.all(unseen.map((one) => unlessChanged(context.later.removeReminder(userId, one))));
  const late = context.clock.now() - overdueMilliseconds;
  const overdue = shown.filter(({ due, at }) => !due && Date.parse(at) < late);
  await Promise.all(
    overdue.map(({ conversationId, seq }) =>
      context.work.add({ type: 'remind', userId, conversationId, seq }),
    ),
  );
  return { items: shown.sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || a.seq - b.seq) };
}

/**
 * Reminds of a message if the time for it has come: it is due from then on, until the user deletes it. It may be called early, late and
 * twice.
 */
export async function remind(
  context: LaterContext,
  { userId, conversationId, seq }: Pick<RemindWork, 'userId' | 'conversationId' | 'seq'>,
): Promise<void> {
  const { later, clock, conversations } = context;
  await untilUnchanged(async () => {
    const stored = await later.reminder(userId, conversationId, seq);
    if (!stored || stored.due) return;
    if (stored.at > clock.now()) {
      await wakeReminder(context, userId, stored);
      return;
    }
    const message = await seen(context, userId, stored);
    const head = message && (await conversations.head(conversationId));
    if (!head) {
      await later.removeReminder(userId, stored);
      await tellRemoved(context, userId, stored);
      return;
    }
    const due = await later.markDue(userId, stored);
    const data = await viewReminder(context, head, userId, due, message);
    await publish(context, theseUsers([userId]), { type: 'reminder:due', data });
  });
}

/** The message of a reminder as it is now, where the user can see it. */
async function seen(
  context: LaterContext,
  userId: string,
  { conversationId, seq }: { conversationId: string; seq: number },
): Promise<Message | undefined> {
  const [message] = await visibleMessages(context, userId, conversationId, [seq]);
  return message;
}

const tellRemoved = (
  context: LaterContext,
  userId: string,
  { conversationId, seq }: { conversationId: string; seq: number },
): Promise<void> =>
  publish(context, theseUsers([userId]), {
    type: 'reminder:removed',
    data: { id: messageId(conversationId, seq), conversationId },
  });
