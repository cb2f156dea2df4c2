import type { Caller } from '../accounts/index.ts';
import { viewMediaOf } from '../media/index.ts';
import type { ScheduledList, ScheduledQuery } from '../protocol/index.ts';
import type { LaterContext } from './context.ts';
import { endScheduled } from './end-scheduled.ts';
import type { StoredScheduled } from './model.ts';
import { unlessChanged } from './unless-changed.ts';
import { viewScheduled } from './views.ts';

/** What was not sent so long after its time is looked at again: its work may have been lost in an outage. */
export const overdueMilliseconds = 60_000;

/** The messages that a user has scheduled, the next one first; those in conversations that are no more are let go. */
export async function listScheduled(
  context: LaterContext,
  { userId }: Caller,
  { conversationId }: ScheduledQuery,
): Promise<ScheduledList> {
  const stored = (await context.later.allScheduled(userId))
    .filter((one) => conversationId === undefined || one.conversationId === conversationId)
    .sort((a, b) => a.sendAt - b.sendAt || a.createdAt - b.createdAt);
  const ids = [...new Set(stored.map((one) => one.conversationId))];
  const heads = new Map((await context.conversations.heads(ids)).map((head) => [head.id, head]));
  const media = await viewMediaOf(
    context,
    stored.flatMap(({ attachments }) => attachments),
  );
  await wakeOverdue(context, userId, stored);
  const items = await Promise.all(
    stored.map(async (one) => {
      const head = heads.get(one.conversationId);
      if (head) return [await viewScheduled(context, head, userId, one, media)];
      await unlessChanged(endScheduled(context, userId, one));
      return [];
    }),
  );
  return { items: items.flat() };
}

async function wakeOverdue(
  { clock, work }: LaterContext,
  userId: string,
  stored: readonly StoredScheduled[],
): Promise<void> {
  const late = clock.now() - overdueMilliseconds;
  const overdue = stored.filter(({ sendAt, failure }) => failure === undefined && sendAt < late);
  await Promise.all(overdue.map(({ id }) => work.add({ type: 'send-scheduled', userId, id })));
}
