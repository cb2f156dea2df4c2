import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { bundleClient, clientBundles } from '../../../client/build/bundles.ts';

test.each(clientBundles)(
  'given an application with the $name, it loads at most $maxGzipBytes bytes of it with gzip, and no code but its own',
  async (bundle) => {
    const { code, sources } = await bundleClient(bundle);
    expect(gzipSync(code).byteLength).toBeLessThanOrEqual(bundle.maxGzipBytes);
    expect(sources.filter((path) => path.startsWith('..') || path.includes('node_modules'))).toEqual([]);
  },
);

test('given an application without a state, it loads nothing of it but how it is erased', async () => {
  const { sources } = await bundleClient({ entries: ['index.ts'], without: ['./media/index.ts'] });
  expect(sources.filter((path) => path.startsWith('state/')).toSorted()).toEqual([
    'state/erase-state.ts',
    'state/stored-index.ts',
  ]);
});

test('given an application that deals with no files, it loads nothing that does', async () => {
  const { sources } = await bundleClient({ entries: ['index.ts'], without: ['./media/index.ts'] });
  expect(sources.filter((path) => path.startsWith('media/') || path.includes('media-contract'))).toEqual([]);
});
