import { ManualClock } from '../manual-clock.ts';
import { startBackend, type CallOptions } from './runtime.ts';
import { nothingAfterCommit } from './without-follow-ups.ts';
import type { TestSocket } from './test-socket.ts';
import { WireRecord } from './wire-record.ts';

/** Headers that the contract names. */
const contractHeaders = ['content-type', 'cache-control', 'location', 'retry-after', 'www-authenticate'];

/** What a registration replies. */
export interface Signed {
  token: string;
  refreshToken: string;
  user: { id: string };
}

/** A call by a user, with a body if it has one. */
export const as = ({ token }: Signed, body?: unknown): CallOptions => ({ token, body });

/** A backend on a clock that stands still, and a record of what goes over its wire. */
export async function startWireRun() {
  const clock = new ManualClock();
  const backend = await startBackend({ clock, wrapFunctions: nothingAfterCommit });
  const record = new WireRecord(clock);
  const sockets: [name: string, socket: TestSocket][] = [];

  /** Calls, and records the call as `shown` with what it replied. */
  async function http<T = { id: string }>(
    method: string,
    path: string,
    options: CallOptions = {},
    shown = path,
  ): Promise<T> {
    const { status, headers, body } = await backend.call<T>(method, path, options);
    const named = contractHeaders.flatMap((name) => {
      const value = headers.get(name);
      return value === null ? [] : [`${name}: ${value}`];
    });
    record.add(`${method} ${shown}`, options.body);
    record.add(`  ${status} ${named.join(', ')}`, body);
    return body;
  }

  const register = (username: string) =>
    http<Signed>('POST', '/v1/auth/register', {
      body: {
        username,
        email: `${username}@example.com`,
        name: `The ${username}`,
        password: 'correct horse',
      },
    });

  async function connect(name: string, token: string): Promise<TestSocket> {
    const socket = await backend.socket({ token });
    sockets.push([name, socket]);
    return socket;
  }

  /** Sends a frame and waits until everything that it caused has arrived: the given number of events on each socket. */
  async function frame(
    socket: TestSocket,
    type: string,
    data?: unknown,
    ...caused: [TestSocket, string, number][]
  ) {
    const reply = await socket.request<{ cursor: string }>(type, data);
    for (const [where, event, count] of caused) await where.events(event, count);
    return reply;
  }

  /** The whole record, at its end what each socket received, which `sorted` puts in an order. */
  function end(sorted: (frames: readonly object[]) => readonly object[] = (frames) => frames): string {
    for (const [name, socket] of sockets) {
      for (const received of sorted(socket.frames)) record.add(`${name} ◀`, received);
    }
    return record.toString();
  }

  return { clock, record, http, register, connect, frame, end };
}
