import { expect, it } from 'vitest';
import { itemBytes } from '../../../shared/platform/item.ts';
import { tableLimits, type Attributes, type Item, type Table } from '../../../shared/platform/table.ts';
import { expectMistake, newPartition } from './helpers.ts';

/** `item` with enough text to be exactly that large. */
function ofSize(item: Item, bytes: number): Item {
  return { ...item, text: 'x'.repeat(bytes - itemBytes({ ...item, text: '' })) };
}

export function limits(table: () => Table): void {
  it.each<[string, Attributes]>([
    ['text', {}],
    ['text of more bytes than letters', { more: 'é世😀'.repeat(1000), ключ: '' }],
    ['binary', { bytes: new Uint8Array(100_000) }],
    ['constants', { yes: true, no: false, nothing: null }],
    ['lists and maps', { list: [[], ['a', ''], {}], map: { a: { b: ['c'] } } }],
    ['numbers', { numbers: [0, 1, 12, 123, 1234, 100_000, 9_007_199_254_740_991] }],
    ['negative numbers', { numbers: [-1, -12, -123, -9_007_199_254_740_991] }],
  ])('accepts an item of 400 KB and refuses one byte more: %s', async (_, attributes) => {
    const key = { pk: newPartition(), sk: 'a' };
    const largest = ofSize({ ...key, ...attributes }, tableLimits.itemBytes);
    const tooLarge = ofSize({ ...key, ...attributes }, tableLimits.itemBytes + 1);
    await expectMistake(table().put(tooLarge));
    expect(await table().get(key)).toBeUndefined();
    await table().put(largest);
    expect(await table().get(key)).toEqual(largest);
    await expectMistake(table().transact([{ put: tooLarge }]));
  });

  it('refuses an update that would grow an item beyond 400 KB', async () => {
    const key = { pk: newPartition(), sk: 'a' };
    const item = { ...key, a: 'x'.repeat(300_000) };
    await table().put(item);
    await expectMistake(table().update(key, { set: { b: 'x'.repeat(110_000) } }));
    await expectMistake(table().transact([{ update: key, change: { set: { b: 'x'.repeat(110_000) } } }]));
    expect(await table().get(key)).toEqual(item);
  });

  it('accepts keys of 2048 and 1024 bytes, and refuses longer ones', async () => {
    const longest = { pk: newPartition().padEnd(2048, 'x'), sk: 'é'.repeat(512) };
    await table().put(longest);
    expect(await table().get(longest)).toEqual(longest);
    const mistakes = [
      { pk: `${longest.pk}x`, sk: 'a' },
      { pk: newPartition(), sk: `${longest.sk}x` },
      { pk: '', sk: 'a' },
      { pk: newPartition(), sk: '' },
    ];
    for (const key of mistakes) {
      await expectMistake(table().put(key));
      await expectMistake(table().get(key));
      await expectMistake(table().update(key, { set: { a: 1 } }));
      await expectMistake(table().delete(key));
      await expectMistake(table().batchGet([key]));
      await expectMistake(table().transact([{ put: key }]));
    }
  });

  it('accepts 100 different keys in a batch or a transaction, and refuses more or duplicates', async () => {
    const pk = newPartition();
    const keys = Array.from({ length: 101 }, (_, index) => ({ pk, sk: `k${index}` }));
    await expectMistake(table().transact(keys.map((put) => ({ put }))));
    expect((await table().query({ pk })).items).toEqual([]);
    await table().transact(keys.slice(1).map((put) => ({ put })));
    expect(await table().batchGet(keys.slice(1))).toHaveLength(100);
    await expectMistake(table().batchGet(keys));
    await expectMistake(
      table().batchGet([
        { pk, sk: 'k1' },
        { pk, sk: 'k2' },
        { pk, sk: 'k1' },
      ]),
    );
  });

  it('gets 100 large items in one batch', async () => {
    const pk = newPartition();
    const text = 'x'.repeat(300_000);
    const keys = Array.from({ length: 100 }, (_, index) => ({ pk, sk: `k${index}` }));
    for (const key of keys) await table().put({ ...key, text });
    const items = await table().batchGet(keys);
    expect(items.map(({ sk }) => sk).toSorted()).toEqual(keys.map(({ sk }) => sk).toSorted());
    expect(items.every((item) => item['text'] === text)).toBe(true);
  });

  it('accepts 4 MB in a transaction, and refuses more', async () => {
    const pk = newPartition();
    const writes = Array.from({ length: 11 }, (_, index) => ({
      put: { pk, sk: `k${index}`, bytes: new Uint8Array(390_000) },
    }));
    await expectMistake(table().transact(writes));
    expect((await table().query({ pk, limit: 1 })).items).toEqual([]);
    await table().transact(writes.slice(1));
  });

  it.each<[string, number]>([
    ['no number', NaN],
    ['infinite', Infinity],
    ['not exact', 2 ** 53],
    ['too near to 0', 1e-200],
  ])('refuses a number that is %s', async (_, number) => {
    const key = { pk: newPartition(), sk: 'a' };
    await expectMistake(table().put({ ...key, number }));
    await expectMistake(table().put({ ...key, list: [{ number }] }));
    await expectMistake(table().update(key, { set: { number } }));
    await expectMistake(table().update(key, { add: { number } }));
    expect(await table().get(key)).toBeUndefined();
  });

  it('refuses values that are not data', async () => {
    const key = { pk: newPartition(), sk: 'a' };
    let nested: Item[string] = 'x';
    for (let depth = 0; depth < 40; depth += 1) nested = [nested];
    // What the compiler refuses can still come from parsed or cast data.
    const values: unknown[] = [new Date(0), { at: new Date(0) }, { a: undefined }, [undefined], nested];
    for (const value of values) await expectMistake(table().put({ ...key, value: value as Item[string] }));
    expect(await table().get(key)).toBeUndefined();
  });
}
