import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ensureWeb, WebBuildError } from '../../../web/build/build-web.ts';
import { temporaryFolder } from '../../support/backend/runtime.ts';

/** Stands for Vite: puts the page into the folder that it is given, and counts. */
const vite = `
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
appendFileSync('../builds.log', '.');
const page = readFileSync('index.html', 'utf8');
if (page === 'broken') { console.error('index.html is broken'); process.exit(1); }
if (page === 'endless') setInterval(() => {}, 1000);
else {
  const output = process.argv[process.argv.indexOf('--outDir') + 1];
  mkdirSync(output);
  writeFileSync(output + '/index.html', page + process.env.NODE_ENV);
}`;

/** A repository with the least that a build needs. */
async function repository() {
  const root = await temporaryFolder();
  const write = async (name: string, content: string) => {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), content);
  };
  await write('web/package.json', '{}');
  await write('web/index.html', 'page ');
  await write('web/src/main.tsx', '1');
  await write('web/node_modules/vite/package.json', '{"type":"module"}');
  await write('web/node_modules/vite/bin/vite.js', vite);
  await write('client/state/state.ts', '1');
  await write('client/terminal/chat.ts', '1');
  await write('shared/protocol/index.ts', '1');
  await write('package-lock.json', '1');
  const lines: string[] = [];
  const options = { root, say: (line: string) => void lines.push(line) };
  const builds = async () =>
    existsSync(join(root, 'builds.log')) ? (await readFile(join(root, 'builds.log'), 'utf8')).length : 0;
  const page = () => readFile(join(root, 'web/dist/index.html'), 'utf8');
  return { root, write, lines, options, builds, page };
}

describe('the build of the web client', () => {
  it('is made once, with a line at its beginning and one at its end', async () => {
    const { options, lines, builds, page } = await repository();
    await ensureWeb(options);
    await ensureWeb(options);
    expect(await builds()).toBe(1);
    expect(await page()).toBe('page production');
    expect(lines).toEqual([
      'Building the web client …',
      expect.stringMatching(/^Built the web client in \d+ s\.$/) as unknown,
    ]);
  });

  it('is made again when something that goes into it changes, and for nothing else', async () => {
    const { options, write, builds, root } = await repository();
    const builtBy = async (step: () => Promise<void>) => {
      const before = await builds();
      await step();
      await ensureWeb(options);
      return (await builds()) - before;
    };
    expect(await builtBy(() => Promise.resolve())).toBe(1);
    expect(await builtBy(() => Promise.resolve())).toBe(0);
    for (const name of [
      'web/src/main.tsx',
      'web/src/new/file.css',
      'web/public/icon.svg',
      'web/vite.config.ts',
    ])
      expect.soft(await builtBy(() => write(name, '2')), name).toBe(1);
    for (const name of ['client/state/state.ts', 'shared/protocol/index.ts', 'package-lock.json'])
      expect.soft(await builtBy(() => write(name, '2')), name).toBe(1);
    for (const name of [
      'client/terminal/chat.ts',
      'web/node_modules/x.js',
      'web/build/main.ts',
      'local/main.ts',
    ])
      expect.soft(await builtBy(() => write(name, '2')), name).toBe(0);
    expect(await builtBy(() => rm(join(root, 'web/src/new/file.css')))).toBe(1);
    expect(await builtBy(() => rm(join(root, 'web/dist'), { recursive: true }))).toBe(1);
  });

  it('leaves the last one in place where it fails, and says what Vite says', async () => {
    const { options, write, page, root } = await repository();
    await ensureWeb(options);
    await write('web/index.html', 'broken');
    const failure = await ensureWeb(options).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(WebBuildError);
    expect(failure).toMatchObject({
      message: expect.stringMatching(/code 1:\nindex\.html is broken$/) as unknown,
    });
    expect(await page()).toBe('page production');
    expect(await readdir(join(root, 'node_modules/.cache'))).toEqual([]);
  });

  it('can be broken off', async () => {
    const { options, write, builds } = await repository();
    await write('web/index.html', 'endless');
    const stopping = new AbortController();
    const building = ensureWeb({ ...options, signal: stopping.signal });
    await expect.poll(builds).toBe(1);
    stopping.abort();
    await expect(building).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  });

  it('given a process that cannot be started, says so as a build that failed', async () => {
    const { options } = await repository();
    const { execPath } = process;
    onTestFinished(() => {
      process.execPath = execPath;
    });
    process.execPath = '/no/such/node';
    await expect(ensureWeb(options)).rejects.toThrow(WebBuildError);
  });

  it('says that Vite is missing where only the packages of production are installed', async () => {
    const { options, root } = await repository();
    await rm(join(root, 'web/node_modules'), { recursive: true });
    await expect(ensureWeb(options)).rejects.toThrow(/not installed: run "npm ci"/);
  });
});
