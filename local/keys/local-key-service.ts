import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';
import type { KeyContext, KeyService, Random } from '../../shared/platform/ports.ts';

const keyBytes = 32;
const ivBytes = 12;
const tagBytes = 16;

/**
 * Data keys wrapped by AES-256-GCM under the master key, as IV ‖ tag ‖ ciphertext; the context is authenticated.
 * `unwrap` throws for another context, or for what is not a key wrapped here.
 */
export function createLocalKeyService(master: KeyObject, random: Random): KeyService {
  return {
    async generateDataKey(context) {
      const key = random(keyBytes);
      const iv = random(ivBytes);
      const cipher = createCipheriv('aes-256-gcm', master, iv).setAAD(canonical(context));
      const sealed = Buffer.concat([cipher.update(key), cipher.final()]);
      return { key, wrapped: Buffer.concat([iv, cipher.getAuthTag(), sealed]) };
    },

    async unwrap(wrapped, context) {
      if (wrapped.length !== ivBytes + tagBytes + keyBytes) throw new Error('This is not a wrapped key.');
      const decipher = createDecipheriv('aes-256-gcm', master, wrapped.subarray(0, ivBytes), {
        authTagLength: tagBytes,
      });
      decipher.setAAD(canonical(context));
      decipher.setAuthTag(wrapped.subarray(ivBytes, ivBytes + tagBytes));
      const key = decipher.update(wrapped.subarray(ivBytes + tagBytes));
      try {
        return Buffer.concat([key, decipher.final()]);
      } catch (cause) {
        throw new Error('The wrapped key does not open: it belongs to another context or master key.', {
          cause,
        });
      }
    },
  };
}

/** The same bytes for the same context, in whatever order it was written down. */
function canonical(context: KeyContext): Buffer {
  const entries = Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.from(JSON.stringify(entries));
}
