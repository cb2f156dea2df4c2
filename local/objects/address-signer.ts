import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { MasterKeys } from '../keys/local-key-service.ts';

/** Signs what an address allows, so that none of it can be altered. */
export interface AddressSigner {
  /** 43 characters of base64url. */
  sign(what: string): string;
  /** Whether this signed `what` once, also with a master key before the current one. */
  verify(what: string, signature: string): boolean;
}

/** A signer by HMAC-SHA-256, with keys made of the master keys (HKDF). */
export function createAddressSigner(masters: MasterKeys): AddressSigner {
  const keyOf = ({ key }: MasterKeys[number]) =>
    Buffer.from(hkdfSync('sha256', key, '', 'chatflow: addresses of objects', 32));
  const [current, ...previous] = masters;
  const currentKey = keyOf(current);
  const keys = [currentKey, ...previous.map(keyOf)];
  const mac = (key: Buffer, what: string) => createHmac('sha256', key).update(what).digest();
  return {
    sign: (what) => mac(currentKey, what).toString('base64url'),
    verify(what, signature) {
      const given = Buffer.from(signature, 'base64url');
      return keys.some((key) => {
        const made = mac(key, what);
        return made.byteLength === given.byteLength && timingSafeEqual(made, given);
      });
    },
  };
}
