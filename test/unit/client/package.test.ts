import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');

/** Bundles these entries into one file, as an application that imports them does. */
async function bundled(...entries: string[]) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    stdin: { contents: entries.map((entry) => `export * from './${entry}';`).join('\n'), resolveDir: root },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    metafile: true,
  });
  const code = outputFiles[0]?.contents ?? new Uint8Array();
  return { gzipBytes: gzipSync(code).byteLength, files: Object.keys(metafile.inputs) };
}

test('minified and compressed, the client is at most 20 KB, and 30 KB with the observable state', async () => {
  const core = await bundled('client/index.ts');
  expect(core.gzipBytes).toBeLessThanOrEqual(20_000);
  const whole = await bundled('client/index.ts', 'client/state/index.ts');
  expect(whole.gzipBytes).toBeLessThanOrEqual(30_000);
});

test('the client bundles no code but its own', async () => {
  const { files } = await bundled('client/index.ts', 'client/state/index.ts');
  expect(files.filter((file) => !file.startsWith('client/') && file !== '<stdin>')).toEqual([]);
});
