import * as z from 'zod';
import { batchGetAll } from '../platform/batch-get.ts';
import type { Item, Table, Write } from '../platform/table.ts';
import { termIndex } from '../platform/term-index.ts';
import { unchangedSince } from '../platform/versions.ts';
import { maintainedTopics, type DiscoverySort } from '../protocol/index.ts';
import { groupNames, keyOnly, keys, keyText } from './keys.ts';
import { indexOf, listing, maintained, type Listing } from './model.ts';

const foundGroup = z.object({ id: z.string() });
const storedPlace = z.object({ language: z.string().nullable().default(null) });
const storedCount = z.object({ groups: z.number() });
const storedTopics = z.object({ topics: z.array(z.string()) });

/** A group at its place in one order. */
export interface Place {
  id: string;
  language: string | null;
  /** Sorts like the place: an earlier one is greater. */
  position: string;
}

export type ListingStore = ReturnType<typeof listingStore>;

/** Public groups by what they are found, and the topics that users follow. */
export function listingStore(table: Table) {
  const names = termIndex(table, groupNames, (item) => foundGroup.parse(item).id);

  return {
    async get(conversationId: string): Promise<Listing | undefined> {
      const item = await table.get(keys.listing(conversationId));
      return item && listing.parse(item);
    },

    /** Listings of these groups. They may be moments old. */
    async many(conversationIds: readonly string[]): Promise<Listing[]> {
      const items = await batchGetAll(
        table,
        conversationIds.map((id) => keys.listing(id)),
        { eventually: true },
      );
      return items.map((item) => listing.parse(item));
    },

    /**
     * The writes by which a group is found as `after` says and no longer as `before` does, which is how it was read; at most 80. The
     * transaction fails where that changed since.
     */
    async writes(
      conversationId: string,
      before: Listing | undefined,
      after: Listing | undefined,
    ): Promise<Write[]> {
      const key = keys.listing(conversationId);
      const unchanged = before ? { exists: true, ...unchangedSince(before.version) } : { exists: false };
      const [old, fresh] = [byKey(before), byKey(after)];
      const removed = [...old.values()].filter((item) => !fresh.has(keyText(item)));
      const put = [...fresh].filter(([text, { language }]) => {
        const there = old.get(text);
        return !there || there.language !== language;
      });
      return [
        after ? { put: { ...key, ...after }, if: unchanged } : { delete: key, if: unchanged },
        ...removed.map((item) => ({ delete: keyOnly(item) })),
        ...put.map(([, item]) => ({ put: item })),
        ...(await names.beginningWrites(after?.terms ?? [])),
        ...counted(before, after),
      ];
    },

    transact: (writes: readonly Write[]): Promise<void> => table.transact(writes),

    /** Public groups, all or of a topic, from the first in this order on, or after a position. They may be moments old. */
    async places(
      order: DiscoverySort,
      topic: string | undefined,
      limit: number,
      after?: string,
    ): Promise<{ places: Place[]; next: string | undefined }> {
      const { items, next } = await table.query({
        ...keys.places(order, topic),
        limit,
        reverse: true,
        eventually: true,
        ...(after !== undefined && keys.placesAfter(order, topic, after)),
      });
      const places = items.map((item) => ({
        id: keys.groupAt(item),
        ...storedPlace.parse(item),
        position: keys.positionOf(item),
      }));
      return { places, next: next && keys.positionOf(next) };
    },

    /** Public groups that a term finds which begins so; each may come more than once. */
    search: names.search,

    /** How many public groups have each topic of the list. */
    async counts(): Promise<Map<string, number>> {
      const items = await table.batchGet(maintainedTopics.map(keys.topicCount), { eventually: true });
      return new Map(items.map((item) => [keys.countedTopic(item), storedCount.parse(item).groups]));
    },

    /** The topics that a user follows. */
    async followed(userId: string): Promise<string[]> {
      const item = await table.get(keys.followedTopics(userId));
      return item ? storedTopics.parse(item).topics : [];
    },
    follow: (userId: string, topics: readonly string[]): Promise<void> =>
      table.put({ ...keys.followedTopics(userId), topics: [...topics] }),
  };
}

const byKey = (found: Listing | undefined): Map<string, Item> =>
  new Map(found ? indexOf(found).map((item) => [keyText(item), item]) : []);

/** Counts a group under the topics of the list that it gets, and no longer under those that it loses. */
function counted(before: Listing | undefined, after: Listing | undefined): Write[] {
  const [old, fresh] = [new Set(before?.topics), new Set(after?.topics)];
  const count = (topic: string, by: 1 | -1): Write => ({
    update: keys.topicCount(topic),
    change: { add: { groups: by } },
  });
  const ofList = (topics: Iterable<string>) => [...topics].filter((topic) => maintained.has(topic));
  return [
    ...ofList(old.difference(fresh)).map((topic) => count(topic, -1)),
    ...ofList(fresh.difference(old)).map((topic) => count(topic, 1)),
  ];
}
