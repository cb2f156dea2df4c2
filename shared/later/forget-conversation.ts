import type { LaterContext } from './context.ts';
import { endScheduled } from './end-scheduled.ts';
import { unlessChanged } from './unless-changed.ts';

/**
 * Lets go of what waits for a user in a conversation that they have left. Never rejects: what stays is let go when its time comes. The timers
 * stay too, and go off for nothing.
 */
export async function forgetConversation(
  context: Pick<LaterContext, 'later' | 'media' | 'clock' | 'log'>,
  userId: string,
  conversationId: string,
): Promise<void> {
  const { later, log } = context;
  try {
    const scheduled = await later.allScheduled(userId);
    const here = scheduled.filter((one) => one.conversationId === conversationId);
    const reminders = await later.reminders(userId, conversationId);
    await Promise.all([
      ...here.map((one) => unlessChanged(endScheduled(context, userId, one))),
      ...reminders.map((one) => unlessChanged(later.removeReminder(userId, one))),
    ]);
  } catch (error) {
    log.warn({ err: error, conversationId }, 'what waited in a conversation that a user left was not let go');
  }
}
