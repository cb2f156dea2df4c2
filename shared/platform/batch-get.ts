import { tableLimits, type Item, type Key, type ReadOptions, type Table } from './table.ts';

/** Any number of items by key, in batches of the table's limit, read at once. Keys must differ. */
export async function batchGetAll(
  table: Table,
  keys: readonly Key[],
  options: ReadOptions = {},
): Promise<Item[]> {
  if (keys.length === 0) return [];
  const size = tableLimits.batchItems;
  if (keys.length <= size) return table.batchGet(keys, options);
  const starts = Array.from({ length: Math.ceil(keys.length / size) }, (_, index) => index * size);
  return (
    await Promise.all(starts.map((start) => table.batchGet(keys.slice(start, start + size), options)))
  ).flat();
}
