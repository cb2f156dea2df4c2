import type { OwnStatus } from '../protocol/index.ts';
import { announceChange, tellOwnSockets } from './announce.ts';
import type { RealtimeContext } from './context.ts';
import type { PresenceChoice } from './presence-store.ts';

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

/** Who may know of the user's presence and of what they read, from now on. Resolves once watchers were notified. */
export async function setPresenceChoice(
  context: RealtimeContext,
  userId: string,
  choice: PresenceChoice,
): Promise<void> {
  const { before, after } = await context.presence.setChoice(userId, choice);
  await announceChange(context, before, after);
}
