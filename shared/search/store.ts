import * as z from 'zod';
import { batchGetAll } from '../platform/batch-get.ts';
import { bytes } from '../platform/bytes.ts';
import { ConditionFailed, type ReadOptions, type Table } from '../platform/table.ts';
import { unchangedSince } from '../platform/versions.ts';
import { keys } from './keys.ts';

/** Where a part of the index lies. */
export interface Place {
  conversationId: string;
  level: number;
  n: number;
  shard: number;
}

const storedShard = z.object({
  conversationId: z.string(),
  level: z.number(),
  n: z.number(),
  shard: z.number(),
  version: z.number(),
  /** When the oldest and the newest message of the node were stored, in milliseconds since the epoch; 0: it has none. */
  oldest: z.number(),
  newest: z.number(),
  /** The parts that may have any term, as theirs are too many to be kept; of a block: it has to be read itself. */
  wild: z.array(z.number()).exactOptional(),
  /** It changed, and the items above do not know yet: an attempt that ended before has to be made again. */
  pending: z.literal(true).exactOptional(),
  /** The postings, sealed, and by which of the conversation's keys. */
  sealed: bytes,
  keyId: z.string(),
});
export type StoredShard = z.infer<typeof storedShard>;

/** Items that are removed at the same time. */
const erasedAtOnce = 25;

/** Names a place among others. */
export const placeName = ({ conversationId, level, n, shard }: Place): string =>
  `${conversationId}#${level}#${n}#${shard}`;

export type SearchStore = ReturnType<typeof searchStore>;

/** The index of each conversation's messages. */
export function searchStore(table: Table) {
  return {
    /** Parts of the index by the names of their places; those that are not there are missing. */
    async shards(places: readonly Place[], options: ReadOptions = {}): Promise<Map<string, StoredShard>> {
      const items = await batchGetAll(
        table,
        places.map(({ conversationId, level, n, shard }) => keys.searchNode(conversationId, level, n, shard)),
        options,
      );
      return new Map(items.map((item) => storedShard.parse(item)).map((one) => [placeName(one), one]));
    },

    /** Stores a part in the place of the one of this version (0: there is none). Rejects with `ConditionFailed` if it is another. */
    async put(part: Omit<StoredShard, 'version'>, version: number): Promise<void> {
      const { conversationId, level, n, shard } = part;
      const item = { ...keys.searchNode(conversationId, level, n, shard), ...part, version: version + 1 };
      await table.put(item, unchangedSince(version));
    },

    /** Notes that the items above know what changed, unless it changed again since this version. */
    async settle({ conversationId, level, n, shard }: Place, version: number): Promise<void> {
      const change = { remove: ['pending'], if: { equals: { version } } };
      try {
        await table.update(keys.searchNode(conversationId, level, n, shard), change);
      } catch (error) {
        if (!(error instanceof ConditionFailed)) throw error;
      }
    },

    /** Removes some of the index of a conversation. Returns how many parts; 0: all are gone. */
    async erase(conversationId: string): Promise<number> {
      const { items } = await table.query({ ...keys.searchNodes(conversationId), limit: erasedAtOnce });
      const parts = items.map((item) => storedShard.pick({ level: true, n: true, shard: true }).parse(item));
      await Promise.all(
        parts.map(({ level, n, shard }) => table.delete(keys.searchNode(conversationId, level, n, shard))),
      );
      return parts.length;
    },
  };
}
