import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const maxGzipBytes = 20 * 1024;

test('the client is at most 20 KiB, minified and compressed, and of no code but its own', async () => {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['client/index.ts'],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    metafile: true,
  });
  const code = outputFiles[0]?.contents ?? new Uint8Array();
  expect(gzipSync(code).byteLength).toBeLessThanOrEqual(maxGzipBytes);
  expect(Object.keys(metafile.inputs).filter((file) => !file.startsWith('client/'))).toEqual([]);
});
