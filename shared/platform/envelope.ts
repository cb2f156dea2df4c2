import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { atMost } from './at-most.ts';
import type { Clock, KeyContext, KeyService, Random } from './ports.ts';

/** A wrapped data key as it is stored beside the data that it seals. */
export interface DataKey {
  /** Names the key among those of its owner, so that keys can be rotated: sealed data remembers which. */
  keyId: string;
  wrapped: Uint8Array;
  context: KeyContext;
}

/** A data key that opens what was sealed earlier and is stored elsewhere: it is asked for when it is not in memory. */
export interface PreviousKey {
  /** Unlike that of a first key, no other key of its owner ever had this id. */
  keyId: string;
  /** Rejects where there is no such key. */
  load: () => Promise<Uint8Array>;
  context: KeyContext;
}

/** The id of the first data key of every owner. */
export const firstKeyId = 'k1';

const ivBytes = 12;
const tagBytes = 16;
/** The most unwrapped keys in memory. */
const cachedKeys = 1_000;

/**
 * Envelope encryption: text is sealed by AES-256-GCM under a data key, which the key service has wrapped. Unwrapped
 * keys are kept in memory for some minutes, so that a warm send asks the key service nothing.
 */
export interface Envelope {
  /**
   * A fresh data key for `context`: the owner's first one, or the one that takes the place of the key `after`. One call of
   * the key service.
   */
  newKey(context: KeyContext, after?: string): Promise<DataKey>;
  /**
   * Seals `text`. `place` says where the sealed text belongs (conversation, number, sender, …): it is authenticated,
   * so that sealed text moved elsewhere does not open. The result is IV ‖ tag ‖ ciphertext.
   */
  seal(key: DataKey, place: readonly (string | number)[], text: string): Promise<Uint8Array>;
  /** The same with bytes. */
  sealBytes(key: DataKey, place: readonly (string | number)[], bytes: Uint8Array): Promise<Uint8Array>;
  /** Opens what `seal` made. Throws if the text, the key or the place is another. */
  open(key: DataKey | PreviousKey, place: readonly (string | number)[], sealed: Uint8Array): Promise<string>;
  /** The same with what `sealBytes` made. */
  openBytes(
    key: DataKey | PreviousKey,
    place: readonly (string | number)[],
    sealed: Uint8Array,
  ): Promise<Uint8Array>;
}

export function createEnvelope(deps: {
  keys: KeyService;
  random: Random;
  clock: Clock;
  cacheSeconds: number;
}): Envelope {
  const cache = new LRUCache<string, Promise<KeyObject>>({
    ...atMost(cachedKeys),
    ttl: deps.cacheSeconds * 1000,
    ttlResolution: 0,
    perf: deps.clock,
  });

  /**
   * By what it is, not by its name alone: where two open a direct conversation at once, each makes a first key for it, and
   * only one is stored.
   */
  function cacheKey(key: DataKey | PreviousKey): string {
    const wrapped = 'wrapped' in key ? Buffer.from(key.wrapped).toString('base64') : '';
    return `${key.keyId}|${JSON.stringify(key.context)}|${wrapped}`;
  }

  function unwrapped(key: DataKey | PreviousKey): Promise<KeyObject> {
    const name = cacheKey(key);
    const cached = cache.get(name);
    if (cached) return cached;
    const opening = open(key);
    cache.set(name, opening);
    // a failure is not remembered: the next call asks again
    void opening.catch(() => cache.delete(name));
    return opening;
  }

  async function open(key: DataKey | PreviousKey): Promise<KeyObject> {
    const wrapped = 'wrapped' in key ? key.wrapped : await key.load();
    return createSecretKey(await deps.keys.unwrap(wrapped, key.context));
  }

  async function seal(
    key: DataKey,
    place: readonly (string | number)[],
    content: string | Uint8Array,
  ): Promise<Uint8Array> {
    const iv = deps.random(ivBytes);
    const cipher = createCipheriv('aes-256-gcm', await unwrapped(key), iv);
    cipher.setAAD(Buffer.from(JSON.stringify(place)));
    const head = typeof content === 'string' ? cipher.update(content, 'utf8') : cipher.update(content);
    const tail = cipher.final();
    return Buffer.concat([iv, cipher.getAuthTag(), head, tail]);
  }

  async function openBytes(
    key: DataKey | PreviousKey,
    place: readonly (string | number)[],
    sealed: Uint8Array,
  ): Promise<Buffer> {
    const decipher = createDecipheriv('aes-256-gcm', await unwrapped(key), sealed.subarray(0, ivBytes), {
      authTagLength: tagBytes,
    });
    decipher.setAAD(Buffer.from(JSON.stringify(place)));
    decipher.setAuthTag(sealed.subarray(ivBytes, ivBytes + tagBytes));
    const head = decipher.update(sealed.subarray(ivBytes + tagBytes));
    return Buffer.concat([head, decipher.final()]);
  }

  return {
    async newKey(context, after) {
      const { key, wrapped } = await deps.keys.generateDataKey(context);
      const keyId = after === undefined ? firstKeyId : laterKeyId(after, deps.random);
      const dataKey = { keyId, wrapped, context };
      cache.set(cacheKey(dataKey), Promise.resolve(createSecretKey(key)));
      return dataKey;
    },

    seal,
    sealBytes: seal,
    open: async (key, place, sealed) => (await openBytes(key, place, sealed)).toString('utf8'),
    openBytes,
  };
}

/** The id of the key after `keyId`: its number for a person to read, and random, as two may be made at once. */
function laterKeyId(keyId: string, random: Random): string {
  const number = Number(/^k(\d+)/.exec(keyId)?.[1] ?? 1) + 1;
  return `k${number}-${Buffer.from(random(6)).toString('base64url')}`;
}
