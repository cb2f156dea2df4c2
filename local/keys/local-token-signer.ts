import { createPublicKey, type KeyObject, sign } from 'node:crypto';
import type { TokenSigner } from '../../shared/platform/ports.ts';
import { publicJwk } from '../../shared/platform/public-jwk.ts';

/**
 * ES256 by a P-256 private key of this machine; tokens of the key `before` it are accepted too. Rejects for a key of another
 * kind.
 */
export async function createLocalTokenSigner(
  privateKey: KeyObject,
  before?: KeyObject,
): Promise<TokenSigner> {
  const jwk = await publicJwk(createPublicKey(privateKey));
  const accepted = before ? [jwk, await publicJwk(createPublicKey(before))] : [jwk];
  return {
    // r ‖ s, as JWTs carry it (RFC 7518, 3.4)
    sign: async (input) => sign('sha256', input, { key: privateKey, dsaEncoding: 'ieee-p1363' }),
    keyId: async () => jwk.kid,
    publicKeys: async () => accepted,
  };
}
