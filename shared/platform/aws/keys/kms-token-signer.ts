import { createHash, createPublicKey } from 'node:crypto';
import { GetPublicKeyCommand, type KMSClient, SignCommand } from '@aws-sdk/client-kms';
import type { PublicJwk } from '../../../protocol/index.ts';
import type { TokenSigner } from '../../ports.ts';
import { publicJwk } from '../../public-jwk.ts';
import { rethrow } from '../sdk-errors.ts';

const what = 'The token signer';
/** Bytes of each of the two numbers of a P-256 signature. */
const numberBytes = 32;

/**
 * ES256 by the KMS key `keyId` (`ECC_NIST_P256`, for signing), which never leaves KMS. `acceptedKeyId` is a second such key
 * that signs nothing here, but is published too: the one before, or the one to come. Each public key is asked for once.
 * Rejects with `Unavailable`, or with KMS's own error.
 */
export function createKmsTokenSigner(client: KMSClient, keyId: string, acceptedKeyId?: string): TokenSigner {
  const publicKey = publicKeyOf(client, keyId);
  const published = [publicKey, ...(acceptedKeyId === undefined ? [] : [publicKeyOf(client, acceptedKeyId)])];

  return {
    async sign(input) {
      const command = new SignCommand({
        KeyId: keyId,
        SigningAlgorithm: 'ECDSA_SHA_256',
        // of the input itself, KMS takes 4,096 bytes only
        MessageType: 'DIGEST',
        Message: createHash('sha256').update(input).digest(),
      });
      const { Signature } = await client.send(command).catch((error: unknown) => rethrow(what, error));
      if (!Signature) throw new Error('KMS answered without a signature.');
      return rawSignature(Signature);
    },

    async keyId() {
      return (await publicKey()).kid;
    },

    publicKeys: () => Promise.all(published.map((load) => load())),
  };
}

/** Asks KMS for a public key at the first call. A failure is not remembered: the next call asks again. */
function publicKeyOf(client: KMSClient, keyId: string): () => Promise<PublicJwk> {
  let loading: Promise<PublicJwk> | undefined;

  async function load(): Promise<PublicJwk> {
    const command = new GetPublicKeyCommand({ KeyId: keyId });
    const { PublicKey } = await client.send(command).catch((error: unknown) => rethrow(what, error));
    if (!PublicKey) throw new Error('KMS answered without a public key.');
    return publicJwk(createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' }));
  }

  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
}

/**
 * The 64 bytes r ‖ s that JWTs carry (RFC 7518, 3.4) from the DER that KMS gives: `SEQUENCE { INTEGER r, INTEGER s }`.
 * Throws if it is not that for P-256.
 */
export function rawSignature(der: Uint8Array): Uint8Array {
  // 2 × (tag, length, 33 bytes) at most, so every length is one byte
  if (der[0] !== 0x30 || der[1] !== der.length - 2) throw new Error('not a DER sequence');
  const r = readInteger(der, 2);
  const s = readInteger(der, r.end);
  if (s.end !== der.length) throw new Error('not a DER signature: something follows it');
  const raw = new Uint8Array(2 * numberBytes);
  raw.set(r.digits, numberBytes - r.digits.length);
  raw.set(s.digits, 2 * numberBytes - s.digits.length);
  return raw;
}

/** The positive DER integer at `start`, big-endian without leading zeros, and where it ends. */
function readInteger(der: Uint8Array, start: number): { digits: Uint8Array; end: number } {
  const length = der[start + 1];
  if (der[start] !== 0x02 || length === undefined) throw new Error('not a DER integer');
  const end = start + 2 + length;
  let first = start + 2;
  // the sign byte, and nothing else, is a zero in front
  if (der[first] === 0) first += 1;
  if (end > der.length || end - first > numberBytes) throw new Error('not a number of a P-256 signature');
  return { digits: der.subarray(first, end), end };
}
