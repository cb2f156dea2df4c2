import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { apiAt, type TestApi } from './api.ts';

const root = join(import.meta.dirname, '../../..');
/** Compiled code that later processes load: it halves the time that each takes to start. */
export const compileCache = join(root, 'node_modules/.cache/test-compile-cache');

/** How a program ended, and all that it printed. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface Program {
  ended: Promise<Ended>;
  /** The first match in what it prints. Rejects with its output if it ends before. */
  prints: (pattern: RegExp) => Promise<RegExpExecArray>;
  kill: (signal: NodeJS.Signals) => void;
  pid: number;
}

/** Starts a program of the repository with these settings and no others. It is killed when the test ends. */
export function startProgram(
  program: string,
  settings: Record<string, string>,
  parameters: readonly string[] = [],
): Program {
  const child = spawn(process.execPath, [join(root, program), ...parameters], {
    // bcrypt at its lowest cost, as these tests sign many people in; the web client has tests of its own
    env: { PASSWORD_COST: '4', WEB: 'off', NODE_COMPILE_CACHE: compileCache, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return {
    ended,
    kill: (signal) => child.kill(signal),
    pid: child.pid ?? Number.NaN,
    prints: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(stdout);
          if (match) resolve(match);
        };
        child.stdout.on('data', look);
        look();
        void ended.then(() =>
          reject(new Error(`${program} ended without printing ${pattern}:\n${stdout}${stderr}`)),
        );
      }),
  };
}

/** Runs a program of the repository (`local/seed.ts`) to its end, with these settings and no others. */
export function runProgram(
  program: string,
  settings: Record<string, string>,
  parameters: readonly string[] = [],
): Promise<Ended> {
  return startProgram(program, settings, parameters).ended;
}

/** The backend in a process of its own, as `npm start` runs it. */
export interface BackendProcess extends TestApi {
  port: number;
  ended: Promise<Ended>;
  /** Sends a signal and waits for the end. */
  stop: (signal: NodeJS.Signals) => Promise<Ended>;
}

/** Starts the backend on a data folder. The default port is a free one. */
export async function startProcess(dataDir: string, port = 0): Promise<BackendProcess> {
  const { ended, prints, kill } = startProgram('local/main.ts', { PORT: String(port), DATA_DIR: dataDir });
  const [, printed] = await prints(/HTTP API +http:\/\/localhost:(\d+)\/v1\n[^]*Stop with/);
  return {
    ...apiAt(Number(printed)),
    port: Number(printed),
    ended,
    stop(signal) {
      kill(signal);
      return ended;
    },
  };
}
