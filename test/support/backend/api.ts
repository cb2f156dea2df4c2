import { randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import type { AuthReply, Conversation, Problem } from '../../../shared/protocol/index.ts';
import { httpCall } from './http-call.ts';
import { TestSocket } from './test-socket.ts';

/** What a call was answered: the status, the headers, and the body as parsed JSON (`undefined` if there is none). */
export interface Answer<T = unknown> {
  status: number;
  headers: Headers;
  body: T;
}

export interface CallOptions {
  token?: string | undefined;
  /** Sent as JSON, a string or a blob as it is. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** A signed-in person of a test. */
export interface Person extends AuthReply {
  password: string;
}

/** What tests do with a backend, wherever it runs. */
export interface TestApi {
  call: <T = unknown>(method: string, path: string, options?: CallOptions) => Promise<Answer<T>>;
  /** A new person with a name of their own that begins with `name`. */
  person: (name: string) => Promise<Person>;
  people: (...names: string[]) => Promise<Person[]>;
  /** The direct conversation, or with a `name` the group, that `creator` makes with `others`. */
  conversation: (creator: Person, others: Person[], name?: string) => Promise<Conversation>;
  /** An open socket of the person, closed when the test ends. */
  socket: (person: Pick<Person, 'token'>) => Promise<TestSocket>;
}

/** The backend at a port of this machine. */
export function apiAt(port: number): TestApi {
  return apiOf(`http://127.0.0.1:${port}`, (token) =>
    TestSocket.open(`ws://127.0.0.1:${port}/ws`, ['chat.v1', `bearer.${token}`]),
  );
}

/** A backend by the address of its HTTP API, a way to open sockets, and the headers that go with every call. */
export function apiOf(
  http: string,
  open: (token: string) => Promise<TestSocket>,
  always: Record<string, string> = {},
): TestApi {
  const sockets = new Set<TestSocket>();
  onTestFinished(() => {
    for (const socket of sockets) socket.terminate();
  });

  const api: TestApi = {
    async call<T>(
      method: string,
      path: string,
      { token, body, headers = {} }: CallOptions = {},
    ): Promise<Answer<T>> {
      const {
        status,
        headers: replied,
        text,
      } = await httpCall(`${http}${path}`, {
        method,
        headers: {
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...always,
          ...headers,
        },
        ...(body !== undefined && {
          body: typeof body === 'string' || body instanceof Blob ? body : JSON.stringify(body),
        }),
      });
      const parsed: unknown = text === '' ? undefined : JSON.parse(text);
      return { status, headers: replied, body: parsed as T };
    },

    async person(name) {
      const username = `${name}-${randomBytes(6).toString('hex')}`;
      const password = `password of ${name}`;
      const body = { username, email: `${username}@example.com`, name, password };
      const answer = await api.call<AuthReply>('POST', '/v1/auth/register', { body });
      if (answer.status !== 201) throw new Error(`registering failed: ${JSON.stringify(answer.body)}`);
      return { ...answer.body, password };
    },

    people: (...names) => Promise.all(names.map((name) => api.person(name))),

    async conversation(creator, others, name) {
      const participantUsernames = others.map(({ user }) => user.username);
      const answer = await api.call<Conversation>('POST', '/v1/conversations', {
        token: creator.token,
        body: { participantUsernames, ...(name !== undefined && { name }) },
      });
      if (answer.status >= 300) throw new Error(`creating failed: ${JSON.stringify(answer.body)}`);
      return answer.body;
    },

    async socket({ token }) {
      const socket = await open(token);
      sockets.add(socket);
      return socket;
    },
  };
  return api;
}

/** The problem details in an answer, for `expect(problem(answer)).toEqual({ status, code, … })`. */
export function problem(answer: Answer): Pick<Problem, 'status' | 'code'> & { fields: string[] } {
  const { status, code, errors = [] } = answer.body as Problem;
  return { status, code, fields: errors.map(({ path }) => path).sort() };
}
