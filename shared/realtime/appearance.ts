import type { OwnStatus } from '../protocol/index.ts';
import { announceChange, tellOwnSockets } from './announce.ts';
import type { RealtimeContext } from './context.ts';

/** What the person wants to be seen as, while connected, from now on. */
export async function setStatus(
  context: RealtimeContext,
  userId: string,
  status: OwnStatus,
): Promise<{ pushed: Promise<void> }> {
  const { before, after } = await context.presence.setStatus(userId, status);
  const pushes = Promise.all([tellOwnSockets(context, after), announceChange(context, before, after)]);
  return { pushed: pushes.then(() => undefined) };
}

/** Whether the user's presence is hidden from all, from now on. Resolves once watchers were notified. */
export async function setHidden(context: RealtimeContext, userId: string, hidden: boolean): Promise<void> {
  const { before, after } = await context.presence.setHidden(userId, hidden);
  await announceChange(context, before, after);
}
