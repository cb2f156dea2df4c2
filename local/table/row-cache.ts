import { LRUCache } from 'lru-cache';
import { atMost } from '../../shared/platform/at-most.ts';
import type { Key } from '../../shared/platform/table.ts';

/** Items that are kept, of which none is longer than `maxText`: some megabytes as a rule. */
const maxItems = 4_000;
const maxText = 4_096;

/** An item's text, or that there is none. */
type Row = { text: string | undefined };

/**
 * The texts of items that are read by their key again and again, of one table: as they were when the last answer of the
 * store's thread came in, and so all that was acknowledged and nothing that was not.
 */
export class RowCache {
  readonly #rows = new LRUCache<string, Row>(atMost(maxItems));

  /** `undefined` where nothing is known of the item. */
  get(key: Key): Row | undefined {
    return this.#rows.get(nameOf(key));
  }

  /** The item was read. */
  read(key: Key, text: string | undefined): void {
    if (text === undefined || text.length <= maxText) this.#rows.set(nameOf(key), { text });
  }

  /** The item was written or deleted. What was not read is not kept. */
  written(key: Key, text: string | undefined): void {
    const name = nameOf(key);
    if (!this.#rows.has(name)) return;
    if (text === undefined || text.length <= maxText) this.#rows.set(name, { text });
    else this.#rows.delete(name);
  }

  clear(): void {
    this.#rows.clear();
  }
}

/** A key as one string. No two keys have the same. */
export function nameOf({ pk, sk }: Key): string {
  return `${pk.length} ${pk}${sk}`;
}
