import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { startRuntime, type Runtime, type RuntimeOverrides } from '../../local/runtime.ts';
import { readSettings } from '../../local/settings.ts';
import { createInProcessPasswords } from '../../shared/platform/aws/in-process-passwords.ts';
import type { AuthReply, Conversation, Problem } from '../../shared/protocol/index.ts';
import { TestSocket } from './test-socket.ts';

/** What a call was answered: the status, the headers, and the body as parsed JSON (`undefined` if there is none). */
export interface Answer<T = unknown> {
  status: number;
  headers: Headers;
  body: T;
}

export interface CallOptions {
  token?: string | undefined;
  /** Sent as JSON, a string as it is. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** A signed-in person of a test. */
export interface Person extends AuthReply {
  password: string;
}

/** A running backend with what tests need around it. */
export interface TestBackend {
  runtime: Runtime;
  dataDir: string;
  call<T = unknown>(method: string, path: string, options?: CallOptions): Promise<Answer<T>>;
  /** A new person with a name of their own that begins with `name`. */
  person(name: string): Promise<Person>;
  people(...names: string[]): Promise<Person[]>;
  /** The direct conversation, or with a `name` the group, that `creator` makes with `others`. */
  conversation(creator: Person, others: Person[], name?: string): Promise<Conversation>;
  /** An open socket of the person, closed when the test ends. */
  socket(person: Pick<Person, 'token'>): Promise<TestSocket>;
  stop(): Promise<void>;
}

/** bcrypt's lowest cost, and no threads to start for it: tests sign in hundreds of people. */
const passwordCost = 4;
const quickPasswords = { ...createInProcessPasswords(passwordCost), close: () => Promise.resolve() };

/** A data folder that vanishes with the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'chatflow-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * Starts the whole backend on a free port for one test, on SQLite, or on the DynamoDB engine that
 * `TEST_DYNAMODB_ENDPOINT` names, in tables of its own. It stops when the test ends.
 */
export async function startBackend(
  overrides: RuntimeOverrides & { dataDir?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<TestBackend> {
  const dataDir = overrides.dataDir ?? (await temporaryFolder());
  const endpoint = process.env['TEST_DYNAMODB_ENDPOINT'];
  const settings = readSettings({
    PORT: '0',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'silent',
    ...(endpoint !== undefined && {
      TABLE: 'dynamodb',
      DYNAMODB_ENDPOINT: endpoint,
      // the same folder is the same backend, so a restart finds its tables again
      TABLE_PREFIX: `${dataDir.replace(/[^A-Za-z0-9]/g, '-')}-`,
    }),
    ...overrides.env,
  });
  const config = { passwordCost, ...overrides.config };
  const runtime = await startRuntime(settings, { passwords: quickPasswords, ...overrides, config });
  const sockets = new Set<TestSocket>();
  let stopped: Promise<void> | undefined;

  async function stop(): Promise<void> {
    stopped ??= runtime.close();
    await stopped;
  }
  onTestFinished(async () => {
    for (const socket of sockets) socket.terminate();
    await stop();
  });

  const backend: TestBackend = {
    runtime,
    dataDir,
    stop,

    async call<T>(method: string, path: string, { token, body, headers = {} }: CallOptions = {}) {
      const response = await fetch(`http://127.0.0.1:${runtime.port}${path}`, {
        method,
        headers: {
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      const parsed: unknown = text === '' ? undefined : JSON.parse(text);
      return { status: response.status, headers: response.headers, body: parsed as T };
    },

    async person(name) {
      const username = `${name}-${randomBytes(6).toString('hex')}`;
      const password = `password of ${name}`;
      const body = { username, email: `${username}@example.com`, name, password };
      const answer = await backend.call<AuthReply>('POST', '/v1/auth/register', { body });
      if (answer.status !== 201) throw new Error(`registering failed: ${JSON.stringify(answer.body)}`);
      return { ...answer.body, password };
    },

    people: (...names) => Promise.all(names.map((name) => backend.person(name))),

    async conversation(creator, others, name) {
      const participantUsernames = others.map(({ user }) => user.username);
      const answer = await backend.call<Conversation>('POST', '/v1/conversations', {
        token: creator.token,
        body: { participantUsernames, ...(name !== undefined && { name }) },
      });
      if (answer.status >= 300) throw new Error(`creating failed: ${JSON.stringify(answer.body)}`);
      return answer.body;
    },

    async socket({ token }) {
      const socket = await TestSocket.open(`ws://127.0.0.1:${runtime.port}/ws`, [
        'chat.v1',
        `bearer.${token}`,
      ]);
      sockets.add(socket);
      return socket;
    },
  };
  return backend;
}

/** The problem details in an answer, for `expect(problem(answer)).toEqual({ status, code, … })`. */
export function problem(answer: Answer): Pick<Problem, 'status' | 'code'> & { fields: string[] } {
  const { status, code, errors = [] } = answer.body as Problem;
  return { status, code, fields: errors.map(({ path }) => path).sort() };
}
