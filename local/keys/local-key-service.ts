import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';
import type { KeyContext, KeyService, Random } from '../../shared/platform/ports.ts';

const keyBytes = 32;
const ivBytes = 12;
const tagBytes = 16;
const sealedBytes = ivBytes + tagBytes + keyBytes;
/** How a wrapped key names its master key; the first one is not named. */
const nameBytes = 4;
const firstMaster = 1;

/** A key that wraps data keys. They are numbered from 1. */
export interface MasterKey {
  id: number;
  key: KeyObject;
}

/** The current master key, and the earlier ones. */
export type MasterKeys = readonly [MasterKey, ...MasterKey[]];

/**
 * Data keys wrapped by AES-256-GCM under the current master key, as IV ‖ tag ‖ ciphertext, with the number of the master
 * key before it unless that is the first one; the context is authenticated. `unwrap` opens what any of the master keys has
 * wrapped, and throws for another context, or for what is not a key wrapped here.
 */
export function createLocalKeyService(masters: MasterKeys, random: Random): KeyService {
  const [current] = masters;

  function wrap(key: Uint8Array, context: KeyContext): Uint8Array {
    const iv = random(ivBytes);
    const cipher = createCipheriv('aes-256-gcm', current.key, iv).setAAD(canonical(context));
    const sealed = Buffer.concat([cipher.update(key), cipher.final()]);
    return Buffer.concat([nameOf(current), iv, cipher.getAuthTag(), sealed]);
  }

  function unwrap(named: Uint8Array, context: KeyContext): Uint8Array {
    const id = masterOf(named);
    const master = masters.find((one) => one.id === id);
    if (!master) throw new Error(`The wrapped key does not open: there is no master key ${id}.`);
    const wrapped = named.subarray(-sealedBytes);
    const decipher = createDecipheriv('aes-256-gcm', master.key, wrapped.subarray(0, ivBytes), {
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
  }

  return {
    async generateDataKey(context) {
      const key = random(keyBytes);
      return { key, wrapped: wrap(key, context) };
    },

    unwrap: async (wrapped, context) => unwrap(wrapped, context),

    async rewrap(wrapped, context) {
      const key = unwrap(wrapped, context);
      return masterOf(wrapped) === current.id ? undefined : wrap(key, context);
    },
  };
}

function nameOf({ id }: MasterKey): Uint8Array {
  const name = Buffer.alloc(id === firstMaster ? 0 : nameBytes);
  if (id !== firstMaster) name.writeUInt32BE(id);
  return name;
}

/** The number of the master key that wrapped a key. Throws for what is not a key wrapped here. */
export function masterOf(wrapped: Uint8Array): number {
  if (wrapped.length === sealedBytes) return firstMaster;
  if (wrapped.length !== nameBytes + sealedBytes) throw new Error('This is not a wrapped key.');
  return Buffer.from(wrapped.subarray(0, nameBytes)).readUInt32BE();
}

/** The same bytes for the same context, in whatever order it was written down. */
function canonical(context: KeyContext): Buffer {
  const entries = Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.from(JSON.stringify(entries));
}
