import type { Item, Key } from '../platform/table.ts';

/** What became of one item of the durable table, delivered after it was stored, in order for each item. */
export interface Change {
  key: Key;
  /** The item as it was; missing: it was made. */
  before?: Item;
  /** The item as it is; missing: it was removed, by a caller or because its time to live was over. */
  after?: Item;
}
