import { OperationCounter, tableRequests } from '../../shared/platform/counting/counter.ts';
import { countingTable } from '../../shared/platform/counting/counting-table.ts';
import type { Table } from '../../shared/platform/table.ts';
import type { TableUse } from './server-protocol.ts';

/** Tables whose requests can be counted: pass `wrap` as `wrapTable`. Counting costs time, so it is off until `start`. */
export class TableCounter {
  readonly #counter = new OperationCounter();
  #counting = false;

  start(): void {
    this.#counter.take();
    this.#counting = true;
  }

  /** What was asked of all tables since `start`. */
  stop(): TableUse {
    this.#counting = false;
    const counts = this.#counter.take();
    const { readUnits = 0, writeUnits = 0 } = counts;
    return { requests: tableRequests(counts), readUnits, writeUnits };
  }

  readonly wrap = (table: Table): Table => {
    const counted = countingTable(table, this.#counter);
    const now = () => (this.#counting ? counted : table);
    return {
      get: (key, options) => now().get(key, options),
      put: (item, condition) => now().put(item, condition),
      update: (key, change) => now().update(key, change),
      delete: (key, condition) => now().delete(key, condition),
      query: (query) => now().query(query),
      batchGet: (keys, options) => now().batchGet(keys, options),
      transact: (writes) => now().transact(writes),
    };
  };
}
