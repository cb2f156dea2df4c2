import { createECDH, randomBytes } from 'node:crypto';

/** What a browser keeps of a subscription, and what it gives away. */
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
}
