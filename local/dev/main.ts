import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { findVite } from '../../web/build/build-web.ts';
import { localOrigin, readSettings, type Settings } from '../settings.ts';

const root = join(import.meta.dirname, '../..');
const webFolder = join(root, 'web');

/** Whether a ChatFlow answers there already. */
async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/v1/health`, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    // nothing listens, or not this: then the backend that is started says what is wrong with the port
    return false;
  }
}

/**
 * Starts a program on this Node; what it prints appears here. It is in a process group of its own, so that Ctrl-C reaches
 * this process alone, which hands it on once: at the second, the backend would not wait for what is running.
 */
function run(program: string, parameters: string[], cwd: string, env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(process.execPath, [program, ...parameters], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: process.platform !== 'win32',
  });
}

function startAll(settings: Settings, url: string, running: boolean): ChildProcess[] {
  const vite = run(findVite(), ['--configLoader', 'native'], webFolder, { BACKEND: url });
  if (running) {
    console.log(`The backend at ${url} is running already: it stays when this ends.`);
    return [vite];
  }
  // the page comes from Vite, so the backend serves none that was built before
  return [run('local/main.ts', [], root, { PORT: String(settings.PORT), WEB: 'off' }), vite];
}

/**
 * `npm run dev`: the web client with hot reload, by Vite, and the backend behind it, unless one answers already. When one
 * of the two ends, by Ctrl-C or by itself, so does the other.
 */
async function main(): Promise<void> {
  const settings = readSettings(process.env);
  if (settings.PORT === 0)
    throw new Error('PORT=0 takes any free port, which Vite could not know: name one.');
  const url = localOrigin(settings, settings.PORT);
  const programs = startAll(settings, url, await answers(url));
  const ends = programs.map((program) => once(program, 'exit'));
  const asked = new Promise<[number]>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => resolve([0]));
  });
  const [code] = (await Promise.race([asked, ...ends])) as [number | null];
  for (const program of programs) program.kill('SIGTERM');
  await Promise.all(ends);
  process.exitCode = code ?? 1;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
