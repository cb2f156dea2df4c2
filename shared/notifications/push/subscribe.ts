import {
  isLive,
  openPushAddress,
  ownAccount,
  permitSession,
  sealPushAddress,
  type Caller,
} from '../../accounts/index.ts';
import { ChatError } from '../../platform/errors.ts';
import type { PushAddress } from '../../platform/ports.ts';
import { publicKeyOf } from '../../platform/push/vapid.ts';
import { epochSeconds } from '../../platform/time.ts';
import { untilUnchanged } from '../../platform/versions.ts';
import { limits, type PushKey, type SubscribePushRequest } from '../../protocol/index.ts';
import type { NotificationsContext } from '../context.ts';
import { addressOf, nameOf, toText } from './address.ts';

/** The types of devices that this deployment reaches. */
const reachedTypes = ({ config }: Pick<NotificationsContext, 'config'>): PushAddress['type'][] => [
  'web',
  ...config.mobilePush,
];

/** What a device needs to subscribe. */
export async function getPushKey(context: NotificationsContext): Promise<PushKey> {
  return { publicKey: await publicKeyOf(context.pushKey), types: reachedTypes(context) };
}

/**
 * Has the caller's device reached by pushes, as long as its session lasts. What subscribed with the same address before is not
 * reached any more, also where it was another user's: one browser shows nothing of two users. Throws `push_endpoint_not_allowed`,
 * `push_keys_invalid`, `push_not_available`, `subscription_limit_reached`, `invalid_token`, `rate_limited`.
 */
export async function subscribePush(
  context: NotificationsContext,
  { userId, sessionId }: Caller,
  subscription: SubscribePushRequest,
): Promise<void> {
  await context.limits.take('subscribePush', userId);
  const address = addressOf({ outbound: context.outbound, types: reachedTypes(context) }, subscription);
  const text = toText(address);
  const hash = await context.secrets.mac('push-address', nameOf(address));
  await untilUnchanged(() => subscribe(context, { userId, sessionId }, { text, hash }));
}

/** Rejects with `ConditionFailed` where something changed since it was read. */
async function subscribe(
  context: NotificationsContext,
  { userId, sessionId }: Omit<Caller, 'role'>,
  { text, hash }: { text: string; hash: string },
): Promise<void> {
  const { accounts, notifications, pushAddresses, config } = context;
  const [account, sessions, version, claim] = await Promise.all([
    ownAccount(context, { userId }),
    accounts.sessionsOf(userId),
    notifications.subscriptionVersion(userId),
    pushAddresses.claimOf(hash),
  ]);
  const live = sessions.filter((session) => isLive(context, account, session));
  const own = live.find(({ id }) => id === sessionId);
  permitSession('subscribe', own ? 'live' : 'ended');
  if (!own) return;
  const isThere = own.pushHash === hash && (await openPushAddress(context, account, own)) === text;
  if (isThere) return;
  const others = live.filter(
    ({ id, pushHash }) => id !== sessionId && pushHash !== undefined && pushHash !== hash,
  );
  if (others.length >= limits.pushSubscriptions) throw new ChatError('subscription_limit_reached');
  const from = claim && claim.sessionId !== sessionId ? claim : undefined;
  await pushAddresses.set(
    own,
    {
      address: await sealPushAddress(context, account, sessionId, text),
      hash,
      expiresAt: epochSeconds(own.createdAt) + config.sessionSeconds,
    },
    { claim, from: from && (await pushAddresses.has(from, hash)) ? from : undefined },
    // users with many devices subscribe one at a time: so they stay within the limit
    [notifications.noteSubscription(userId, version)],
  );
}

/** Has the caller's device reached by pushes no more. */
export async function unsubscribePush(
  context: Pick<NotificationsContext, 'accounts' | 'pushAddresses'>,
  { userId, sessionId }: Caller,
): Promise<void> {
  const session = await context.accounts.getSession(userId, sessionId);
  if (session?.pushHash !== undefined) {
    await context.pushAddresses.remove({ userId, sessionId }, session.pushHash);
  }
}
