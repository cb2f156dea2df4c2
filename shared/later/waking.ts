import { createHash } from 'node:crypto';
import { wakeAt } from '../platform/wake.ts';
import type { LaterContext } from './context.ts';

/** Timers are named by what they wake and when: each time has one of its own. */
const timerName = (kind: string, what: string, at: number) =>
  `${kind}-${createHash('sha256').update(what).digest('base64url').slice(0, 22)}-${at.toString(36)}`;

interface Waiting {
  name: string;
  at: number;
}
const scheduledTimer = (userId: string, id: string, at: number): Waiting => ({
  name: timerName('send', `${userId}|${id}`, at),
  at,
});
const reminderTimer = (
  userId: string,
  { conversationId, seq, at }: { conversationId: string; seq: number; at: number },
): Waiting => ({ name: timerName('remind', `${userId}|${conversationId}|${seq}`, at), at });

/** Has a scheduled message looked at when its time comes, before it is stored: what goes off for nothing does nothing. */
export function wakeScheduled(context: LaterContext, userId: string, id: string, at: number): Promise<void> {
  const { name } = scheduledTimer(userId, id, at);
  return wakeAt(context, name, at, { type: 'send-scheduled', userId, id });
}

/** The same of a reminder. */
export function wakeReminder(
  context: LaterContext,
  userId: string,
  reminder: { conversationId: string; seq: number; at: number },
): Promise<void> {
  const { name, at } = reminderTimer(userId, reminder);
  const { conversationId, seq } = reminder;
  return wakeAt(context, name, at, { type: 'remind', userId, conversationId, seq });
}

/** Takes back the timer of a scheduled message that it no longer waits for. Never rejects, as it would go off for nothing. */
export const forgetScheduledTimer = (
  context: LaterContext,
  userId: string,
  id: string,
  at: number,
): Promise<void> => forget(context, scheduledTimer(userId, id, at));

/** The same of a reminder. */
export const forgetReminderTimer = (
  context: LaterContext,
  userId: string,
  reminder: { conversationId: string; seq: number; at: number },
): Promise<void> => forget(context, reminderTimer(userId, reminder));

async function forget({ clock, timers, log }: LaterContext, { name, at }: Waiting): Promise<void> {
  if (at <= clock.now()) return;
  try {
    await timers.cancel(name);
  } catch (error) {
    log.warn({ err: error, timer: name }, 'a timer was not taken back, and goes off for nothing');
  }
}
