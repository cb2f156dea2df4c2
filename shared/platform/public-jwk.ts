import type { KeyObject } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose/jwk/thumbprint';
import type { PublicJwk } from '../protocol/index.ts';

/**
 * The JWK that verifies the ES256 tokens of a P-256 public key. Its `kid` is its thumbprint (RFC 7638), so that the
 * same key has the same id everywhere. Throws for a key of another kind.
 */
export async function publicJwk(key: KeyObject): Promise<PublicJwk> {
  const { kty, crv, x, y } = key.export({ format: 'jwk' });
  if (kty !== 'EC' || crv !== 'P-256' || x === undefined || y === undefined) {
    throw new Error(
      'Access tokens are signed with ES256: the signing key must be an elliptic curve key on P-256.',
    );
  }
  const kid = await calculateJwkThumbprint({ kty, crv, x, y });
  return { kty, crv, x, y, kid, alg: 'ES256', use: 'sig' };
}
