import { isLive, openPushAddress, type Account, type Session } from '../../accounts/index.ts';
import type { PushAddress, PushOutcome } from '../../platform/ports.ts';
import type { NotificationsContext } from '../context.ts';
import { fromText } from './address.ts';

/** A device that is reached by pushes. */
export interface Device {
  sessionId: string;
  hash: string;
  address: PushAddress;
}

/**
 * The devices of a user that pushes have to reach: those that are signed in and subscribed, but for those that show what happens
 * themselves, as they have a connection and a visible screen. `anySubscribed`: whether there are others at all.
 */
export async function sleepingDevices(
  context: NotificationsContext,
  userId: string,
): Promise<{ devices: Device[]; anySubscribed: boolean }> {
  const [account, sessions] = await Promise.all([
    context.accounts.get(userId),
    context.accounts.sessionsOf(userId),
  ]);
  // a suspension has ended all of them
  const subscribed = sessions.filter(
    (session) => account && session.pushAddress && isLive(context, account, session),
  );
  if (!account || subscribed.length === 0) return { devices: [], anySubscribed: false };
  const visible = (await context.presence.reachable([userId])).get(userId)?.visible;
  const asleep = subscribed.filter(({ id }) => visible?.has(id) !== true);
  const opened = await Promise.all(asleep.map((session) => open(context, account, session)));
  const now = context.clock.now();
  const devices = opened
    .filter((device) => device !== undefined)
    .filter(({ address }) => address.type !== 'web' || (address.expiresAt ?? Infinity) > now);
  return { devices, anySubscribed: true };
}

async function open(
  context: NotificationsContext,
  account: Account,
  session: Session,
): Promise<Device | undefined> {
  const text = await openPushAddress(context, account, session);
  if (text === undefined || session.pushHash === undefined) return undefined;
  return { sessionId: session.id, hash: session.pushHash, address: fromText(text) };
}

/** Forgets the devices that are gone, and says of those that are refused that they are: never where they are reached. */
export async function settleDevices(
  context: NotificationsContext,
  userId: string,
  devices: readonly Device[],
  outcomes: readonly PushOutcome[],
): Promise<void> {
  await Promise.all(
    devices.map(async ({ sessionId, hash, address: { type } }, index) => {
      const outcome = outcomes[index];
      if (outcome === 'gone') await context.pushAddresses.remove({ userId, sessionId }, hash);
      if (outcome === 'refused') context.log.warn({ userId, sessionId, type }, 'a push was refused');
    }),
  );
}
