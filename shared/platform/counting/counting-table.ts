import { itemBytes } from '../item.ts';
import { ConditionFailed, keyOfWrite, type Item, type Key, type Table, type Write } from '../table.ts';
import { readUnits, writeUnits } from './capacity.ts';
import type { OperationCounter } from './counter.ts';

/**
 * The table with its requests counted, and the read and write units that DynamoDB bills for them. A write is billed by
 * the larger of the item before and after it, so the items are looked up around each write, uncounted, and what
 * is written is copied, as a caller may change it meanwhile: this is for tests and estimates. A write whose condition fails is billed too: by what is there or would have been put. A
 * transaction that fails is taken to cost as much as one that succeeds, which AWS does not document. `onNew` is called for
 * each item that a put made.
 */
export function countingTable(
  table: Table,
  counter: OperationCounter,
  onNew: (item: Item) => void = () => undefined,
): Table {
  async function bytesOf(keys: readonly Key[]): Promise<number[]> {
    const found = new Map((await table.batchGet(keys)).map((item) => [nameOf(item), itemBytes(item)]));
    return keys.map((key) => found.get(nameOf(key)) ?? 0);
  }

  async function write<T>(
    kind: 'put' | 'update' | 'delete' | 'transact',
    writes: readonly Write[],
    perform: () => Promise<T>,
  ): Promise<T> {
    counter.add(kind);
    const keys = writes.map(keyOfWrite);
    const before = await bytesOf(keys);
    const bill = (after: readonly number[]) => {
      for (const [index, bytes] of before.entries()) {
        const larger = Math.max(bytes, after[index] ?? 0);
        counter.add('writeUnits', writeUnits(larger, { transaction: kind === 'transact' }));
      }
    };
    try {
      const result = await perform();
      bill(await bytesOf(keys));
      for (const [index, done] of writes.entries()) if ('put' in done && before[index] === 0) onNew(done.put);
      return result;
    } catch (error) {
      if (error instanceof ConditionFailed) bill(writes.map(attemptedBytes));
      throw error;
    }
  }

  return {
    async get(key, options) {
      counter.add('get');
      const item = await table.get(key, options);
      counter.add('readUnits', readUnits(item ? itemBytes(item) : 0, options));
      return item;
    },
    async query(query) {
      counter.add('query');
      const page = await table.query(query);
      counter.add('readUnits', readUnits(totalBytes(page.items), query));
      return page;
    },
    async batchGet(keys, options) {
      counter.add('batchGet');
      const items = await table.batchGet(keys, options);
      const missing = Array.from({ length: keys.length - items.length }, () => 0);
      for (const bytes of [...items.map(itemBytes), ...missing]) {
        counter.add('readUnits', readUnits(bytes, options));
      }
      return items;
    },
    async put(item, condition) {
      const put = structuredClone(item);
      return write('put', [{ put }], () => table.put(put, condition));
    },
    async update(key, change) {
      const copy = structuredClone(change);
      return write('update', [{ update: key, change: copy }], () => table.update(key, copy));
    },
    delete: (key, condition) => write('delete', [{ delete: key }], () => table.delete(key, condition)),
    async transact(writes) {
      const copy = structuredClone(writes);
      return write('transact', copy, () => table.transact(copy));
    },
  };
}

/** How large the write would have made its item, where the write itself says so. */
function attemptedBytes(write: Write): number {
  return 'put' in write ? itemBytes(write.put) : 0;
}

const nameOf = ({ pk, sk }: Key) => JSON.stringify([pk, sk]);

function totalBytes(items: readonly Item[]): number {
  return items.reduce((sum, item) => sum + itemBytes(item), 0);
}
