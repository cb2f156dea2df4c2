import { expect, test } from 'vitest';
import { guardedStorage } from '../../../../client/storage/guarded-storage.ts';

test('given a failed write, an earlier read does not overwrite the value in memory', async () => {
  const reads: PromiseWithResolvers<string | undefined>[] = [];
  const troubles: unknown[] = [];
  const storage = guardedStorage(
    {
      get: () => {
        const read = Promise.withResolvers<string | undefined>();
        reads.push(read);
        return read.promise;
      },
      set: () => Promise.reject(new Error('full')),
      remove: () => undefined,
    },
    (error) => troubles.push(error),
  );
  const before = storage.get('a');
  const written = storage.set('a', 'new');
  reads[0]?.resolve('old');
  expect(await before).toBe('old');
  await written;
  expect(troubles).toEqual([new Error('full')]);
  expect(await storage.get('a')).toBe('new');
});
