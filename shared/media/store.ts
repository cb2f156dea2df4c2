import { batchGetAll } from '../platform/batch-get.ts';
import {
  ConditionFailed,
  ttlAttribute,
  type Attributes,
  type Condition,
  type ReadOptions,
  type Table,
  type Write,
} from '../platform/table.ts';
import { epochSeconds, wireTime } from '../platform/time.ts';
import { unchangedSince, untilUnchanged } from '../platform/versions.ts';
import { keys } from './keys.ts';
import { storedMedia, type StoredMedia } from './model.ts';

/** A day and a bit: the counter of a day is of no use after it. */
const volumeSeconds = 2 * 24 * 3_600;

/** The write by which a file goes with the last of its uses. */
const lastUse = (id: string): Write => ({
  delete: keys.media(id),
  if: { exists: true, below: { uses: 2 } },
});
/** The write by which a file with this number of uses has one less. */
const oneLess = (id: string, uses: number): Write => ({
  update: keys.media(id),
  change: { add: { uses: -1 }, if: { equals: { uses } } },
});

export type MediaStore = ReturnType<typeof mediaStore>;

/** The items of media, and how much each user uploads on a day. */
export function mediaStore({ durable, ephemeral }: { durable: Table; ephemeral: Table }) {
  return {
    /** Notes bytes that a user is about to upload at `now` (milliseconds). `false`: they would be more than `most` on this day. */
    async takeVolume(userId: string, bytes: number, most: number, now: number): Promise<boolean> {
      if (bytes > most) return false;
      const day = wireTime(now).slice(0, 'yyyy-mm-dd'.length);
      try {
        await ephemeral.update(keys.mediaVolume(userId, day), {
          add: { bytes },
          set: { expiresAt: epochSeconds(now) + volumeSeconds },
          if: { below: { bytes: most - bytes + 1 } },
        });
        return true;
      } catch (error) {
        if (error instanceof ConditionFailed) return false;
        throw error;
      }
    },

    add: (fresh: StoredMedia): Promise<void> =>
      durable.put({ ...keys.media(fresh.id), ...fresh }, { exists: false }),

    async get(id: string): Promise<StoredMedia | undefined> {
      const item = await durable.get(keys.media(id));
      return item && storedMedia.parse(item);
    },

    /** Files by id, in no order; those that are gone are missing. As of now, unless asked otherwise. */
    async byIds(ids: readonly string[], options: ReadOptions = {}): Promise<StoredMedia[]> {
      const wanted = [...new Set(ids)].map((id) => keys.media(id));
      const items = await batchGetAll(durable, wanted, options);
      return items.map((item) => storedMedia.parse(item));
    },

    /**
     * The write by which a file knows of one more use, and stays. Its condition holds while the file is as it was read, whatever
     * other uses came or went. `adds: 0`: the use takes the place of another one.
     */
    useWrite: (
      { id, version }: Pick<StoredMedia, 'id' | 'version'>,
      { set = {}, adds = 1 }: { set?: Attributes; adds?: 0 | 1 } = {},
    ): Write => ({
      update: keys.media(id),
      change: {
        set,
        add: { uses: adds },
        remove: [ttlAttribute],
        if: { exists: true, ...unchangedSince(version) },
      },
    }),

    /**
     * A use of a file is over: in one step it has one use less, or goes with its last one, and what follows from that deletes its
     * objects. `perform` does that write, with what belongs to it, and rejects with `ConditionFailed` where that of the write
     * does not hold. A file that is gone is fine.
     */
    async releaseUse(
      id: string,
      perform: (release: Write) => Promise<void> = (release) => durable.transact([release]),
    ): Promise<void> {
      let release: Write = lastUse(id);
      await untilUnchanged(async () => {
        try {
          await perform(release);
        } catch (error) {
          if (!(error instanceof ConditionFailed)) throw error;
          if (!error.item) return;
          const { uses } = storedMedia.parse(error.item);
          release = uses > 1 ? oneLess(id, uses) : lastUse(id);
          throw error;
        }
      });
    },

    /** The write by which a use of a file is over, as long as it has as many uses as when it was read. */
    releaseWrite: ({ id, uses }: Pick<StoredMedia, 'id' | 'uses'>): Write =>
      uses > 1 ? oneLess(id, uses) : lastUse(id),

    /** Changes what a file is, as it was read. Rejects with `ConditionFailed` where it was changed since, or is gone. */
    async change(before: StoredMedia, set: Attributes, condition: Condition = {}): Promise<StoredMedia> {
      const { version, id } = before;
      return storedMedia.parse(
        await durable.update(keys.media(id), {
          set,
          add: { version: 1 },
          if: { exists: true, ...condition, below: { ...condition.below, ...unchangedSince(version).below } },
        }),
      );
    },

    /** Removes a file that nothing refers to. `false`: something does, or it is gone. */
    async removeUnused({ id }: Pick<StoredMedia, 'id'>): Promise<boolean> {
      try {
        await durable.delete(keys.media(id), { exists: true, below: { uses: 1 } });
        return true;
      } catch (error) {
        if (error instanceof ConditionFailed) return false;
        throw error;
      }
    },
  };
}
