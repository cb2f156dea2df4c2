import { expect, it } from 'vitest';
import { ConditionFailed, type Table } from '../../../shared/platform/table.ts';
import { newPartition } from './helpers.ts';

export function concurrency(table: () => Table): void {
  it('given many concurrent creations of one item, lets exactly one succeed', async () => {
    const key = { pk: newPartition(), sk: 'a' };
    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, (_, by) => table().put({ ...key, by }, { exists: false })),
    );
    const winners = outcomes.flatMap((outcome, by) => (outcome.status === 'fulfilled' ? [by] : []));
    expect(winners).toHaveLength(1);
    const item = { ...key, by: winners[0] };
    expect(await table().get(key)).toEqual(item);
    for (const outcome of outcomes) {
      if (outcome.status === 'fulfilled') continue;
      expect(outcome.reason).toBeInstanceOf(ConditionFailed);
      expect(outcome.reason).toMatchObject({ index: 0, item });
    }
  });

  it('given concurrent additions, loses none and returns a different number to each caller', async () => {
    const key = { pk: newPartition(), sk: 'counter' };
    const additions = Array.from({ length: 200 }, () => table().update(key, { add: { count: 1 } }));
    const counts = (await Promise.all(additions)).map((item) => Number(item['count']));
    const expected = Array.from({ length: 200 }, (_, index) => index + 1);
    expect(counts.toSorted((a, b) => a - b)).toEqual(expected);
    expect(await table().get(key)).toEqual({ ...key, count: 200 });
  });

  it('given concurrent transactions, applies each wholly or not at all', async () => {
    const pk = newPartition();
    const moves = Array.from({ length: 30 }, () =>
      table().transact([
        { update: { pk, sk: 'from' }, change: { add: { n: -1 } } },
        { update: { pk, sk: 'to' }, change: { add: { n: 1 }, if: { below: { n: 10 } } } },
      ]),
    );
    const done = (await Promise.allSettled(moves)).filter(({ status }) => status === 'fulfilled').length;
    expect(done).toBe(10);
    expect((await table().query({ pk })).items).toEqual([
      { pk, sk: 'from', n: -done },
      { pk, sk: 'to', n: done },
    ]);
  });

  it('a read after an acknowledged write returns it', async () => {
    const pk = newPartition();
    const callers = Array.from({ length: 20 }, async (_, caller) => {
      const key = { pk, sk: `caller ${caller}` };
      for (let n = 0; n < 5; n += 1) {
        await table().put({ ...key, n });
        expect(await table().get(key)).toEqual({ ...key, n });
        expect(await table().batchGet([key])).toEqual([{ ...key, n }]);
        expect((await table().query({ pk, sk: { beginsWith: key.sk } })).items).toContainEqual({ ...key, n });
      }
    });
    await Promise.all(callers);
  });
}
