import { LRUCache } from 'lru-cache';
import { atMost } from '../at-most.ts';
import type { Clock, TokenSigner } from '../ports.ts';

/** A day is the longest that services accept (RFC 8292, 2). */
const validSeconds = 12 * 3600;
/** For so long one is used again: each is a signature of the key service. */
const reusedMilliseconds = 6 * 3600 * 1000;
/** Of how many services, of which browsers know four or five. */
const knownServices = 100;

const base64url = (text: string) => Buffer.from(text).toString('base64url');

/** The public key of pushes as browsers know it: an uncompressed point on P-256, in base64url. */
export async function publicKeyOf(key: TokenSigner): Promise<string> {
  const [jwk] = await key.publicKeys();
  if (!jwk) throw new Error('the service that signs pushes has no key');
  const coordinate = (text: string) => Buffer.from(text, 'base64url');
  return Buffer.concat([Buffer.from([4]), coordinate(jwk.x), coordinate(jwk.y)]).toString('base64url');
}

/**
 * Says to push services who sends (VAPID, RFC 8292): the value of `authorization` for an endpoint. `contact` is whom they can turn to.
 * Rejects with `Unavailable`.
 */
export function createVapid({
  pushKey,
  clock,
  contact,
}: {
  pushKey: TokenSigner;
  clock: Clock;
  contact: string | undefined;
}): (endpoint: string) => Promise<string> {
  const made = new LRUCache<string, Promise<string>>({
    ...atMost(knownServices),
    ttl: reusedMilliseconds,
    ttlResolution: 0,
    perf: clock,
  });

  async function make(audience: string): Promise<string> {
    const claims = {
      aud: audience,
      exp: Math.floor(clock.now() / 1000) + validSeconds,
      ...(contact !== undefined && { sub: contact }),
    };
    const header = JSON.stringify({ typ: 'JWT', alg: 'ES256' });
    const signed = `${base64url(header)}.${base64url(JSON.stringify(claims))}`;
    const signature = await pushKey.sign(Buffer.from(signed));
    const token = `${signed}.${Buffer.from(signature).toString('base64url')}`;
    return `vapid t=${token}, k=${await publicKeyOf(pushKey)}`;
  }

  return (endpoint) => {
    const { origin } = new URL(endpoint);
    const known = made.get(origin);
    if (known) return known;
    const making = make(origin);
    made.set(origin, making);
    // a failure is not remembered: the next push asks again
    void making.catch(() => made.delete(origin));
    return making;
  };
}
