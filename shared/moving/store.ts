import * as z from 'zod';
import { batchGetAll } from '../platform/batch-get.ts';
import { bytes } from '../platform/bytes.ts';
import { ConditionFailed, type Item, type Key, type Table } from '../platform/table.ts';
import { memberRole } from '../protocol/index.ts';
import { keys } from './keys.ts';

/** An import. Times are epoch milliseconds. */
const storedImport = z.object({
  conversationId: z.string(),
  keyId: z.string(),
  wrappedKey: bytes,
  name: z.string(),
  about: z.string().nullable(),
  createdAt: z.number(),
  /** Up to this number all messages are stored. */
  lastSeq: z.number().default(0),
  /** When the last of them was sent. */
  lastAt: z.number().exactOptional(),
  /** When the conversation was shown to its members. */
  finishedAt: z.number().exactOptional(),
});
export type StoredImport = z.infer<typeof storedImport>;

const storedPerson = z.object({
  userId: z.string(),
  /** An account that the import made: its username, and whether it has an address by which it can be signed in to. */
  made: z.object({ username: z.string(), canSignIn: z.boolean() }).exactOptional(),
  role: memberRole.exactOptional(),
});
export type StoredPerson = z.infer<typeof storedPerson>;

const storedFile = z.object({ mediaId: z.string() });

/** Items that are removed at the same time. */
const removedAtOnce = 25;

export type ImportStore = ReturnType<typeof importStore>;

/** Imports that are under way, whose accounts their people have, and which files were uploaded. */
export function importStore(table: Table) {
  async function all(query: { pk: string; sk: { beginsWith: string } }): Promise<Item[]> {
    const items: Item[] = [];
    let after: Key | undefined;
    do {
      const page = await table.query({ ...query, ...(after && { after }) });
      items.push(...page.items);
      after = page.next;
    } while (after);
    return items;
  }

  async function get(id: string): Promise<StoredImport | undefined> {
    const item = await table.get(keys.movingImport(id));
    return item && storedImport.parse(item);
  }

  /** Stores what is not there yet. Returns what is there. */
  async function addOnce(key: Key, fresh: Item | Record<string, never>): Promise<Item> {
    try {
      await table.put({ ...key, ...fresh }, { exists: false });
      return { ...key, ...fresh };
    } catch (error) {
      if (error instanceof ConditionFailed && error.item) return error.item;
      throw error;
    }
  }

  async function removeAll(
    range: { pk: string; sk: { beginsWith: string } },
    keyOf: (item: Item) => Key,
  ): Promise<void> {
    for (;;) {
      const { items } = await table.query({ ...range, limit: removedAtOnce });
      if (items.length === 0) return;
      await Promise.all(items.map((item) => table.delete(keyOf(item))));
    }
  }

  return {
    get,

    /** Begins an import, or goes on with the one that was begun. */
    begin: async (id: string, fresh: StoredImport): Promise<StoredImport> =>
      storedImport.parse(await addOnce(keys.movingImport(id), { ...keys.movingImport(id), ...fresh })),

    /** Notes that all messages up to a number are stored; that more are stays. */
    async advance(id: string, { lastSeq, lastAt }: { lastSeq: number; lastAt: number }): Promise<void> {
      try {
        const change = { set: { lastSeq, lastAt }, if: { exists: true, below: { lastSeq } } };
        await table.update(keys.movingImport(id), change);
      } catch (error) {
        if (!(error instanceof ConditionFailed)) throw error;
      }
    },

    finish: async (id: string, finishedAt: number): Promise<void> => {
      await table.update(keys.movingImport(id), { set: { finishedAt }, if: { exists: true } });
    },

    /** Whose account a person has, as it was noted first. */
    addPerson: async (id: string, name: string, fresh: StoredPerson): Promise<StoredPerson> =>
      storedPerson.parse(
        await addOnce(keys.movingPerson(id, name), { ...keys.movingPerson(id, name), ...fresh }),
      ),
    /** The account that was made for a person, as it was noted first, by their id where they come from. */
    addOrigin: async (origin: string, fresh: StoredPerson): Promise<StoredPerson> =>
      storedPerson.parse(
        await addOnce(keys.movingOrigin(origin), { ...keys.movingOrigin(origin), ...fresh }),
      ),
    person: async (id: string, name: string): Promise<StoredPerson | undefined> => {
      const item = await table.get(keys.movingPerson(id, name));
      return item && storedPerson.parse(item);
    },
    /** Notes how an account is made. */
    noteMade: async (id: string, name: string, made: NonNullable<StoredPerson['made']>): Promise<void> => {
      await table.update(keys.movingPerson(id, name), { set: { made }, if: { exists: true } });
    },
    async people(id: string): Promise<Map<string, StoredPerson>> {
      const items = await all(keys.movingPeople(id));
      return new Map(items.map((item) => [keys.movingPersonOf(item), storedPerson.parse(item)]));
    },

    file: async (id: string, name: string): Promise<string | undefined> => {
      const item = await table.get(keys.movingFile(id, name));
      return item && storedFile.parse(item).mediaId;
    },
    setFile: (id: string, name: string, mediaId: string): Promise<void> =>
      table.put({ ...keys.movingFile(id, name), mediaId }),
    async files(id: string, names: readonly string[]): Promise<Map<string, string>> {
      const items = await batchGetAll(
        table,
        names.map((name) => keys.movingFile(id, name)),
      );
      return new Map(items.map((item) => [keys.movingFileOf(item), storedFile.parse(item).mediaId]));
    },

    /** Removes what a finished import does not need any more. It may be done again, from wherever it stopped. */
    async clear(id: string): Promise<void> {
      await removeAll(keys.movingPeople(id), (item) => keys.movingPerson(id, keys.movingPersonOf(item)));
      await removeAll(keys.movingFiles(id), (item) => keys.movingFile(id, keys.movingFileOf(item)));
    },
  };
}
