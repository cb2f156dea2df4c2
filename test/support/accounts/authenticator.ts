import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';

const base64Url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest();

/** Flags of authenticator data (WebAuthn, section 6.1): the user was there, was verified; a credential is attached. */
const flags = { present: 0x01, verified: 0x04, attached: 0x40 };

/** What a server offers, as far as an authenticator looks at it. */
export interface Offered {
  challenge: string;
  [field: string]: unknown;
}

interface Credential {
  id: Buffer;
  privateKey: KeyObject;
  userHandle: string;
}

/** A passkey of a phone, in software: P-256, discoverable, with a counter. It signs for one origin. */
export class Authenticator {
  readonly #origin: string;
  readonly #rpId: string;
  #credential: Credential | undefined;
  counter = 0;
  /** Whether it verified its user (by fingerprint or PIN). */
  verifiesUser = true;

  constructor(origin: string) {
    this.#origin = origin;
    this.#rpId = new URL(origin).hostname;
  }

  /** What a browser answers to `navigator.credentials.create()`. */
  create({ challenge, user }: Offered) {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
    const id = randomBytes(32);
    const userHandle = (user as { id: string }).id;
    this.#credential = { id, privateKey, userHandle };
    // a COSE key (RFC 9053): EC2, ES256, P-256
    const coseKey = isoCBOR.encode(
      new Map<number, number | Uint8Array>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, new Uint8Array(Buffer.from(x, 'base64url'))],
        [-3, new Uint8Array(Buffer.from(y, 'base64url'))],
      ]),
    );
    const length = Buffer.alloc(2);
    length.writeUInt16BE(id.length);
    const attached = Buffer.concat([Buffer.alloc(16), length, id, coseKey]);
    const authData = Buffer.concat([this.#authenticatorData(flags.attached), attached]);
    const attestationObject = isoCBOR.encode(
      new Map<string, string | Uint8Array | Map<string, string>>([
        ['fmt', 'none'],
        ['attStmt', new Map<string, string>()],
        ['authData', new Uint8Array(authData)],
      ]),
    );
    return {
      id: base64Url(id),
      rawId: base64Url(id),
      type: 'public-key' as const,
      response: {
        clientDataJSON: base64Url(this.#clientData('webauthn.create', challenge)),
        attestationObject: base64Url(attestationObject),
        transports: ['internal'],
      },
      clientExtensionResults: {},
    };
  }

  /** What a browser answers to `navigator.credentials.get()`. */
  get({ challenge }: Offered) {
    if (!this.#credential) throw new Error('this authenticator has no passkey yet');
    const { id, privateKey, userHandle } = this.#credential;
    this.counter += 1;
    const authenticatorData = this.#authenticatorData();
    const clientData = this.#clientData('webauthn.get', challenge);
    const signed = Buffer.concat([authenticatorData, sha256(clientData)]);
    return {
      id: base64Url(id),
      rawId: base64Url(id),
      type: 'public-key' as const,
      response: {
        clientDataJSON: base64Url(clientData),
        authenticatorData: base64Url(authenticatorData),
        signature: base64Url(sign('sha256', signed, privateKey)),
        userHandle,
      },
      clientExtensionResults: {},
    };
  }

  #authenticatorData(more = 0): Buffer {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.counter);
    const flag = flags.present | (this.verifiesUser ? flags.verified : 0) | more;
    return Buffer.concat([sha256(this.#rpId), Buffer.from([flag]), counter]);
  }

  #clientData(type: string, challenge: string): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin: this.#origin, crossOrigin: false }));
  }
}
