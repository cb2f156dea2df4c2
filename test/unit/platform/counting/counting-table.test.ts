import { describe, expect, it } from 'vitest';
import { OperationCounter, type Counts } from '../../../../shared/platform/counting/counter.ts';
import { countingTable } from '../../../../shared/platform/counting/counting-table.ts';
import { Unavailable } from '../../../../shared/platform/errors.ts';
import { ConditionFailed, type Item, type Table } from '../../../../shared/platform/table.ts';
import { temporaryDatabase } from '../../../support/backend/database.ts';

/** An item of exactly this many bytes; `sk` is one character. */
const sized = (sk: string, bytes: number): Item => ({ pk: 'p', sk, text: 'x'.repeat(bytes - 10) });
const key = (sk: string) => ({ pk: 'p', sk });

function setUp() {
  const counter = new OperationCounter();
  const plain = temporaryDatabase().table('durable');
  const table = countingTable(plain, counter);
  const count = async (run: (table: Table) => Promise<unknown>): Promise<Counts> => {
    counter.take();
    await run(table);
    return counter.take();
  };
  return { plain, count };
}

describe('a counted table', () => {
  it('counts a read by its size, an eventual one half, a missing item one unit', async () => {
    const { plain, count } = setUp();
    await plain.put(sized('a', 4096));
    await plain.put(sized('b', 4097));
    expect(await count((table) => table.get(key('a')))).toEqual({ get: 1, readUnits: 1 });
    expect(await count((table) => table.get(key('b')))).toEqual({ get: 1, readUnits: 2 });
    expect(await count((table) => table.get(key('b'), { eventually: true }))).toEqual({
      get: 1,
      readUnits: 1,
    });
    expect(await count((table) => table.get(key('c'), { eventually: true }))).toEqual({
      get: 1,
      readUnits: 0.5,
    });
  });

  it('counts a batch by the size of each item, a query by their sum', async () => {
    const { plain, count } = setUp();
    for (const sk of ['a', 'b', 'c']) await plain.put(sized(sk, 1000));
    const keys = ['a', 'b', 'c', 'd'].map(key);
    expect(await count((table) => table.batchGet(keys))).toEqual({ batchGet: 1, readUnits: 4 });
    expect(await count((table) => table.query({ pk: 'p' }))).toEqual({ query: 1, readUnits: 1 });
    await plain.put(sized('d', 2000));
    expect(await count((table) => table.query({ pk: 'p' }))).toEqual({ query: 1, readUnits: 2 });
    expect(await count((table) => table.query({ pk: 'none' }))).toEqual({ query: 1, readUnits: 1 });
  });

  it('counts a write by the larger of the items before and after', async () => {
    const { count } = setUp();
    expect(await count((table) => table.put(sized('a', 1025)))).toEqual({ put: 1, writeUnits: 2 });
    const shrink = { set: { text: '' } };
    expect(await count((table) => table.update(key('a'), shrink))).toEqual({ update: 1, writeUnits: 2 });
    expect(await count((table) => table.put(sized('a', 3000)))).toEqual({ put: 1, writeUnits: 3 });
    expect(await count((table) => table.delete(key('a')))).toEqual({ delete: 1, writeUnits: 3 });
    expect(await count((table) => table.delete(key('a')))).toEqual({ delete: 1, writeUnits: 1 });
  });

  it('counts the writes and checks of a transaction twice', async () => {
    const { plain, count } = setUp();
    await plain.put(sized('a', 1500));
    await plain.put(sized('b', 2500));
    const counts = await count((table) =>
      table.transact([
        { update: key('a'), change: { set: { text: 'x' } } },
        { check: key('b'), if: { exists: true } },
        { put: sized('c', 100) },
        { delete: key('d') },
      ]),
    );
    expect(counts).toEqual({ transact: 1, writeUnits: 2 * (2 + 3 + 1 + 1) });
  });

  it('given a failed condition, counts the larger of the stored and the refused item', async () => {
    const { plain, count } = setUp();
    await plain.put(sized('a', 1500));
    const fails = (run: (table: Table) => Promise<unknown>) =>
      count((table) => expect(run(table)).rejects.toBeInstanceOf(ConditionFailed));
    const ifMissing = { exists: false };
    expect(await fails((table) => table.put(sized('a', 100), ifMissing))).toEqual({ put: 1, writeUnits: 2 });
    expect(await fails((table) => table.put(sized('a', 3000), ifMissing))).toEqual({ put: 1, writeUnits: 3 });
    expect(await fails((table) => table.update(key('a'), { set: { text: '' }, if: ifMissing }))).toEqual({
      update: 1,
      writeUnits: 2,
    });
    expect(
      await fails((table) =>
        table.transact([{ put: sized('a', 100), if: ifMissing }, { put: sized('b', 100) }]),
      ),
    ).toEqual({ transact: 1, writeUnits: 2 * (2 + 1) });
  });

  it('given requests that do not reach the table, counts no units', async () => {
    const counter = new OperationCounter();
    const database = temporaryDatabase();
    const table = countingTable(database.table('durable'), counter);
    await database.close();
    await expect(table.get(key('a'))).rejects.toBeInstanceOf(Unavailable);
    await expect(table.put(sized('a', 100))).rejects.toBeInstanceOf(Unavailable);
    expect(counter.take()).toEqual({ get: 1, put: 1 });
  });
});
