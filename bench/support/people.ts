import { once } from 'node:events';
import { WebSocket } from 'ws';
import type * as z from 'zod';
import {
  authReply,
  bearerSubprotocolPrefix,
  conversation,
  limits,
  subprotocol,
  type CreateConversationRequest,
  type RegisterRequest,
} from '../../shared/protocol/index.ts';
import { chunksOf } from './chunks.ts';

export interface Person {
  id: string;
  username: string;
  token: string;
}

const password = 'only for the bench';
/** Requests at once while people and sockets are prepared. */
const usualParallel = 8;

/** Calls `work` for each item, some at once, and gives the results in order. */
export async function mapParallel<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
  parallel = usualParallel,
): Promise<R[]> {
  const results: R[] = [];
  const waiting = items.entries();
  await Promise.all(
    Array.from({ length: parallel }, async () => {
      for (const [index, item] of waiting) results[index] = await work(item);
    }),
  );
  return results;
}

/** A call of the HTTP API. Throws an `Error` with the reply for a status other than 2xx. */
export async function call<S extends z.ZodType>(
  url: string,
  path: string,
  schema: S,
  { token, body }: { token?: string; body?: object } = {},
): Promise<z.output<S>> {
  const method = body ? 'POST' : 'GET';
  return schema.parse(JSON.parse(await send(url, path, { method, token, body })));
}

/** The same of any method, whose reply may be empty. */
export async function send(
  url: string,
  path: string,
  { method, token, body }: { method: string; token?: string | undefined; body?: object | undefined },
): Promise<string> {
  const response = await fetch(`${url}/v1${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} was answered ${response.status}: ${text}`);
  return text;
}

function personOf({ user, token }: z.infer<typeof authReply>): Person {
  return { id: user.id, username: user.username, token };
}

/** New people, named `bench0`, `bench1`, … */
export function register(url: string, count: number): Promise<Person[]> {
  return mapParallel(
    Array.from({ length: count }, (_, index) => `bench${index}`),
    async (username) => {
      const body: RegisterRequest = { username, email: `${username}@example.com`, name: username, password };
      return personOf(await call(url, '/auth/register', authReply, { body }));
    },
  );
}

/** Opens a conversation and gives its id: a direct one of two people, or a group of any size. The first one makes it. */
export async function openConversation(
  url: string,
  [creator, ...others]: readonly Person[],
  options: { group?: boolean } = {},
): Promise<string> {
  if (!creator || others.length === 0) throw new Error('a conversation has two people or more');
  const { token } = creator;
  const usernames = others.map(({ username }) => username);
  const atFirst = usernames.slice(0, limits.groupCreateNames);
  const body: CreateConversationRequest = {
    participantUsernames: atFirst,
    ...((options.group ?? others.length > 1) && { name: 'Bench' }),
  };
  const { id } = await call(url, '/conversations', conversation, { token, body });
  for (const added of chunksOf(usernames.slice(atFirst.length), limits.groupAddNames)) {
    await call(url, `/conversations/${id}/members`, conversation, { token, body: { usernames: added } });
  }
  return id;
}

/** An open socket of a person. */
export async function openSocket(url: string, { token }: Person): Promise<WebSocket> {
  const socket = new WebSocket(
    `${url.replace('http', 'ws')}/ws`,
    [subprotocol, bearerSubprotocolPrefix + token],
    // The load generator shares the machine with the server, so it leaves out what it can.
    { perMessageDeflate: false, skipUTF8Validation: true },
  );
  await once(socket, 'open');
  return socket;
}
