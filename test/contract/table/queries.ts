import { expect, it } from 'vitest';
import type { Query, Table } from '../../../shared/platform/table.ts';
import { byBytes, newPartition, pagesOf, sortKeys } from './helpers.ts';

/** Where the order of UTF-8 bytes differs from that of UTF-16 units, of locales and of numbers; prefixes of another. */
const unicodeKeys = [
  'a', 'B', 'aa', 'a!', 'a~', 'ab', 'é', 'e\u0301', 'z', '10', '9', ' ', 'a#1', 'a#10', 'a#2', '\u0001', '\u007f',
  '世界', '\ud7ff', '\ue000', '\uffff', '\uffffx', '😀', '😀a', '\u{10ffff}', '\u{10ffff}z',
]; // prettier-ignore

export function queries(table: () => Table): void {
  async function fill(keys: readonly string[]): Promise<string> {
    const pk = newPartition();
    await Promise.all(keys.map((sk, index) => table().put({ pk, sk, index })));
    await table().put({ pk: `${pk}-other`, sk: 'a' });
    return pk;
  }
  const letters = ['a', 'b', 'c', 'd', 'e'];

  it('an empty partition gives no items', async () => {
    expect(await table().query({ pk: newPartition() })).toEqual({ items: [], next: undefined });
  });

  it('a query gives one partition in the order of UTF-8 bytes, forwards and backwards', async () => {
    const pk = await fill(unicodeKeys);
    const ordered = unicodeKeys.toSorted(byBytes);
    expect(await sortKeys(table(), { pk })).toEqual(ordered);
    expect(await sortKeys(table(), { pk, eventually: true })).toEqual(ordered);
    expect(await sortKeys(table(), { pk, reverse: true })).toEqual(ordered.toReversed());
  });

  it.each(['a', 'a#', 'a#1', 'B', '\ud7ff', '\uffff', '😀', '\u{10ffff}', 'nothing'])(
    'a query for the prefix %j gives the keys that begin with it',
    async (prefix) => {
      const pk = await fill(unicodeKeys);
      const expected = unicodeKeys.filter((key) => key.startsWith(prefix)).toSorted(byBytes);
      expect(await sortKeys(table(), { pk, sk: { beginsWith: prefix } })).toEqual(expected);
    },
  );

  it('a range query includes both of its ends', async () => {
    const pk = await fill(letters);
    expect(await sortKeys(table(), { pk, sk: { from: 'b', to: 'd' } })).toEqual(['b', 'c', 'd']);
    expect(await sortKeys(table(), { pk, sk: { from: 'b', to: 'd' }, reverse: true })).toEqual([
      'd',
      'c',
      'b',
    ]);
    expect(await sortKeys(table(), { pk, sk: { from: 'b', to: 'b' } })).toEqual(['b']);
    expect(await sortKeys(table(), { pk, sk: { from: 'bb', to: 'bc' } })).toEqual([]);
    expect(await sortKeys(table(), { pk, sk: { from: '0', to: 'azzz' } })).toEqual(['a']);
  });

  it('a query gives whole items', async () => {
    const item = { pk: newPartition(), sk: 'a', bytes: new Uint8Array([1]), list: [1, { a: null }] };
    await table().put(item);
    expect((await table().query({ pk: item.pk })).items).toEqual([item]);
  });

  it.each<[string, Partial<Query>, string[][]]>([
    ['forward', { limit: 2 }, [['a', 'b'], ['c', 'd'], ['e']]],
    ['backward', { limit: 2, reverse: true }, [['e', 'd'], ['c', 'b'], ['a']]],
    ['one by one', { limit: 1, sk: { from: 'b', to: 'c' } }, [['b'], ['c'], []]],
    ['of a prefix', { limit: 3, sk: { beginsWith: 'c' } }, [['c']]],
    ['all at once', { limit: 100 }, [letters]],
  ])('pages follow each other without gaps or repeats: %s', async (_, query, expected) => {
    const pk = await fill(letters);
    const pages = await pagesOf(table(), { pk, ...query });
    // An engine may look ahead, and so save the empty last page.
    const full = (page: readonly string[]) => page.length > 0;
    expect(pages.map((page) => page.items.map((item) => item.sk)).filter(full)).toEqual(
      expected.filter(full),
    );
    expect(pages.slice(0, -1).every((page) => page.items.length === query.limit)).toBe(true);
  });

  it('a query continues after a key whose item was deleted', async () => {
    const pk = await fill(letters);
    await table().delete({ pk, sk: 'c' });
    expect(await sortKeys(table(), { pk, after: { pk, sk: 'c' } })).toEqual(['d', 'e']);
    expect(await sortKeys(table(), { pk, after: { pk, sk: 'c' }, reverse: true })).toEqual(['b', 'a']);
  });

  it('a whole item is accepted as the key to continue after', async () => {
    const pk = await fill(letters);
    const { items } = await table().query({ pk, limit: 2 });
    const last = items.at(-1);
    expect(last).toMatchObject({ sk: 'b', index: 1 });
    if (last) expect(await sortKeys(table(), { pk, after: last })).toEqual(['c', 'd', 'e']);
  });

  it('a page ends at 1 MB', async () => {
    const pk = newPartition();
    const keys = Array.from({ length: 12 }, (_, index) => `k${String(index).padStart(2, '0')}`);
    const item = { pk, text: 'é'.repeat(50 * 1024), bytes: new Uint8Array(50 * 1024) };
    await Promise.all(keys.map((sk) => table().put({ ...item, sk })));
    for (const reverse of [false, true]) {
      const pages = await pagesOf(table(), { pk, reverse });
      const found = pages.map((page) => page.items.map(({ sk }) => sk));
      expect(found.flat()).toEqual(reverse ? keys.toReversed() : keys);
      // 6 of 150 KB are below the limit and 8 above; whether the 7th counts before or after differs.
      expect(found[0]?.length).toBeGreaterThanOrEqual(6);
      expect(found[0]?.length).toBeLessThanOrEqual(7);
    }
  });
}
