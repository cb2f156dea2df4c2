/**
 * The `Table` port: DynamoDB's own model and no more, so that nothing a store does here could not be done there.
 * Operations are plain data; only the DynamoDB adapter knows expressions. Every adapter passes `test/contract/table.ts`
 * and enforces the same limits: items of 400 KB, batches and transactions of 100, pages of 1 MB.
 *
 * Every method rejects with `Unavailable` (`errors.ts`) when the database cannot be reached, is throttling or times out.
 */
export interface Table {
  /** One item, or `undefined`. Reads are consistent unless `eventually` is set, which costs half. */
  get(key: Key, options?: ReadOptions): Promise<Item | undefined>;
  /** Writes the whole item. Rejects with `ConditionFailed`. */
  put(item: Item, condition?: Condition): Promise<void>;
  /** Changes an item, making it where it is missing, and returns it as it is now. Rejects with `ConditionFailed`. */
  update(key: Key, change: Change): Promise<Item>;
  /** Removes an item if it is there. Rejects with `ConditionFailed`. */
  delete(key: Key, condition?: Condition): Promise<void>;
  /** Items of one partition in the order of their sort key (by UTF-8 bytes). */
  query(query: Query): Promise<QueryPage>;
  /** Up to 100 items by key, in no particular order; missing ones are left out. Keys must differ. */
  batchGet(keys: readonly Key[], options?: ReadOptions): Promise<Item[]>;
  /** Up to 100 writes to different items, all or nothing. Rejects with `ConditionFailed`, which says which write. */
  transact(writes: readonly Write[]): Promise<void>;
}

export interface Key {
  pk: string;
  sk: string;
}

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
/** Binary values stand at the top level of an item only. */
export type Attribute = Json | Uint8Array;
export type Item = Key & { [name: string]: Attribute };
export type Attributes = { [name: string]: Attribute };

export interface ReadOptions {
  eventually?: boolean;
}

/** All that is given must hold for the item as it was before the write. */
export interface Condition {
  /** The item is there (`true`) or not (`false`). */
  exists?: boolean;
  /** With `exists: false`: an item whose `expiresAt` (epoch seconds) is not after this counts as gone. */
  orExpiredAt?: number;
  /** These attributes have these values. */
  equals?: { [name: string]: string | number | boolean };
  /** These attributes are missing or below these numbers. */
  below?: { [name: string]: number };
}

export interface Change {
  set?: Attributes;
  /** Adds to numbers atomically; a missing one counts as 0. */
  add?: { [name: string]: number };
  remove?: readonly string[];
  if?: Condition;
}

export interface Query {
  pk: string;
  /** Sort keys that begin so, or that lie between `from` and `to`, both inclusive. */
  sk?: { beginsWith: string } | { from: string; to: string };
  /** The most items to return; a page also ends at 1 MB. */
  limit?: number;
  /** From the last to the first. */
  reverse?: boolean;
  /** Go on after this key, which an earlier page gave as `next`. */
  after?: Key;
  eventually?: boolean;
}

export interface QueryPage {
  items: Item[];
  /** Where the next page begins, `undefined` at the end. A page can be empty and still have a next one. */
  next: Key | undefined;
}

export type Write =
  | { put: Item; if?: Condition }
  | { update: Key; change: Change }
  | { delete: Key; if?: Condition }
  | { check: Key; if: Condition };

/** The key of the item that a write is about. */
export function keyOfWrite(write: Write): Key {
  if ('put' in write) return write.put;
  if ('update' in write) return write.update;
  return 'delete' in write ? write.delete : write.check;
}

/** DynamoDB's limits, which every adapter enforces. */
export const tableLimits = {
  itemBytes: 400 * 1024,
  batchItems: 100,
  transactionItems: 100,
  pageBytes: 1024 * 1024,
} as const;

/** The attribute that DynamoDB's time to live reads: epoch seconds. Expired items vanish late, so readers check it. */
export const ttlAttribute = 'expiresAt';

/** A write's condition did not hold. */
export class ConditionFailed extends Error {
  override readonly name = 'ConditionFailed';
  /** Which write of a transaction failed; 0 for a single write. */
  readonly index: number;
  /** The item as it is, if there is one. */
  readonly item: Item | undefined;
  constructor(index: number, item: Item | undefined) {
    super(`the condition of write ${index} did not hold`);
    this.index = index;
    this.item = item;
  }
}
