import { expect, it } from 'vitest';
import type { Attribute, Item, Table } from '../../../shared/platform/table.ts';
import { expectMistake, newPartition } from './helpers.ts';

export function items(table: () => Table): void {
  it('returns an item as it was put', async () => {
    const item: Item = {
      pk: newPartition(),
      sk: 'all kinds',
      text: 'Grüße, 世界 👋 "\\\n',
      empty: '',
      zero: 0,
      integer: -9_007_199_254_740_991,
      fraction: 0.125,
      yes: true,
      no: false,
      nothing: null,
      list: [1, 'two', [3, { four: null }], []],
      map: { a: { b: [true] }, 'a.b': '' },
      binary: Uint8Array.from({ length: 256 }, (_, byte) => byte),
      noBytes: new Uint8Array(0),
      expiresAt: 1_800_000_000,
    };
    await table().put(item);
    expect(await table().get(item)).toEqual(item);
    expect(await table().get(item, { eventually: true })).toEqual(item);
  });

  it('returns binary values as Uint8Array, and not what only looks like them', async () => {
    const key = { pk: newPartition(), sk: 'binary' };
    await table().put({ ...key, binary: Buffer.from('abc'), text: 'YWJj', pair: [{}, { binary: 'YWJj' }] });
    const item = await table().get(key);
    expect(item?.['binary']).toBeInstanceOf(Uint8Array);
    expect(Buffer.from(item?.['binary'] as Uint8Array).toString()).toBe('abc');
    expect(item).toMatchObject({ text: 'YWJj', pair: [{}, { binary: 'YWJj' }] });
  });

  it('returns undefined for a key that was never written', async () => {
    const pk = newPartition();
    await table().put({ pk, sk: 'a' });
    expect(await table().get({ pk, sk: 'b' })).toBeUndefined();
    expect(await table().get({ pk, sk: 'A' })).toBeUndefined();
  });

  it('replaces the whole item on put', async () => {
    const key = { pk: newPartition(), sk: 'a' };
    await table().put({ ...key, old: 1 });
    await table().put({ ...key, fresh: 2 });
    expect(await table().get(key)).toEqual({ ...key, fresh: 2 });
  });

  it('deletes an item, and is a no-op for a missing one', async () => {
    const key = { pk: newPartition(), sk: 'a' };
    await table().put(key);
    await table().delete(key);
    expect(await table().get(key)).toBeUndefined();
    await table().delete(key);
  });

  it('updates an item, creates it where it is missing, and returns it', async () => {
    const key = { pk: newPartition(), sk: 'a' };
    const made = { ...key, title: 'one', tags: ['x'], bytes: new Uint8Array([1, 2]), count: 2 };
    expect(
      await table().update(key, {
        set: { title: 'one', tags: ['x'], bytes: new Uint8Array([1, 2]) },
        add: { count: 2 },
      }),
    ).toEqual(made);
    expect(await table().get(key)).toEqual(made);
    const { tags: _, ...changed } = { ...made, title: 'two', count: -1 };
    expect(
      await table().update(key, { set: { title: 'two' }, add: { count: -3 }, remove: ['tags', 'missing'] }),
    ).toEqual(changed);
    expect(await table().get(key)).toEqual(changed);
  });

  it('given an update without attributes, creates an item of the key alone', async () => {
    const key = { pk: newPartition(), sk: 'a' };
    expect(await table().update(key, {})).toEqual(key);
    expect(await table().get(key)).toEqual(key);
  });

  it.each([
    'name',
    'status',
    'size',
    's:abc=',
    'a.b',
    'a-b',
    '#n0',
    ':v0',
    'a b',
    'ключ',
    '[0]',
    'SET',
    'and',
  ])('accepts %s as an attribute name', async (name) => {
    const key = { pk: newPartition(), sk: 'a' };
    expect(await table().update(key, { set: { [name]: 'x' }, if: { exists: false } })).toEqual({
      ...key,
      [name]: 'x',
    });
    await table().update(key, { set: { [name]: 1 }, if: { equals: { [name]: 'x' } } });
    await table().update(key, { add: { [name]: 1 }, if: { below: { [name]: 2 } } });
    expect(await table().get(key)).toEqual({ ...key, [name]: 2 });
    expect(await table().update(key, { remove: [name] })).toEqual(key);
  });

  it('refuses to add to an attribute that is not a number', async () => {
    const key = { pk: newPartition(), sk: 'a' };
    for (const value of ['1', null, [1], true] satisfies Attribute[]) {
      await table().put({ ...key, value });
      await expectMistake(table().update(key, { add: { value: 1 }, set: { other: 1 } }));
      expect(await table().get(key)).toEqual({ ...key, value });
    }
  });

  it('does not share the objects that callers pass in or get back', async () => {
    const key = { pk: newPartition(), sk: 'a' };
    const item = { ...key, list: [1], bytes: new Uint8Array([1]) };
    const put = table().put(item);
    item.list.push(2);
    item.bytes[0] = 2;
    await put;
    const stored = await table().get(key);
    expect(stored).toEqual({ ...key, list: [1], bytes: new Uint8Array([1]) });
    (stored?.['list'] as number[]).push(3);
    (stored?.['bytes'] as Uint8Array)[0] = 3;
    expect(await table().get(key)).toEqual({ ...key, list: [1], bytes: new Uint8Array([1]) });

    const set = { map: { a: 1 }, bytes: new Uint8Array([4]) };
    const update = table().update(key, { set });
    set.map.a = 2;
    set.bytes[0] = 5;
    const updated = await update;
    const expected = { ...key, list: [1], map: { a: 1 }, bytes: new Uint8Array([4]) };
    expect(updated).toEqual(expected);
    (updated['map'] as { a: number }).a = 3;
    expect(await table().get(key)).toEqual(expected);
  });

  it('gets many items by key, and leaves out missing ones', async () => {
    const pk = newPartition();
    const other = newPartition();
    await Promise.all([
      table().put({ pk, sk: 'a', n: 1 }),
      table().put({ pk, sk: 'b', bytes: new Uint8Array([7]) }),
      table().put({ pk: other, sk: 'a', n: 3 }),
    ]);
    const found = await table().batchGet([
      { pk, sk: 'a' },
      { pk, sk: 'b' },
      { pk: other, sk: 'a' },
      { pk: other, sk: 'b' },
    ]);
    expect(found).toHaveLength(3);
    expect(found).toEqual(
      expect.arrayContaining([
        { pk, sk: 'a', n: 1 },
        { pk, sk: 'b', bytes: new Uint8Array([7]) },
        { pk: other, sk: 'a', n: 3 },
      ]),
    );
    expect(await table().batchGet([])).toEqual([]);
  });

  it('still returns an expired item that was not swept', async () => {
    const item = { pk: newPartition(), sk: 'a', expiresAt: 1 };
    await table().put(item);
    expect(await table().get(item)).toEqual(item);
    expect((await table().query({ pk: item.pk })).items).toEqual([item]);
  });
}
