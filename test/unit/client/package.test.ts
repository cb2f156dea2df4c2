import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Plugin } from 'esbuild';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const kib = 1024;

/** Leaves out the observable state. */
const withoutState: Plugin = {
  name: 'without-state',
  setup(bundler) {
    bundler.onResolve({ filter: /\/state\// }, ({ path }) => ({ path, external: true }));
  },
};

async function bundled(plugins: Plugin[]) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['client/index.ts'],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    metafile: true,
    plugins,
  });
  const code = outputFiles[0]?.contents ?? new Uint8Array();
  return { gzipBytes: gzipSync(code).byteLength, files: Object.keys(metafile.inputs) };
}

test('minified and compressed, the client is at most 20 KiB, and 30 KiB with the observable state', async () => {
  const core = await bundled([withoutState]);
  expect(core.gzipBytes).toBeLessThanOrEqual(20 * kib);
  const whole = await bundled([]);
  expect(whole.gzipBytes).toBeLessThanOrEqual(30 * kib);
});

test('the client bundles no code but its own', async () => {
  const { files } = await bundled([]);
  expect(files.filter((file) => !file.startsWith('client/'))).toEqual([]);
});
