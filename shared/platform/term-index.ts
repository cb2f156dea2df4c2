import { LRUCache } from 'lru-cache';
import * as z from 'zod';
import { atMost } from './at-most.ts';
import type { Item, Table, Write } from './table.ts';
import { beginningOf, isWithinBeginning, type SearchPlace, type TermKeys } from './term-keys.ts';

/** A `SearchPlace`, as a cursor holds it. */
export const searchPosition: z.ZodType<SearchPlace> = z.strictObject({
  beginning: z.string(),
  sk: z.string().nullable(),
});

/** A search of one or two characters looks into this many partitions at once. */
const beginningsAtOnce = 10;

export interface FoundEntries {
  entries: { term: string; id: string; place: SearchPlace }[];
  /** Where to go on; `undefined` at the end. */
  next: SearchPlace | undefined;
}

export interface TermIndex {
  /** The writes that name the beginnings of these terms. */
  beginningWrites: (terms: readonly string[]) => Promise<Write[]>;
  /** Entries whose term begins with `prefix`, and where to go on; a page can be short and yet not the last. */
  search: (prefix: string, limit: number, after: SearchPlace | undefined) => Promise<FoundEntries>;
}

/**
 * Things that are found by the beginning of a term. Entries lie under the first three characters of their term, so that no
 * partition has them all; a list of these beginnings serves searches that are shorter. `idOf` reads an entry's id.
 */
export function termIndex(table: Table, keys: TermKeys, idOf: (item: Item) => string): TermIndex {
  /** Beginnings that have entries for sure: they are never removed, so what was seen once holds. */
  const knownBeginnings = new LRUCache<string, true>(atMost(20_000));

  async function entriesOf(
    beginning: string,
    prefix: string,
    limit: number,
    after: SearchPlace | undefined,
  ): Promise<FoundEntries> {
    const { items, next } = await table.query({
      ...keys.range(beginning, prefix),
      ...keys.after(beginning, after),
      limit,
      eventually: true,
    });
    const entries = items.map((item) => {
      const id = idOf(item);
      return { term: keys.termOf(item, id), id, place: keys.place(item) };
    });
    return { entries, next: next && keys.place(next) };
  }

  /** A search that is shorter than a beginning: the entries of the next few beginnings, in order. */
  async function entriesOfSome(
    prefix: string,
    limit: number,
    after: SearchPlace | undefined,
  ): Promise<FoundEntries> {
    const page = await table.query({
      ...keys.beginnings(prefix, after?.beginning),
      limit: beginningsAtOnce + 1,
      eventually: true,
    });
    const found = page.items.map(keys.parseBeginning);
    const pages = await Promise.all(
      found.slice(0, beginningsAtOnce).map((beginning) => entriesOf(beginning, prefix, limit, after)),
    );
    const all = pages.flatMap(({ entries }) => entries);
    const entries = all.slice(0, limit);
    const last = entries.at(-1);
    if (last && all.length > limit) return { entries, next: last.place };
    const following = found[beginningsAtOnce];
    const beyond = following === undefined ? undefined : { beginning: following, sk: null };
    return { entries, next: pages.find(({ next }) => next)?.next ?? beyond };
  }

  return {
    // nearly always they are there, so that looking first spares all who register from writing the same few items
    async beginningWrites(terms) {
      const unknown = [...new Set(terms.map(beginningOf))].filter(
        (beginning) => !knownBeginnings.has(beginning),
      );
      const missing = await Promise.all(
        unknown.map(async (beginning) => {
          const key = keys.beginning(beginning);
          if (!(await table.get(key, { eventually: true }))) return [{ put: { ...key } }];
          knownBeginnings.set(beginning, true);
          return [];
        }),
      );
      return missing.flat();
    },

    search: (prefix, limit, after) =>
      isWithinBeginning(prefix)
        ? entriesOfSome(prefix, limit, after)
        : entriesOf(beginningOf(prefix), prefix, limit, after),
  };
}
