import { keyOfWrite, type Table, type Write } from './table.ts';

/** One call of a table: the items that it names or, of a query, their partition. */
export interface TableCall {
  operation: keyof Table;
  keys: readonly { pk: string }[];
  /** Of a transaction what it consists of. */
  writes?: readonly Write[];
}

/** The table with something done around each of its calls, which `perform` carries out. */
export function aroundTable(
  table: Table,
  around: <T>(call: TableCall, perform: () => Promise<T>) => Promise<T>,
): Table {
  return {
    get: (key, options) => around({ operation: 'get', keys: [key] }, () => table.get(key, options)),
    put: (item, condition) => around({ operation: 'put', keys: [item] }, () => table.put(item, condition)),
    update: (key, change) => around({ operation: 'update', keys: [key] }, () => table.update(key, change)),
    delete: (key, condition) =>
      around({ operation: 'delete', keys: [key] }, () => table.delete(key, condition)),
    query: (query) => around({ operation: 'query', keys: [query] }, () => table.query(query)),
    batchGet: (keys, options) => around({ operation: 'batchGet', keys }, () => table.batchGet(keys, options)),
    transact: (writes) =>
      around({ operation: 'transact', keys: writes.map(keyOfWrite), writes }, () => table.transact(writes)),
  };
}
