import { invalidLink, type Source } from '../accounts/index.ts';
import type { UnsubscribeDigestsRequest } from '../protocol/index.ts';
import { publish, theseUsers } from '../realtime/index.ts';
import type { NotificationsContext } from './context.ts';
import { hashOf } from './unsubscription-token.ts';

/**
 * Turns off the digests of the user whose digest had this link, who need not be signed in. Again is a no-op. Throws
 * `invalid_link`, `rate_limited`.
 */
export async function unsubscribeDigests(
  context: NotificationsContext,
  { address }: Pick<Source, 'address'>,
  { token }: UnsubscribeDigestsRequest,
): Promise<{ pushed: Promise<void> }> {
  const { clock, limits, notifications } = context;
  await limits.take('unsubscribe', address);
  const userId = await notifications.unsubscriber(hashOf(token), clock.now());
  if (userId === undefined) throw invalidLink();
  const data = await notifications.changeSettings(userId, { digest: 'off' });
  return { pushed: publish(context, theseUsers([userId]), { type: 'notification:settings', data }) };
}
