import { spawn } from 'node:child_process';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { hashOfSources } from './sources.ts';

const repository = join(import.meta.dirname, '../..');
const builtIn = (root: string) => join(root, 'web/dist');

/** Where the built client is. */
export const builtFolder = builtIn(repository);
/** Beside the built files: what they were built from. Its name begins with a dot, so it is neither served nor deployed. */
const stampName = '.built-from';

/** The client could not be built. The message is for the person at the terminal. */
export class WebBuildError extends Error {
  override readonly name = 'WebBuildError';
}

export interface BuildWebOptions {
  /** Receives lines about the progress, for a person. */
  say: (line: string) => void;
  /** Breaks the build off; then it rejects with an `AbortError`. */
  signal?: AbortSignal;
  /** The root of the repository, for tests that have one of their own. */
  root?: string;
}

/**
 * Builds the client if something that goes into it changed since the last time, or it is missing. Returns whether it did.
 * Throws `WebBuildError`.
 */
export async function ensureWeb({ root = repository, ...options }: BuildWebOptions): Promise<boolean> {
  const sources = await hashOfSources(root);
  if ((await readStamp(root)) === sources) return false;
  await buildFrom(root, sources, options);
  return true;
}

async function readStamp(root: string): Promise<string | undefined> {
  try {
    return await readFile(join(builtIn(root), stampName), 'utf8');
  } catch {
    // missing or not readable: then it is built, which says what is wrong
    return undefined;
  }
}

/** Builds beside the folder and then puts it in place, so that a build that fails or is broken off leaves the last one. */
async function buildFrom(
  root: string,
  sources: string,
  { say, signal }: Omit<BuildWebOptions, 'root'>,
): Promise<void> {
  const webFolder = join(root, 'web');
  const vite = findVite(webFolder);
  const started = performance.now();
  say('Building the web client …');
  const output = join(root, 'node_modules/.cache', `web-${process.pid}`);
  try {
    await mkdir(dirname(output), { recursive: true });
    await runVite(vite, { webFolder, output, signal });
    await writeFile(join(output, stampName), sources);
    await putInPlace(output, builtIn(root));
  } finally {
    await rm(output, { recursive: true, force: true });
  }
  say(`Built the web client in ${Math.max(1, Math.round((performance.now() - started) / 1000))} s.`);
}

/** The program of Vite. Throws `WebBuildError` where it is not installed. */
export function findVite(webFolder = join(repository, 'web')): string {
  try {
    return join(
      dirname(createRequire(join(webFolder, 'package.json')).resolve('vite/package.json')),
      'bin/vite.js',
    );
  } catch (error) {
    throw new WebBuildError('Vite is not installed: run "npm ci" with the development packages.', {
      cause: error,
    });
  }
}

/** In a process of its own: the bundler takes memory and threads that the caller has a use for. */
async function runVite(
  vite: string,
  { webFolder, output, signal }: { webFolder: string; output: string; signal: AbortSignal | undefined },
): Promise<void> {
  const parameters = [
    'build',
    '--configLoader',
    'native',
    '--logLevel',
    'warn',
    '--outDir',
    output,
    '--emptyOutDir',
  ];
  const child = spawn(process.execPath, [vite, ...parameters], {
    cwd: webFolder,
    // a test run's NODE_ENV would put React's development build into the bundle
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(signal && { signal }),
  });
  let printed = '';
  const keep = (chunk: Buffer) => (printed += chunk.toString());
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const end = await new Promise<string>((resolve, reject) => {
    child.once('error', reject).once('close', (code, killer) => resolve(killer ?? `code ${code}`));
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    // no process or no memory left, on a machine that is busy
    throw new WebBuildError(`Vite could not be run: ${String(error)}`, { cause: error });
  });
  if (end !== 'code 0') throw new WebBuildError(`Vite ended with ${end}:\n${printed.trim()}`);
}

/** Another process may do the same at the same time; then one of the two equal builds is there in the end. */
async function putInPlace(output: string, folder: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    await rm(folder, { recursive: true, force: true });
    try {
      await rename(output, folder);
      return;
    } catch (error) {
      if (attempt === 3) throw error;
    }
  }
}
