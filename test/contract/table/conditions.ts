import { describe, expect, it } from 'vitest';
import type { Condition, Item, Key, Table } from '../../../shared/platform/table.ts';
import { expectConditionFailed, expectMistake, newPartition } from './helpers.ts';

type Attributes = Omit<Item, keyof Key>;

const cases: [name: string, item: Attributes | undefined, condition: Condition, holds: boolean][] = [
  ['nothing required, no item', undefined, {}, true],
  ['nothing required, an item', { n: 1 }, {}, true],
  ['exists', {}, { exists: true }, true],
  ['exists, no item', undefined, { exists: true }, false],
  ['missing', undefined, { exists: false }, true],
  ['missing, an item', {}, { exists: false }, false],
  ['missing or expired, no item', undefined, { exists: false, orExpiredAt: 100 }, true],
  ['missing or expired, expired', { expiresAt: 99 }, { exists: false, orExpiredAt: 100 }, true],
  ['missing or expired, expired just now', { expiresAt: 100 }, { exists: false, orExpiredAt: 100 }, true],
  ['missing or expired, not yet', { expiresAt: 101 }, { exists: false, orExpiredAt: 100 }, false],
  ['missing or expired, never', {}, { exists: false, orExpiredAt: 100 }, false],
  ['missing or expired, no number', { expiresAt: '99' }, { exists: false, orExpiredAt: 100 }, false],
  ['equal text', { a: 'x' }, { equals: { a: 'x' } }, true],
  ['equal empty text', { a: '' }, { equals: { a: '' } }, true],
  ['other text', { a: 'x' }, { equals: { a: 'X' } }, false],
  ['equal number', { a: 1.5 }, { equals: { a: 1.5 } }, true],
  ['number for text', { a: '1' }, { equals: { a: 1 } }, false],
  ['equal boolean', { a: false }, { equals: { a: false } }, true],
  ['boolean for missing', {}, { equals: { a: false } }, false],
  ['equal, no item', undefined, { equals: { a: 'x' } }, false],
  ['equal to null', { a: null }, { equals: { a: false } }, false],
  ['one of two unequal', { a: 1, b: 2 }, { equals: { a: 1, b: 1 } }, false],
  ['both equal', { a: 1, b: 2 }, { equals: { a: 1, b: 2 } }, true],
  ['part of the key', {}, { equals: { sk: 'a' } }, true],
  ['below', { n: 4 }, { below: { n: 5 } }, true],
  ['not below', { n: 5 }, { below: { n: 5 } }, false],
  ['below, missing', {}, { below: { n: 5 } }, true],
  ['below, no item', undefined, { below: { n: 5 } }, true],
  ['below, text', { n: '4' }, { below: { n: 5 } }, false],
  ['below, null', { n: null }, { below: { n: 5 } }, false],
  ['below a negative', { n: -2 }, { below: { n: -1 } }, true],
  ['all together', { a: 'x', n: 1 }, { exists: true, equals: { a: 'x' }, below: { n: 2 } }, true],
  ['all but one', { a: 'x', n: 2 }, { exists: true, equals: { a: 'x' }, below: { n: 2 } }, false],
  ['expired and equal', { expiresAt: 1, a: 1 }, { exists: false, orExpiredAt: 2, equals: { a: 1 } }, true],
  ['expired but unequal', { expiresAt: 1, a: 1 }, { exists: false, orExpiredAt: 2, equals: { a: 2 } }, false],
];

export function conditions(table: () => Table): void {
  async function prepare(attributes: Attributes | undefined): Promise<{ key: Key; item: Item | undefined }> {
    const key = { pk: newPartition(), sk: 'a' };
    const item = attributes && { ...key, ...attributes };
    if (item) await table().put(item);
    return { key, item };
  }

  const held = cases.filter(([, , , holds]) => holds);
  const failed = cases.filter(([, , , holds]) => !holds);

  it.each(held)('%s: the condition holds, and the write happens', async (_, attributes, condition) => {
    const { key, item } = await prepare(attributes);
    expect(await table().update(key, { set: { touched: 1 }, if: condition })).toEqual({
      ...key,
      ...item,
      touched: 1,
    });
    const second = await prepare(attributes);
    await table().delete(second.key, condition);
    expect(await table().get(second.key)).toBeUndefined();
    const third = await prepare(attributes);
    await table().put({ ...third.key, fresh: 1 }, condition);
    expect(await table().get(third.key)).toEqual({ ...third.key, fresh: 1 });
  });

  it.each(failed)('%s: the condition fails, and nothing changes', async (_, attributes, condition) => {
    const { key, item } = await prepare(attributes);
    await expectConditionFailed(table().put({ ...key, fresh: 1 }, condition), item);
    await expectConditionFailed(table().update(key, { set: { touched: 1 }, if: condition }), item);
    await expectConditionFailed(table().delete(key, condition), item);
    await expectConditionFailed(table().transact([{ check: key, if: condition }]), item);
    expect(await table().get(key)).toEqual(item);
  });

  it('a failed condition returns the item with its binary values', async () => {
    const { key, item } = await prepare({ bytes: new Uint8Array([1, 2, 3]), list: [{ a: 1 }] });
    await expectConditionFailed(table().put({ ...key }, { exists: false }), item);
    await expectConditionFailed(table().transact([{ put: { ...key }, if: { exists: false } }]), item);
  });

  describe('a condition that makes no sense', () => {
    it.each([{ orExpiredAt: 1 }, { exists: true, orExpiredAt: 1 }])('is refused: %j', async (condition) => {
      const { key, item } = await prepare({ a: 1 });
      await expectMistake(table().put({ ...key }, condition));
      expect(await table().get(key)).toEqual(item);
    });
  });
}
