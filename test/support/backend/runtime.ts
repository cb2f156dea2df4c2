import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, onTestFinished } from 'vitest';
import type { Functions } from '../../../functions/functions.ts';
import { startRuntime, type Runtime, type RuntimeOverrides } from '../../../local/runtime.ts';
import { readSettings } from '../../../local/settings.ts';
import { createInProcessPasswords } from '../../../shared/platform/aws/passwords/in-process-passwords.ts';
import { estimatePassword } from '../../../shared/platform/passwords/estimate.ts';
import type { Ports } from '../../../shared/platform/ports.ts';
import { apiAt, type TestApi } from './api.ts';
import { Permissions } from '../aws/permissions.ts';

export { problem, type Answer, type CallOptions, type Person } from './api.ts';

/** A running backend with what tests need around it. */
export interface TestBackend extends TestApi {
  runtime: Runtime;
  /** Which function used what. Whatever the stacks do not grant makes the test fail. */
  permissions: Permissions;
  /** What an operator calls by hand. */
  commands: Functions['commands'];
  /** What is handed the results of scans. */
  scanned: NonNullable<Functions['scanned']>;
  dataDir: string;
  stop: () => Promise<void>;
}

/**
 * bcrypt's lowest cost, no threads to start for it, and every password strong enough: tests sign in hundreds of people, and the
 * list of common passwords takes a fifth of a second to load.
 */
const passwordCost = 4;
const quickPasswords = {
  ...createInProcessPasswords(passwordCost),
  estimate: () => Promise.resolve({ guesses: Infinity }),
  close: () => Promise.resolve(),
};

/** The same for tests in which the strength of a password matters. */
export const watchfulPasswords = { ...quickPasswords, estimate: estimatePassword };

/** A data folder that vanishes with the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'chatflow-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * Starts the whole backend on a free port for one test, on SQLite, or on the DynamoDB engine that
 * the run provides, in tables of its own. It stops when the test ends.
 */
export async function startBackend(
  overrides: RuntimeOverrides & { dataDir?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<TestBackend> {
  const dataDir = overrides.dataDir ?? (await temporaryFolder());
  const endpoint = inject('dynamoDbEndpoint');
  const settings = readSettings({
    PORT: '0',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'silent',
    WEB: 'off',
    ...(endpoint !== undefined && {
      TABLE: 'dynamodb',
      DYNAMODB_ENDPOINT: endpoint,
      // streams make DynamoDB Local several times slower; tests that look at what follows turn them on
      DYNAMODB_STREAM: 'off',
      // the same folder is the same backend, so a restart finds its tables again
      TABLE_PREFIX: `${dataDir.replace(/[^A-Za-z0-9]/g, '-')}-`,
    }),
    ...overrides.env,
  });
  // limits are tried where they are the subject; tests do in a second what people do in a week
  // no test reaches out of this machine, and what is for later waits where it is looked at only
  const config = {
    passwordCost,
    rateLimits: 'off' as const,
    linkPreviews: 'off' as const,
    digests: 'off' as const,
    ...overrides.config,
  };
  const permissions = new Permissions();
  const { wrapPorts = (ports: Ports) => ports, wrapFunctions = (functions: Functions) => functions } =
    overrides;
  const made: { functions?: Functions } = {};
  const runtime = await startRuntime(settings, {
    passwords: quickPasswords,
    ...overrides,
    config,
    wrapPorts: (ports) => permissions.wrapPorts(wrapPorts(ports)),
    wrapFunctions: (functions) => {
      made.functions = permissions.wrapFunctions(wrapFunctions(functions));
      return made.functions;
    },
  });
  const { functions } = made;
  if (!functions?.scanned) throw new Error('the runtime wraps its functions');
  let stopped: Promise<void> | undefined;

  async function stop(): Promise<void> {
    stopped ??= runtime.close();
    await stopped;
  }
  onTestFinished(async () => {
    await stop();
    expect([...permissions.missing], 'permissions that functions use without having them').toEqual([]);
  });

  return {
    runtime,
    permissions,
    commands: functions.commands,
    scanned: functions.scanned,
    dataDir,
    stop,
    ...apiAt(runtime.port),
  };
}
