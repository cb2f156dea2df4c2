import { expect, it } from 'vitest';
import type { Attributes, Change, Query, Table, Write } from '../../../shared/platform/table.ts';
import { expectMistake, newPartition } from './helpers.ts';

const queries: [name: string, query: Omit<Query, 'pk'>][] = [
  ['an empty prefix', { sk: { beginsWith: '' } }],
  ['an empty end', { sk: { from: '', to: 'b' } }],
  ['ends in the wrong order', { sk: { from: 'c', to: 'b' } }],
  ['ends in the wrong order of bytes', { sk: { from: '😀', to: '\uffff' } }],
  ['no items', { limit: 0 }],
  ['fewer than no items', { limit: -1 }],
  ['a cursor of another partition', { after: { pk: 'other', sk: 'a' } }],
];
const range = { from: 'b', to: 'c' };
const cursors: [name: string, query: Omit<Query, 'pk'>, after: string][] = [
  ['an empty sort key', {}, ''],
  ['a sort key before the range', { sk: range }, 'a'],
  ['a sort key after the range', { sk: range }, 'd'],
  ['a sort key before the range, backward', { sk: range, reverse: true }, 'a'],
  ['a sort key after the range, backward', { sk: range, reverse: true }, 'd'],
  ['a sort key without the prefix', { sk: { beginsWith: 'b' } }, 'c'],
];
const changes: [name: string, change: Change][] = [
  ['sets what it removes', { set: { a: 1 }, remove: ['a'] }],
  ['sets what it adds to', { set: { a: 1 }, add: { a: 1 } }],
  ['removes twice', { remove: ['a', 'a'] }],
  ['sets a part of the key', { set: { sk: 'b' } }],
  ['removes a part of the key', { remove: ['pk'] }],
];
const namelessAttributes: [name: string, attributes: Attributes][] = [
  ['at the top', { '': 1 }],
  ['in a map', { map: { '': 1 } }],
  ['deeper', { list: [{ map: { '': 1 } }] }],
];

/** Computed, as `JSON.parse` makes them: written plainly, the first would set the prototype. */
const reservedNames: [name: string, attributes: Attributes][] = [
  ['__proto__ at the top', { ['__proto__']: 1 }],
  ['__proto__ in a map', { map: { ['__proto__']: [] } }],
  ['__proto__ deeper', { list: [{ map: { ['__proto__']: { a: 1 } } }] }],
  ['constructor at the top', { constructor: 'x' }],
  ['constructor in a map', { map: { constructor: { name: 'Set' } } }],
];

/** What DynamoDB refuses although an adapter could make something of it. */
export function mistakes(table: () => Table): void {
  it.each(queries)('refuses a query for %s', async (_, query) => {
    await expectMistake(table().query({ pk: newPartition(), ...query }));
  });

  it('refuses a query without a partition', async () => {
    await expectMistake(table().query({ pk: '' }));
  });

  it.each(cursors)('refuses to continue after %s', async (_, query, sk) => {
    const pk = newPartition();
    await expectMistake(table().query({ pk, ...query, after: { pk, sk } }));
  });

  it.each(changes)('refuses a change that %s', async (_, change) => {
    const key = { pk: newPartition(), sk: 'a' };
    await expectMistake(table().update(key, change));
    await expectMistake(table().transact([{ update: key, change }]));
    expect(await table().get(key)).toBeUndefined();
  });

  it.each(namelessAttributes)('refuses an attribute without a name: %s', async (_, attributes) => {
    const key = { pk: newPartition(), sk: 'a' };
    await expectMistake(table().put({ ...key, ...attributes }));
    await expectMistake(table().update(key, { set: attributes }));
    expect(await table().get(key)).toBeUndefined();
  });

  it.each(reservedNames)('refuses an attribute named %s', async (_, attributes) => {
    const key = { pk: newPartition(), sk: 'a' };
    await expectMistake(table().put({ ...key, ...attributes }));
    await expectMistake(table().update(key, { set: attributes }));
    expect(await table().get(key)).toBeUndefined();
  });

  it.each<[string, (pk: string) => Write[]]>([
    ['nothing', () => []],
    ['an item twice', (pk) => [{ put: { pk, sk: 'a' } }, { delete: { pk, sk: 'a' } }]],
    [
      'an item that it checks',
      (pk) => [{ check: { pk, sk: 'a' }, if: { exists: false } }, { put: { pk, sk: 'a' } }],
    ],
    ['no change', (pk) => [{ put: { pk, sk: 'a' } }, { update: { pk, sk: 'b' }, change: {} }]],
    ['no condition', (pk) => [{ put: { pk, sk: 'a' } }, { check: { pk, sk: 'b' }, if: {} }]],
    ['no key', (pk) => [{ put: { pk, sk: 'a' } }, { put: { pk, sk: '' } }]],
  ])('refuses a transaction with %s', async (_, writes) => {
    const pk = newPartition();
    await expectMistake(table().transact(writes(pk)));
    expect((await table().query({ pk })).items).toEqual([]);
  });
}
