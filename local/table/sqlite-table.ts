import { assertKey } from '../../shared/platform/item.ts';
import {
  keyOfWrite,
  tableLimits,
  type Change,
  type Condition,
  type Item,
  type Key,
  type Query,
  type QueryPage,
  type Table,
  type Write,
} from '../../shared/platform/table.ts';
import { tableNames, type TableName } from '../../shared/platform/tables.ts';
import { decodeItem } from './item-text.ts';
import { nameOf, type RowCache } from './row-cache.ts';
import { rangeOf } from './sort-key-range.ts';
import type { SqliteDatabase } from './sqlite-database.ts';
import { jobKinds, type Cell, type CellReader } from './wire.ts';
import { addWrite, changesNothing } from './write-cells.ts';

/** The `Table` port on SQLite. What DynamoDB would refuse rejects with an `Error`, before anything is changed. */
export class SqliteTable implements Table {
  readonly #database: SqliteDatabase;
  /** Names the table to the thread. */
  readonly #index: number;
  readonly #cache: RowCache;

  constructor(database: SqliteDatabase, name: TableName) {
    this.#database = database;
    this.#index = tableNames.indexOf(name);
    this.#cache = database.cache(name);
  }

  async get(key: Key): Promise<Item | undefined> {
    assertKey(key);
    const [item] = await this.#read([key]);
    return item;
  }

  async put(item: Item, condition?: Condition): Promise<void> {
    await this.#write([{ put: item, ...(condition && { if: condition }) }]);
  }

  async update(key: Key, change: Change): Promise<Item> {
    const [text] = await this.#write([{ update: key, change }]);
    if (text === undefined) throw new Error('an update left no item');
    return decodeItem(key, text);
  }

  async delete(key: Key, condition?: Condition): Promise<void> {
    await this.#write([{ delete: key, ...(condition && { if: condition }) }]);
  }

  async query(query: Query): Promise<QueryPage> {
    const { limit = null, reverse = false } = query;
    if (limit !== null && limit < 1) throw new Error('a page has at least one item');
    const { pk, begin, end = null } = rangeOf(query);
    const cells = [this.#index, pk, begin, end, limit, reverse ? 1 : 0];
    return this.#database.ask(jobKinds.query, cells, (answer) => pageIn(answer, pk));
  }

  async batchGet(keys: readonly Key[]): Promise<Item[]> {
    assertDistinct(keys, tableLimits.batchItems);
    const items = await this.#read(keys);
    return items.filter((item) => item !== undefined);
  }

  async transact(writes: readonly Write[]): Promise<void> {
    if (writes.length === 0) throw new Error('a transaction has at least one write');
    for (const write of writes) {
      if ('update' in write && changesNothing(write.change)) throw new Error('an update changes nothing');
      if ('check' in write && Object.keys(write.if).length === 0) throw new Error('a check has no condition');
    }
    assertDistinct(writes.map(keyOfWrite), tableLimits.transactionItems);
    await this.#write(writes);
  }

  /** The items of these keys in their order. Asks for those alone that are not in the cache. */
  async #read(keys: readonly Key[]): Promise<(Item | undefined)[]> {
    const items: (Item | undefined)[] = [];
    const missing: { index: number; key: Key }[] = [];
    keys.forEach(({ pk, sk }, index) => {
      const key = { pk, sk };
      const row = this.#cache.get(key);
      if (row) items[index] = itemOf(key, row.text);
      else missing.push({ index, key });
    });
    if (missing.length === 0) return items;
    const cells: Cell[] = [this.#index, missing.length];
    for (const { key } of missing) cells.push(key.pk, key.sk);
    await this.#database.ask(jobKinds.get, cells, (answer) => {
      for (const { index, key } of missing) {
        const text = answer.optionalText();
        this.#cache.read(key, text);
        items[index] = itemOf(key, text);
      }
    });
    return items;
  }

  /** Does all of the writes or none and gives the texts of the items that they updated. */
  #write(writes: readonly Write[]): Promise<string[]> {
    const cells: Cell[] = [this.#index, writes.length];
    const targets: { key: Key; updated: boolean; text: string | undefined }[] = [];
    for (const write of writes) {
      const text = addWrite(cells, write);
      const { pk, sk } = keyOfWrite(write);
      if (!('check' in write)) targets.push({ key: { pk, sk }, updated: 'update' in write, text });
    }
    return this.#database.ask(jobKinds.write, cells, (answer) =>
      targets.flatMap(({ key, updated, text }) => {
        const now = updated ? answer.text() : text;
        this.#cache.written(key, now);
        return updated && now !== undefined ? [now] : [];
      }),
    );
  }
}

function itemOf(key: Key, text: string | undefined): Item | undefined {
  return text === undefined ? undefined : decodeItem(key, text);
}

/** A page as `page` of `thread/store.ts` put it. */
function pageIn(answer: CellReader, pk: string): QueryPage {
  const more = answer.number() === 1;
  const items: Item[] = [];
  while (!answer.atEnd) items.push(decodeItem({ pk, sk: answer.text() }, answer.text()));
  const last = items.at(-1);
  return { items, next: more && last ? { pk, sk: last.sk } : undefined };
}

function assertDistinct(keys: readonly Key[], limit: number): void {
  if (keys.length > limit) throw new Error(`more than ${limit} items at once`);
  keys.forEach(assertKey);
  if (new Set(keys.map(nameOf)).size < keys.length) {
    throw new Error('an item is named twice');
  }
}
