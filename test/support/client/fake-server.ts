import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { WebSocketServer, type WebSocket } from 'ws';
import { clientFrame, type ErrorCode, type ServerEvent } from '../../../shared/protocol/index.ts';
import { FakeBackend, Refusal, type Frame, type Person, type Reply } from './fake-backend.ts';

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
  /** What a later server makes of each value in replies and pushes: a replacer of `JSON.stringify`. */
  later: (key: string, value: unknown) => unknown = (_key, value) => value;
  /** Refuses every handshake, as a proxy that knows no WebSocket does. */
  refusesSockets = false;
  readonly #sockets = new Map<WebSocket, Person>();
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
      const person = this.bearer(offered.split(/, */)[1]?.replace('bearer.', '') ?? '');
      if (person === undefined) {
        socket.end('HTTP/1.1 401 Unauthorized\r\nconnection: close\r\n\r\n');
        return;
      }
      this.#ws.handleUpgrade(request, socket, head, (ws) => this.#welcome(ws, person));
    });
  }

  static async start(...usernames: string[]): Promise<FakeServer> {
    const server = new FakeServer(usernames);
    server.#http.listen(0, '127.0.0.1');
    await once(server.#http, 'listening');
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
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
    for (const [ws, person] of this.#sockets) {
      if (person.username === username) ws.send(typeof event === 'string' ? event : JSON.stringify(event));
    }
  }

  protected override deliver(person: Person, event: ServerEvent, except?: object): void {
    for (const [ws, owner] of this.#sockets) {
      if (owner === person && ws !== except) ws.send(JSON.stringify(event, this.later));
    }
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://fake');
    const line = `${request.method} ${url.pathname.replace('/v1', '')}`;
    this.requests.push(line);
    const body = await text(request);
    const reply = await (this.intercept(line) ??
      this.answer(line, url, request.headers.authorization?.replace('Bearer ', ''), body));
    response.writeHead(reply.status, { 'x-request-id': 'req_1', ...reply.headers });
    response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body, this.later));
  }

  #welcome(ws: WebSocket, person: Person): void {
    this.#sockets.set(ws, person);
    ws.on('close', () => this.#sockets.delete(ws));
    ws.on('message', (data: Buffer) => this.#frame(ws, person, data.toString()));
  }

  #frame(ws: WebSocket, person: Person, json: string): void {
    const frame = clientFrame.parse(JSON.parse(json));
    if (frame.type === 'sync') this.syncs++;
    else this.frames.push(frame);
    const fate = this.onFrame(frame);
    const answer = (reply: object) =>
      frame.id !== undefined && ws.send(JSON.stringify({ id: frame.id, ...reply }));
    const refuse = (code: ErrorCode) =>
      answer({ type: 'error', error: { code, message: `refused: ${code}` } });
    if (fate === 'drop') return;
    if (fate === 'close') {
      ws.terminate();
      return;
    }
    if (fate !== 'handle' && fate !== 'no-ack') {
      refuse(fate);
      return;
    }
    try {
      const data = this.handle(person, frame, ws);
      if (fate === 'handle') answer({ type: 'ack', data });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refuse(error.code);
    }
  }
}
