import { ECDH } from 'node:crypto';
import * as z from 'zod';
import { ChatError } from '../../platform/errors.ts';
import type { Outbound, PushAddress } from '../../platform/ports.ts';
import type { SubscribePushRequest, WebPushSubscription } from '../../protocol/index.ts';

/** Of the public key of a browser: an uncompressed point (0x04, x, y). And of its secret. */
const keyBytes = { p256dh: 65, auth: 16 };

/** How a device is reached, as it is sealed. */
const storedAddress = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('web'),
    endpoint: z.string(),
    keys: z.object({ p256dh: z.string(), auth: z.string() }),
    /** Epoch milliseconds. */
    expiresAt: z.number().exactOptional(),
  }),
  z.object({ type: z.enum(['fcm', 'apns']), token: z.string() }),
]);

export const toText = (address: PushAddress): string => JSON.stringify(address);
export const fromText = (text: string): PushAddress => storedAddress.parse(JSON.parse(text));

/** What names the device at its push service: the user who subscribed with it last is its user. */
export const nameOf = (address: PushAddress): string =>
  address.type === 'web' ? address.endpoint : `${address.type} ${address.token}`;

/** The address that a device gives. Throws `push_endpoint_not_allowed`, `push_keys_invalid`, `push_not_available`. */
export function addressOf(
  { outbound, types }: { outbound: Pick<Outbound, 'isTarget'>; types: readonly PushAddress['type'][] },
  subscription: SubscribePushRequest,
): PushAddress {
  if (!types.includes(subscription.type)) throw new ChatError('push_not_available');
  return subscription.type === 'web' ? webAddress(outbound, subscription) : subscription;
}

function webAddress(
  outbound: Pick<Outbound, 'isTarget'>,
  { type, endpoint, keys, expirationTime }: WebPushSubscription,
): PushAddress {
  if (!outbound.isTarget(endpoint)) throw new ChatError('push_endpoint_not_allowed');
  const isAuth = decode(keys.auth)?.byteLength === keyBytes.auth;
  if (!isAuth || !isPoint(keys.p256dh)) throw new ChatError('push_keys_invalid');
  return {
    type,
    endpoint,
    keys,
    ...(typeof expirationTime === 'number' && { expiresAt: expirationTime }),
  };
}

/** Whether a text is a point on P-256. */
function isPoint(text: string): boolean {
  const point = decode(text);
  if (point?.byteLength !== keyBytes.p256dh || point[0] !== 4) return false;
  try {
    return ECDH.convertKey(point, 'prime256v1').length > 0;
  } catch {
    // no point of the curve
    return false;
  }
}

/** `undefined`: it is no base64url without padding, in its one form. */
function decode(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}
