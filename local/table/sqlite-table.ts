import { assertKey } from '../../shared/platform/item.ts';
import {
  ConditionFailed,
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
import type { TableName } from '../../shared/platform/tables.ts';
import type { TableStatements } from './connection.ts';
import {
  changesNothing,
  conditionHolds,
  prepareWrite,
  type Effect,
  type PreparedWrite,
} from './prepared-write.ts';
import { rangeOf } from './sort-key-range.ts';
import type { SqliteDatabase } from './sqlite-database.ts';

/** DynamoDB's limit on all items of a transaction together. */
const transactionBytes = 4 * 1024 * 1024;

/** The `Table` port on SQLite. What DynamoDB would refuse rejects with an `Error`, before anything is changed. */
export class SqliteTable implements Table {
  readonly #database: SqliteDatabase;
  readonly #name: TableName;

  constructor(database: SqliteDatabase, name: TableName) {
    this.#database = database;
    this.#name = name;
  }

  async get(key: Key): Promise<Item | undefined> {
    assertKey(key);
    return this.#read((table) => table.get(key));
  }

  async put(item: Item, condition?: Condition): Promise<void> {
    await this.#write([prepareWrite({ put: item, ...(condition && { if: condition }) })]);
  }

  async update(key: Key, change: Change): Promise<Item> {
    const [item] = await this.#write([prepareWrite({ update: key, change })]);
    if (!item) throw new Error('an update left no item');
    return item;
  }

  async delete(key: Key, condition?: Condition): Promise<void> {
    await this.#write([prepareWrite({ delete: key, ...(condition && { if: condition }) })]);
  }

  async query(query: Query): Promise<QueryPage> {
    const { limit = Infinity, reverse = false } = query;
    if (limit < 1) throw new Error('a page has at least one item');
    const range = rangeOf(query);
    return this.#read((table) => {
      const items: Item[] = [];
      let pageBytes = 0;
      for (const { item, bytes } of table.range(range, reverse ? 'backward' : 'forward')) {
        pageBytes += bytes;
        if (pageBytes > tableLimits.pageBytes) return { items, next: lastKey(items) };
        items.push(item);
        // Like DynamoDB, without looking whether there is another.
        if (items.length === limit) return { items, next: lastKey(items) };
      }
      return { items, next: undefined };
    });
  }

  async batchGet(keys: readonly Key[]): Promise<Item[]> {
    assertDistinct(keys, tableLimits.batchItems);
    return this.#read((table) => keys.map((key) => table.get(key)).filter((item) => item !== undefined));
  }

  async transact(writes: readonly Write[]): Promise<void> {
    if (writes.length === 0) throw new Error('a transaction has at least one write');
    for (const write of writes) {
      if ('update' in write && changesNothing(write.change)) throw new Error('an update changes nothing');
      if ('check' in write && Object.keys(write.if).length === 0) throw new Error('a check has no condition');
    }
    const prepared = writes.map(prepareWrite);
    assertDistinct(
      prepared.map(({ key }) => key),
      tableLimits.transactionItems,
    );
    await this.#write(prepared);
  }

  #read<T>(work: (table: TableStatements) => T): Promise<T> {
    return this.#database.read(({ tables }) => work(tables[this.#name]));
  }

  /** Does all of the writes or none and gives the items that they put or changed. */
  #write(writes: PreparedWrite[]): Promise<(Item | undefined)[]> {
    return this.#database.write(({ tables }) => {
      const table = tables[this.#name];
      // The writes are of different items, so that all can be decided before any is done.
      const effects = writes.map((write, index) => effectOf(write, index, table));
      assertTransactionSize(effects);
      return effects.map((effect) => perform(effect, table));
    });
  }
}

function effectOf(write: PreparedWrite, index: number, table: TableStatements): Effect {
  const before = write.readsItem ? table.get(write.key) : undefined;
  if (write.condition && !conditionHolds(write.condition, before)) throw new ConditionFailed(index, before);
  return write.effect(before);
}

function assertTransactionSize(effects: readonly Effect[]): void {
  let bytes = 0;
  for (const effect of effects) bytes += effect.kind === 'put' ? effect.row.bytes : 0;
  if (bytes > transactionBytes) throw new Error(`the transaction is larger than ${transactionBytes} bytes`);
}

function perform(effect: Effect, table: TableStatements): Item | undefined {
  if (effect.kind === 'delete') table.delete(effect.key);
  if (effect.kind !== 'put') return undefined;
  table.put(effect.row);
  return effect.item;
}

function assertDistinct(keys: readonly Key[], limit: number): void {
  if (keys.length > limit) throw new Error(`more than ${limit} items at once`);
  keys.forEach(assertKey);
  if (new Set(keys.map(({ pk, sk }) => JSON.stringify([pk, sk]))).size < keys.length) {
    throw new Error('an item is named twice');
  }
}

function lastKey(items: readonly Item[]): Key | undefined {
  const last = items.at(-1);
  return last && { pk: last.pk, sk: last.sk };
}
