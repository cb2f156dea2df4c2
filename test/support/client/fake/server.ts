import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { WebSocketServer, type WebSocket } from 'ws';
import { validate } from '../../../../functions/middleware/validate.ts';
import { ChatError } from '../../../../shared/platform/errors.ts';
import {
  clientFrame,
  type ErrorCode,
  type FieldError,
  type ServerEvent,
  type SessionEndReason,
} from '../../../../shared/protocol/index.ts';
import { FakeBackend, type Frame } from './backend.ts';
import type { Person, Session } from './people.ts';
import { jsonOf, type Reply } from './routes.ts';

/**
 * A server for client tests that keeps to the contract, in memory, and misbehaves on request.
 */
export class FakeServer extends FakeBackend {
  /** Every request so far, as `POST /auth/login`, every frame but `sync`, and the subprotocols of every handshake. */
  readonly requests: string[] = [];
  readonly frames: Frame[] = [];
  /** How many `sync` frames there were. */
  syncs = 0;
  readonly handshakes: string[] = [];
  /** Answers instead of the server when it returns a reply (or the promise of one). */
  intercept: (request: string) => Reply | Promise<Reply> | undefined = () => undefined;
  /** What happens to a frame: handled, handled without an ack, ignored, or answered by closing the socket. */
  onFrame: (frame: Frame) => 'handle' | 'no-ack' | 'drop' | 'close' | ErrorCode = () => 'handle';
  /** How long a frame that is refused as `rate_limited` has to wait, in milliseconds. */
  retryAfterMs = 10_000;
  /** What a later server makes of each value in replies and pushes: a replacer of `JSON.stringify`. */
  later: (key: string, value: unknown) => unknown = (_key, value) => value;
  /** Refuses every handshake, as a proxy that knows no WebSocket does. */
  refusesSockets = false;
  /** Adds a field to the acks of receipts that the contract does not have, as a later server may. */
  addsFields = false;
  readonly #sockets = new Map<WebSocket, Session>();
  readonly #http = createServer((request, response) => void this.#serve(request, response));
  readonly #ws = new WebSocketServer({ noServer: true, handleProtocols: () => 'chat.v1' });

  constructor(usernames: string[]) {
    super(usernames);
    this.#http.on('upgrade', (request, socket, head) => {
      const offered = request.headers['sec-websocket-protocol'] ?? '';
      this.handshakes.push(offered);
      if (this.refusesSockets) {
        socket.end('HTTP/1.1 502 Bad Gateway\r\nconnection: close\r\n\r\n');
        return;
      }
      const session = this.bearer(offered.split(/, */)[1]?.replace('bearer.', '') ?? '');
      if (session === undefined) {
        socket.end('HTTP/1.1 401 Unauthorized\r\nconnection: close\r\n\r\n');
        return;
      }
      this.#ws.handleUpgrade(request, socket, head, (ws) => this.#welcome(ws, session));
    });
  }

  static async start(...usernames: string[]): Promise<FakeServer> {
    const server = new FakeServer(usernames);
    server.#http.listen(0, '127.0.0.1');
    await once(server.#http, 'listening');
    return server;
  }

  get port(): number {
    return (this.#http.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get openSockets(): number {
    return this.#sockets.size;
  }

  async stop(): Promise<void> {
    this.closeSockets();
    this.#http.closeAllConnections();
    this.#http.close();
    await once(this.#http, 'close');
  }

  /** Breaks every socket, without a closing handshake. */
  closeSockets(): void {
    for (const ws of this.#sockets.keys()) ws.terminate();
  }

  /** Pushes to every socket of a person; text goes out as it is. */
  push(username: string, event: ServerEvent | string): void {
    for (const [ws, { person }] of this.#sockets) {
      if (person.username === username) ws.send(typeof event === 'string' ? event : JSON.stringify(event));
    }
  }

  override deliver(person: Person, event: ServerEvent, except?: object): void {
    for (const [ws, owner] of this.#sockets) {
      if (owner.person === person && ws !== except) ws.send(JSON.stringify(event, this.later));
    }
  }

  override isConnected(person: Person): boolean {
    return [...this.#sockets.values()].some((session) => session.person === person);
  }

  override isOpen(session: Session): boolean {
    return [...this.#sockets.values()].includes(session);
  }

  override endSockets(session: Session, reason: SessionEndReason): void {
    for (const [ws, owner] of this.#sockets) {
      if (owner !== session) continue;
      ws.send(JSON.stringify({ type: 'session:ended', data: { reason } }));
      ws.close(1000, 'Connection closed by the backend');
      this.#goodbye(ws);
    }
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://fake');
    const [method = '', path] = [request.method, url.pathname.replace('/v1', '')];
    const line = `${method} ${path}`;
    this.requests.push(line);
    const body = await text(request);
    const token = request.headers.authorization?.replace('Bearer ', '');
    const reply = await (this.intercept(line) ??
      this.answer({ method, path, query: url.searchParams, token, body }));
    const always = { 'x-request-id': 'req_1', 'cache-control': 'no-store' };
    response.writeHead(reply.status, { ...always, ...reply.headers });
    response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body, this.later));
  }

  #welcome(ws: WebSocket, session: Session): void {
    const isFirst = !this.isConnected(session.person);
    this.#sockets.set(ws, session);
    ws.on('close', () => this.#goodbye(ws));
    ws.on('message', (data: Buffer) => this.#receive(ws, session.person, data.toString()));
    this.arrived(session.person, isFirst);
  }

  #goodbye(ws: WebSocket): void {
    const session = this.#sockets.get(ws);
    this.#sockets.delete(ws);
    if (session) this.left(session.person, ws);
  }

  #receive(ws: WebSocket, person: Person, json: string): void {
    const refuse = (code: ErrorCode, errors?: readonly FieldError[], id?: string) => {
      const error = {
        code,
        message: `refused: ${code}`,
        ...(errors && { errors }),
        ...(code === 'rate_limited' && { retryAfterMs: this.retryAfterMs }),
      };
      ws.send(JSON.stringify({ type: 'error', ...(id !== undefined && { id }), error }));
    };
    let id: string | undefined;
    try {
      const frame = validate(clientFrame, jsonOf(json));
      id = frame.id;
      if (frame.type === 'sync') this.syncs++;
      else this.frames.push(frame);
      const fate = this.onFrame(frame);
      if (fate === 'drop') return;
      if (fate === 'close') {
        ws.terminate();
        return;
      }
      if (fate !== 'handle' && fate !== 'no-ack') throw new ChatError(fate);
      const data = this.handle(person, frame, ws);
      if (fate === 'no-ack' || id === undefined) return;
      const added = this.addsFields && frame.type.startsWith('receipt:') && { extra: true };
      ws.send(JSON.stringify({ type: 'ack', id, data: { ...data, ...added } }));
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      refuse(error.code, error.fields, id);
    }
  }
}
