import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { Unavailable } from '../../../shared/platform/errors.ts';
import { ConditionFailed } from '../../../shared/platform/table.ts';
import { untilUnchanged } from '../../../shared/platform/versions.ts';

/** Changes one item by many writers at once. Returns how many of them were not first in any of their attempts. */
async function refusedOf(writers: number, random?: (bytes: number) => Uint8Array): Promise<number> {
  let version = 0;
  const change = async () => {
    const read = version;
    await Promise.resolve();
    if (version !== read) throw new ConditionFailed(0, undefined);
    version += 1;
  };
  const results = await Promise.allSettled(
    Array.from({ length: writers }, () => untilUnchanged(change, random)),
  );
  const refused = results.filter(({ status }) => status === 'rejected');
  for (const { reason } of refused as PromiseRejectedResult[]) expect(reason).toBeInstanceOf(Unavailable);
  expect(version).toBe(writers - refused.length);
  return refused.length;
}

test('given more writers at once than attempts, those who wait for each other all succeed', async () => {
  expect(await refusedOf(50)).toBe(0);
  expect(await refusedOf(60)).toBe(10);
  expect(await refusedOf(150, randomBytes)).toBe(0);
});
