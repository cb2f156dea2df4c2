import { expect, it } from 'vitest';
import type { Table, Write } from '../../../shared/platform/table.ts';
import { expectConditionFailed, expectMistake, newPartition } from './helpers.ts';

export function transactions(table: () => Table): void {
  it('all kinds of writes are applied together', async () => {
    const pk = newPartition();
    await Promise.all([
      table().put({ pk, sk: 'updated', n: 1, old: 1 }),
      table().put({ pk, sk: 'deleted' }),
      table().put({ pk, sk: 'checked', state: 'open' }),
    ]);
    await table().transact([
      { put: { pk, sk: 'put', bytes: new Uint8Array([1]) }, if: { exists: false } },
      { put: { pk, sk: 'put anyway' } },
      {
        update: { pk, sk: 'updated' },
        change: { add: { n: 2 }, set: { fresh: 1 }, remove: ['old'], if: { below: { n: 2 } } },
      },
      { update: { pk, sk: 'made' }, change: { add: { n: 2 } } },
      { delete: { pk, sk: 'deleted' }, if: { exists: true } },
      { delete: { pk, sk: 'never there' } },
      { check: { pk, sk: 'checked' }, if: { equals: { state: 'open' } } },
    ]);
    expect((await table().query({ pk })).items).toEqual([
      { pk, sk: 'checked', state: 'open' },
      { pk, sk: 'made', n: 2 },
      { pk, sk: 'put', bytes: new Uint8Array([1]) },
      { pk, sk: 'put anyway' },
      { pk, sk: 'updated', n: 3, fresh: 1 },
    ]);
  });

  it('given one failed condition, nothing is written and the error names the write', async () => {
    const pk = newPartition();
    const there = { pk, sk: 'there', n: 5 };
    await table().put(there);
    const writes: Write[] = [
      { put: { pk, sk: 'a' } },
      { update: { pk, sk: 'b' }, change: { add: { n: 1 } } },
      { check: { pk, sk: 'c' }, if: { exists: false } },
    ];
    const failing: Write[] = [
      { put: there, if: { exists: false } },
      { update: there, change: { add: { n: 1 }, if: { below: { n: 5 } } } },
      { delete: there, if: { equals: { n: 4 } } },
      { check: there, if: { equals: { n: 4 } } },
    ];
    for (const write of failing) {
      for (let index = 0; index <= writes.length; index += 1) {
        await expectConditionFailed(table().transact(writes.toSpliced(index, 0, write)), there, index);
      }
    }
    await expectConditionFailed(
      table().transact([...writes, { delete: { pk, sk: 'missing' }, if: { exists: true } }]),
      undefined,
      3,
    );
    expect((await table().query({ pk })).items).toEqual([there]);
  });

  it('given several failed conditions, the error names the first', async () => {
    const pk = newPartition();
    await table().put({ pk, sk: 'b', n: 1 });
    await expectConditionFailed(
      table().transact([
        { put: { pk, sk: 'a' } },
        { put: { pk, sk: 'b' }, if: { exists: false } },
        { put: { pk, sk: 'c' }, if: { exists: true } },
      ]),
      { pk, sk: 'b', n: 1 },
      1,
    );
  });

  it('given one invalid write, nothing is written', async () => {
    const pk = newPartition();
    await table().put({ pk, sk: 'text', n: 'no number' });
    await expectMistake(
      table().transact([{ put: { pk, sk: 'a' } }, { update: { pk, sk: 'text' }, change: { add: { n: 1 } } }]),
    );
    expect((await table().query({ pk })).items).toEqual([{ pk, sk: 'text', n: 'no number' }]);
  });

  it('a check does not create an item', async () => {
    const pk = newPartition();
    await table().transact([{ check: { pk, sk: 'a' }, if: { exists: false } }, { put: { pk, sk: 'b' } }]);
    expect(await table().get({ pk, sk: 'a' })).toBeUndefined();
  });
}
