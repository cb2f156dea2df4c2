import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { bundleClient, clientBundles } from '../../../client/build/bundles.ts';

test.each(clientBundles)(
  'given an application with the $name, it loads at most $maxGzipBytes bytes of it with gzip, and no code but its own',
  async ({ entries, maxGzipBytes }) => {
    const { code, sources } = await bundleClient(entries);
    expect(gzipSync(code).byteLength).toBeLessThanOrEqual(maxGzipBytes);
    expect(sources.filter((path) => path.startsWith('..') || path.includes('node_modules'))).toEqual([]);
  },
);

test('given an application without a state, it loads nothing of it but how it is erased', async () => {
  const { sources } = await bundleClient(['index.ts']);
  expect(sources.filter((path) => path.startsWith('state/')).toSorted()).toEqual([
    'state/erase-state.ts',
    'state/stored-index.ts',
  ]);
});
