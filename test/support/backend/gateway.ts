import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { httpPrefixes } from '../../../functions/catalog.ts';
import type {
  AuthorizeEvent,
  AuthorizeResult,
  ConnectEvent,
  DisconnectEvent,
  FrameEvent,
  HttpFunction,
  SocketFunctions,
} from '../../../functions/events.ts';
import { Connections } from '../../../local/gateway/connections.ts';
import { createGateway, type GatewayOptions } from '../../../local/gateway/gateway.ts';

/** A clock that stands still until a test moves it. */
export class StubClock {
  #now = Date.UTC(2026, 9, 9, 13, 55, 36, 250);
  now = () => this.#now;
  advance(ms: number) {
    this.#now += ms;
  }
}

/** A list that can be waited on. */
export class Arrivals<T> {
  readonly all: T[] = [];
  #waiting: { count: number; resolve: () => void }[] = [];
  push(item: T): void {
    this.all.push(item);
    for (const { count, resolve } of this.#waiting) if (this.all.length >= count) resolve();
  }
  /** The item with this number (from 1), once it is there. */
  async nth(count: number): Promise<T> {
    await new Promise<void>((resolve) => {
      if (this.all.length >= count) resolve();
      else this.#waiting.push({ count, resolve });
    });
    const item = this.all[count - 1];
    if (item === undefined) throw new Error(`item ${count} is missing`);
    return item;
  }
}

export const allowed = (overrides: Partial<AuthorizeResult> = {}): AuthorizeResult => ({
  principalId: 'user-1',
  policyDocument: {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*' }],
  },
  context: { userId: 'user-1', sessionId: 'session-1' },
  ...overrides,
});

export interface StubOptions extends Partial<
  Pick<GatewayOptions, 'corsOrigins' | 'journal' | 'limits' | 'names'>
> {
  http?: HttpFunction;
  sockets?: Partial<SocketFunctions>;
  maxBufferedBytes?: number;
}

/** A gateway in front of stub functions that record their events. It is closed when the test is over. */
export async function startGateway({ http, sockets, maxBufferedBytes, ...options }: StubOptions = {}) {
  const clock = new StubClock();
  const connections = new Connections(clock, maxBufferedBytes);
  const events = {
    authorize: new Arrivals<AuthorizeEvent>(),
    connect: new Arrivals<ConnectEvent>(),
    frame: new Arrivals<FrameEvent>(),
    disconnect: new Arrivals<DisconnectEvent>(),
  };
  const httpCalls = new Arrivals<{ service: string; event: Parameters<HttpFunction>[0] }>();
  const service =
    (name: string): HttpFunction =>
    async (event, context) => {
      httpCalls.push({ service: name, event });
      return http === undefined ? { statusCode: 200, body: name } : http(event, context);
    };
  const gateway = createGateway({
    ...options,
    prefixes: httpPrefixes(),
    http: {
      auth: service('auth'),
      users: service('users'),
      conversations: service('conversations'),
      meta: service('meta'),
    },
    sockets: {
      async authorize(event) {
        events.authorize.push(event);
        return sockets?.authorize?.(event) ?? allowed();
      },
      async connect(event) {
        events.connect.push(event);
        return sockets?.connect?.(event) ?? { statusCode: 200 };
      },
      async frame(event) {
        events.frame.push(event);
        return sockets?.frame?.(event) ?? { statusCode: 200 };
      },
      async disconnect(event) {
        events.disconnect.push(event);
        return sockets?.disconnect?.(event) ?? { statusCode: 200 };
      },
    },
    connections,
    clock,
    random: (bytes) => randomBytes(bytes),
    log: pino({ level: 'silent' }),
  });
  const { port } = await gateway.listen(0, '127.0.0.1');
  let closing: Promise<void> | undefined;
  const close = () => (closing ??= gateway.close());
  onTestFinished(close);
  return { gateway, port, url: `http://127.0.0.1:${port}`, close, clock, connections, events, httpCalls };
}

/** A client's socket with what it received. */
export class Client {
  readonly socket: WebSocket;
  readonly received = new Arrivals<string>();
  readonly closed: Promise<{ code: number; reason: string }>;

  constructor(
    port: number,
    path = '/ws',
    protocols: string[] = ['chat.v1', 'bearer.token'],
    headers: Record<string, string> = {},
  ) {
    this.socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, protocols, { headers });
    this.socket.on('message', (data: Buffer) => this.received.push(data.toString()));
    this.closed = new Promise((resolve) =>
      this.socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() })),
    );
    onTestFinished(() => this.socket.terminate());
  }

  /** A client whose handshake is done. */
  static async open(port: number, ...rest: [string?, string[]?, Record<string, string>?]): Promise<Client> {
    const client = new Client(port, ...rest);
    await once(client.socket, 'open');
    return client;
  }

  /** The status, headers and body of a refused handshake. */
  static async refused(port: number, path?: string) {
    const client = new Client(port, path);
    const refusal = Promise.withResolvers<{
      status: number;
      headers: Record<string, unknown>;
      body: string;
    }>();
    client.socket.on('open', () => refusal.reject(new Error('the handshake succeeded')));
    client.socket.on('error', refusal.reject);
    client.socket.on('unexpected-response', (_request, response) => {
      response.setEncoding('utf8');
      let body = '';
      response.on('data', (chunk: string) => (body += chunk));
      response.on('end', () => {
        refusal.resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      });
    });
    return refusal.promise;
  }
}
