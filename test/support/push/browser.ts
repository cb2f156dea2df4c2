import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto';
import * as z from 'zod';
import { pushPayload, type PushPayload } from '../../../shared/protocol/index.ts';
import type { Received } from '../backend/receiver.ts';

/** The sizes of what stands before the records (RFC 8188, 2.1), and of a public key. */
const saltBytes = 16;
const keyIdAt = 21;
const pointBytes = 65;
const tagBytes = 16;

/** What a browser keeps of a subscription and what it gives away; it opens what arrives there (RFC 8291). */
export class TestBrowser {
  readonly #ecdh = createECDH('prime256v1');
  readonly #auth = randomBytes(16);
  readonly subscription: {
    type: 'web';
    endpoint: string;
    keys: { p256dh: string; auth: string };
    expirationTime: number | null;
  };

  constructor(endpoint: string) {
    this.#ecdh.generateKeys();
    this.subscription = {
      type: 'web',
      endpoint,
      keys: {
        p256dh: this.#ecdh.getPublicKey('base64url'),
        auth: this.#auth.toString('base64url'),
      },
      expirationTime: null,
    };
  }

  /** Opens a push, and checks it. Throws where it is not for this browser. */
  open({ headers, body }: Pick<Received, 'headers' | 'body'>): PushPayload {
    if (headers['content-encoding'] !== 'aes128gcm') throw new Error('another encoding');
    const salt = body.subarray(0, saltBytes);
    const recordSize = body.readUInt32BE(saltBytes);
    const sender = body.subarray(keyIdAt, keyIdAt + body.readUInt8(keyIdAt - 1));
    const record = body.subarray(keyIdAt + sender.byteLength);
    if (sender.byteLength !== pointBytes || record.byteLength > recordSize) throw new Error('no push');
    const hkdf = (salt: Uint8Array, secret: Uint8Array, info: Uint8Array | string, length: number) =>
      Buffer.from(hkdfSync('sha256', secret, salt, info, length));
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), this.#ecdh.getPublicKey(), sender]);
    const secret = hkdf(this.#auth, this.#ecdh.computeSecret(sender), info, 32);
    const key = hkdf(salt, secret, 'Content-Encoding: aes128gcm\0', 16);
    const nonce = hkdf(salt, secret, 'Content-Encoding: nonce\0', 12);
    const decipher = createDecipheriv('aes-128-gcm', key, nonce);
    decipher.setAuthTag(record.subarray(-tagBytes));
    const padded = Buffer.concat([decipher.update(record.subarray(0, -tagBytes)), decipher.final()]);
    // the last record ends with a 2 and zeros
    const end = padded.lastIndexOf(2);
    if (!padded.subarray(end + 1).every((byte) => byte === 0)) throw new Error('wrong padding');
    return pushPayload.parse(JSON.parse(padded.subarray(0, end).toString()));
  }
}

const vapidClaims = z.strictObject({ aud: z.string(), exp: z.number(), sub: z.string().optional() });

/** What a push says of its sender (RFC 8292), and the key that signed it. Throws where the signature is wrong. */
export function vapidOf({ headers }: Pick<Received, 'headers'>): {
  claims: z.infer<typeof vapidClaims>;
  key: string;
} {
  const [, token = '', key = ''] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(headers.authorization ?? '') ?? [];
  const [header = '', claims = '', signature = ''] = token.split('.');
  const point = Buffer.from(key, 'base64url');
  const coordinate = (start: number) => point.subarray(start, start + 32).toString('base64url');
  const jwk = { kty: 'EC', crv: 'P-256', x: coordinate(1), y: coordinate(33) };
  const isRight = verify(
    'sha256',
    Buffer.from(`${header}.${claims}`),
    { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  if (!isRight) throw new Error('the signature is wrong');
  const text = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
  z.strictObject({ typ: z.literal('JWT'), alg: z.literal('ES256') }).parse(text(header));
  return { claims: vapidClaims.parse(text(claims)), key };
}
