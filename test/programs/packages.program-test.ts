import { mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleFunctions, functionEnvironment } from '../../esbuild.config.ts';
import type { Catalog } from '../../functions/definition.ts';
import type { Platform } from '../../infra/packages.ts';
import { startLambda } from '../support/aws/lambda-process.ts';

let folder: string;
let functions: Catalog;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chatflow-packages-'));
  const native = join(folder, 'native.ts');
  await writeFile(
    native,
    `import { transform } from 'lightningcss';
     const minified = (code) => transform({ filename: 'a.css', code: Buffer.from(code), minify: true }).code;
     export const lambda = { kind: 'schedule', build: () => (css) => Promise.resolve(minified(css).toString()) };`,
  );
  const plain = join(folder, 'plain.ts');
  await writeFile(plain, "export const lambda = { build: () => () => Promise.resolve('done') };");
  const definition = {
    trigger: { kind: 'schedule' },
    memoryMiB: 256,
    timeoutSeconds: 10,
    grants: {},
  } as const;
  functions = {
    // a package with native code that the tools of this project bring along
    native: { ...definition, handler: native as `${string}.ts`, packages: ['lightningcss'] },
    plain: { ...definition, handler: plain as `${string}.ts` },
  };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Where an ELF file says which processor it is for, and what stands there. */
const elfMachine = { at: 18, arm64: 183 };

test('a function with native packages gets the builds for Lambda, in the versions of the lock file', async () => {
  const out = join(folder, 'lambda');
  const bundles = await bundleFunctions(out, functions);
  expect(bundles.map(({ name }) => name)).toEqual(['native', 'plain']);
  expect(await readdir(join(out, 'plain'))).not.toContain('node_modules');

  const modules = join(out, 'native/node_modules');
  const installed = await readdir(modules);
  expect(installed.filter((name) => name.startsWith('lightningcss-'))).toEqual([
    'lightningcss-linux-arm64-gnu',
  ]);
  const binary = await open(join(modules, 'lightningcss-linux-arm64-gnu/lightningcss.linux-arm64-gnu.node'));
  const { buffer } = await binary.read(Buffer.alloc(2), 0, 2, elfMachine.at);
  await binary.close();
  expect(buffer.readUInt16LE()).toBe(elfMachine.arm64);

  const versionIn = async (path: string) =>
    (JSON.parse(await readFile(path, 'utf8')) as { version: string }).version;
  expect(await versionIn(join(modules, 'lightningcss/package.json'))).toBe(
    await versionIn(join(import.meta.dirname, '../../node_modules/lightningcss/package.json')),
  );
});

test('a function with native packages runs where they are installed for this machine', async () => {
  const here: Platform = { os: process.platform, cpu: process.arch };
  const [native] = await bundleFunctions(join(folder, 'here'), functions, here);
  const lambda = await startLambda(native?.file ?? '', functionEnvironment);
  try {
    expect(await lambda.invoke('a { color: #ff0000; }')).toBe('a{color:red}');
  } finally {
    await lambda.stop();
  }
});

test('a package that another function imports without declaring it is refused', async () => {
  const { native, plain } = functions;
  if (!native || !plain) throw new Error('the functions of this test are missing');
  const { packages: _none, ...unnamed } = native;
  await expect(bundleFunctions(join(folder, 'refused'), { native, unnamed })).rejects.toThrow(
    /unnamed\/index\.mjs would look for lightningcss when it runs/,
  );
});
