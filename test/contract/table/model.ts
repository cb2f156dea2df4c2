import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Item, Table, Write } from '../../../shared/platform/table.ts';
import { byBytes, expectConditionFailed, newPartition, pagesOf } from './helpers.ts';
import { ModelTable } from './model-table.ts';
import { operationsOn, sortKeys, type Operation } from './operations.ts';

const runs = 40;

export function model(table: () => Table): void {
  it('given any sequence of operations, behaves like a simple model', async () => {
    const partitions = [newPartition(), newPartition()];
    const keys = partitions.flatMap((pk) => sortKeys.map((sk) => ({ pk, sk })));
    const operations = fc.array(operationsOn(partitions), { minLength: 10, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(operations, async (sequence) => {
        await table().transact(keys.map((key) => ({ delete: key })));
        const expected = new ModelTable();
        for (const operation of sequence) await compare(table(), expected, operation);
        for (const pk of partitions) {
          expect((await table().query({ pk })).items).toEqual(expected.query({ pk }));
        }
      }),
      { numRuns: runs },
    );
  });
}

async function compare(table: Table, model: ModelTable, operation: Operation): Promise<void> {
  switch (operation.kind) {
    case 'write':
      return compareWrite(table, model, operation.write);
    case 'transact': {
      const failure = model.transact(operation.writes);
      const outcome = table.transact(operation.writes);
      return failure ? expectConditionFailed(outcome, failure.item, failure.index) : outcome;
    }
    case 'get':
      expect(await table.get(operation.key)).toEqual(model.get(operation.key));
      return;
    case 'batchGet': {
      const items = await table.batchGet(operation.keys);
      const expected = operation.keys.map((key) => model.get(key)).filter((item) => item !== undefined);
      expect(items.sort(byKey)).toEqual(expected.sort(byKey));
      return;
    }
    case 'query': {
      const pages = await pagesOf(table, operation.query);
      const { limit = Infinity } = operation.query;
      expect(pages.every((page) => page.items.length <= limit)).toBe(true);
      expect(pages.flatMap((page) => page.items)).toEqual(model.query(operation.query));
    }
  }
}

async function compareWrite(table: Table, model: ModelTable, write: Write): Promise<void> {
  const failure = model.transact([write]);
  const outcome = perform(table, write);
  if (failure) return expectConditionFailed(outcome, failure.item);
  const returned = await outcome;
  if ('update' in write) expect(returned).toEqual(model.get(write.update));
}

function perform(table: Table, write: Write): Promise<unknown> {
  if ('put' in write) return table.put(write.put, write.if);
  if ('update' in write) return table.update(write.update, write.change);
  if ('delete' in write) return table.delete(write.delete, write.if);
  return table.transact([write]);
}

function byKey(a: Item, b: Item): number {
  return byBytes(a.pk, b.pk) || byBytes(a.sk, b.sk);
}
