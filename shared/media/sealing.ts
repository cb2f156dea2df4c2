import * as z from 'zod';
import { bytes } from '../platform/bytes.ts';
import type { DataKey, Envelope } from '../platform/envelope.ts';
import type { KeyContext } from '../platform/ports.ts';
import { ConditionFailed, type Table } from '../platform/table.ts';
import { wireTime } from '../platform/time.ts';
import { keys } from './keys.ts';
import { mediaDetails, type MediaDetails, type StoredMedia } from './model.ts';

/** What the key of a month belongs to. */
export const mediaKeyContext = (month: string): KeyContext => ({ media: month });

const keyItem = z.object({ keyId: z.string(), wrappedKey: bytes });

export type MediaKeys = ReturnType<typeof mediaKeyStore>;

/**
 * The keys that seal what is content in the items of media. A key belongs to the files that were begun in one month, so that
 * showing a page of many people's files opens one or two keys, and a key seals a bounded part of all.
 */
export function mediaKeyStore(table: Table, envelope: Pick<Envelope, 'newKey'>) {
  const known = new Map<string, Promise<DataKey>>();

  async function load(month: string): Promise<DataKey | undefined> {
    const item = await table.get(keys.mediaKey(month));
    if (!item) return undefined;
    const { keyId, wrappedKey } = keyItem.parse(item);
    return { keyId, wrapped: wrappedKey, context: mediaKeyContext(month) };
  }

  async function make(month: string): Promise<DataKey> {
    const stored = await load(month);
    if (stored) return stored;
    const made = await envelope.newKey(mediaKeyContext(month));
    try {
      const { keyId, wrapped: wrappedKey } = made;
      await table.put({ ...keys.mediaKey(month), keyId, wrappedKey }, { exists: false });
      return made;
    } catch (error) {
      // another process was first: its key is the one
      if (error instanceof ConditionFailed) return make(month);
      throw error;
    }
  }

  async function existing(month: string): Promise<DataKey> {
    const stored = await load(month);
    if (!stored) throw new Error(`there is no key of media of ${month}`);
    return stored;
  }

  function remembered(month: string, get: (month: string) => Promise<DataKey>): Promise<DataKey> {
    const before = known.get(month);
    if (before) return before;
    const getting = get(month);
    known.set(month, getting);
    // a failure is not remembered: the next call asks again
    void getting.catch(() => known.delete(month));
    return getting;
  }

  return {
    /** The key of this moment (milliseconds since the epoch), and the name of its month. */
    async current(now: number): Promise<{ month: string; key: DataKey }> {
      const month = wireTime(now).slice(0, 'yyyy-mm'.length);
      return { month, key: await remembered(month, make) };
    },
    /** The key of a month. Rejects where there is none. */
    of: (month: string): Promise<DataKey> => remembered(month, existing),
  };
}

interface SealingContext {
  envelope: Envelope;
  mediaKeys: MediaKeys;
}

/** Where the details of a file belong: they open nowhere else. */
const placeOf = (id: string) => ['media', id];

/** Seals the details of a file that begins now, or of one that has its key already. */
export async function sealDetails(
  { envelope, mediaKeys }: SealingContext,
  { id, keyId }: Pick<StoredMedia, 'id' | 'keyId'>,
  details: MediaDetails,
): Promise<Uint8Array> {
  return envelope.seal(await mediaKeys.of(keyId), placeOf(id), JSON.stringify(details));
}

export async function openDetails(
  { envelope, mediaKeys }: SealingContext,
  { id, keyId, sealed }: Pick<StoredMedia, 'id' | 'keyId' | 'sealed'>,
): Promise<MediaDetails> {
  const text = await envelope.open(await mediaKeys.of(keyId), placeOf(id), sealed);
  return mediaDetails.parse(JSON.parse(text));
}
