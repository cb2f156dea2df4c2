import type { OwnStatus } from '../protocol/index.ts';
import { announceChange, tellOwnSockets } from './announce.ts';
import type { RealtimeContext } from './context.ts';

/** What the person wants to be seen as, while connected, from now on. */
export async function setStatus(
  app: RealtimeContext,
  userId: string,
  status: OwnStatus,
): Promise<{ pushed: Promise<void> }> {
  const { before, after } = await app.presence.setStatus(userId, status);
  const pushes = Promise.all([tellOwnSockets(app, after), announceChange(app, before, after)]);
  return { pushed: pushes.then(() => undefined) };
}

/** Whether the user's presence is hidden from all, from now on. Resolves once watchers were notified. */
export async function setHidden(app: RealtimeContext, userId: string, hidden: boolean): Promise<void> {
  const { before, after } = await app.presence.setHidden(userId, hidden);
  await announceChange(app, before, after);
}
