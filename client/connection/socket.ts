import {
  acks,
  bearerSubprotocolPrefix,
  subprotocol,
  type AckData,
  type ClientFrameData,
  type ClientFrameType,
} from '../api/protocol.ts';
import { read } from '../api/shapes.ts';
import type { Clock } from '../platform/clock.ts';
import { ChatClientError } from '../errors.ts';
import { decodeFrame, type PushedEvent } from './frames.ts';

/** States of a WebSocket: https://websockets.spec.whatwg.org/#dom-websocket-readystate */
const [closing, closed] = [2, 3];

/** How long a handshake or an ack may take before the socket counts as dead. */
export const answerTimeoutMs = 10_000;
/** API Gateway closes sockets that are idle for 10 minutes. */
export const pingIntervalMs = 4 * 60_000;

export interface SocketOptions {
  url: string;
  /** The access token. */
  token: string;
  WebSocket: typeof WebSocket;
  clock: Clock;
  onOpen: () => void;
  onEvent: (event: PushedEvent) => void;
  /** The socket was lost, or never opened. Not called after `close`. */
  onClose: () => void;
}

interface Pending {
  resolve: (ackData: unknown) => void;
  reject: (error: ChatClientError) => void;
  cancelTimer: () => void;
}

/** One connection, from its handshake to its end. */
export class Socket {
  readonly #options: SocketOptions;
  readonly #ws: WebSocket;
  readonly #pending = new Map<string, Pending>();
  #answered = false;
  #cancelTimer: () => void;
  #lastId = 0;
  #ended = false;

  /** Starts to connect. */
  constructor(options: SocketOptions) {
    this.#options = options;
    this.#cancelTimer = options.clock.after(answerTimeoutMs, () => this.#fail());
    const ws = new options.WebSocket(options.url, [subprotocol, bearerSubprotocolPrefix + options.token]);
    this.#ws = ws;
    ws.addEventListener('open', () => this.#opened());
    ws.addEventListener('message', (event) => this.#received(event.data));
    ws.addEventListener('close', () => this.#fail());
    ws.addEventListener('error', () => this.#fail());
  }

  /**
   * Sends a frame and resolves with its ack. Rejects with the error frame's code; with `timeout` without an answer in
   * 10 seconds, which also ends this socket; with `connection_lost` when the socket ends first.
   */
  async request<T extends ClientFrameType>(type: T, data: ClientFrameData<T>): Promise<AckData<T>> {
    if (this.#ended) throw connectionLost();
    const ackData = await new Promise<unknown>((resolve, reject) => {
      const id = `c${++this.#lastId}`;
      const cancelTimer = this.#options.clock.after(answerTimeoutMs, () => {
        this.#pending.delete(id);
        reject(new ChatClientError('timeout', 'The server did not answer in time.'));
        this.#fail();
      });
      this.#pending.set(id, { resolve, reject, cancelTimer });
      this.#transmit({ type, id, data });
    });
    const ack = read(acks[type], ackData);
    if (ack !== undefined) return ack;
    throw new ChatClientError('unexpected_reply', 'The server sent an unexpected reply.');
  }

  /** Whether anything arrived: some proxies open sockets and then pass nothing on. */
  get answered(): boolean {
    return this.#answered;
  }

  /** Sends a frame that gets no ack. */
  post<T extends ClientFrameType>(type: T, data: ClientFrameData<T>): void {
    if (!this.#ended) this.#transmit({ type, data });
  }

  #transmit(frame: object): void {
    // On a socket that is closing the browser warns in its console; the event that ends it here is on its way.
    const { readyState } = this.#ws;
    if (readyState !== closing && readyState !== closed) this.#ws.send(JSON.stringify(frame));
  }

  /** Closes the connection. Pending requests reject with `connection_lost`. */
  close(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cancelTimer();
    this.#ws.close();
    for (const { reject, cancelTimer } of this.#pending.values()) {
      cancelTimer();
      reject(connectionLost());
    }
    this.#pending.clear();
  }

  #fail(): void {
    if (this.#ended) return;
    this.close();
    this.#options.onClose();
  }

  #opened(): void {
    if (this.#ended) return;
    this.#cancelTimer();
    this.#schedulePing();
    this.#options.onOpen();
  }

  #schedulePing(): void {
    this.#cancelTimer = this.#options.clock.after(pingIntervalMs, () => {
      this.#schedulePing();
      // An error frame is an answer too, and without an answer the request has closed the socket.
      this.request('ping', {}).catch(() => undefined);
    });
  }

  #received(data: unknown): void {
    if (this.#ended || typeof data !== 'string') return;
    this.#answered = true;
    const frame = decodeFrame(data);
    if (frame?.kind === 'event') this.#options.onEvent(frame.event);
    if (frame?.kind === 'ack') this.#settle(frame.id)?.resolve(frame.data);
    if (frame?.kind !== 'error') return;
    // The server does not know this socket any more: pending requests go to the next one.
    if (frame.error.code === 'unauthenticated') this.#fail();
    else if (frame.id !== undefined) this.#settle(frame.id)?.reject(frame.error);
  }

  #settle(id: string): Pending | undefined {
    const pending = this.#pending.get(id);
    pending?.cancelTimer();
    this.#pending.delete(id);
    return pending;
  }
}

const connectionLost = () =>
  new ChatClientError('connection_lost', 'The connection was lost before the server answered.');
