import type { ClientOptions } from 'ws';
import { WebSocket } from 'ws';
import type { FrameError } from '../../../shared/protocol/index.ts';

/** A frame from the server. */
export interface Frame<Data = unknown> {
  type: string;
  id?: string;
  data?: Data;
  error?: FrameError;
}

interface Waiter {
  matches: (frame: Frame) => boolean;
  resolve: (frame: Frame) => void;
  reject: (error: Error) => void;
}

/** A WebSocket client that keeps every frame, and on which a test can wait for the one that it needs. */
export class TestSocket {
  readonly #socket: WebSocket;
  readonly #waiters = new Set<Waiter>();
  #listener: ((frame: Frame) => void) | undefined;
  #nextId = 1;
  /** Every frame so far, in the order of arrival. */
  readonly frames: Frame[] = [];
  /** How the socket ended. */
  readonly closed: Promise<{ code: number; reason: string }>;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => {
      const frame = JSON.parse(data.toString()) as Frame;
      this.frames.push(frame);
      this.#listener?.(frame);
      for (const waiter of this.#waiters) {
        if (!waiter.matches(frame)) continue;
        this.#waiters.delete(waiter);
        waiter.resolve(frame);
      }
    });
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => {
        for (const { reject } of this.#waiters) reject(new Error(`the socket closed with ${code}`));
        this.#waiters.clear();
        resolve({ code, reason: reason.toString() });
      });
    });
  }

  /** Opens a socket. Rejects with `Refused` if the upgrade is refused. */
  static open(url: string, subprotocols: string[], options: ClientOptions = {}): Promise<TestSocket> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(url, subprotocols, options);
      // made before the first frame can arrive
      const opened = new TestSocket(socket);
      socket.on('open', () => resolve(opened));
      socket.on('unexpected-response', (request, response) => {
        reject(new Refused(response.statusCode ?? 0));
        request.destroy();
      });
      socket.on('error', reject);
    });
  }

  get subprotocol(): string {
    return this.#socket.protocol;
  }

  /** From now on hands every frame to `listener`, first those so far. */
  listen(listener: (frame: Frame) => void): void {
    for (const frame of this.frames) listener(frame);
    this.#listener = listener;
  }

  /** Sends a frame as JSON, a string or bytes as they are. */
  send(frame: unknown): void {
    this.#socket.send(typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame));
  }

  /** Sends a frame and waits for its ack or error. */
  async request<Data = unknown>(type: string, data?: unknown): Promise<Frame<Data>> {
    const id = `t${this.#nextId++}`;
    const reply = this.wait((frame) => frame.id === id);
    this.send({ type, id, ...(data !== undefined && { data }) });
    return reply as Promise<Frame<Data>>;
  }

  /** The first frame, past or future, that matches. */
  wait(matches: (frame: Frame) => boolean): Promise<Frame> {
    const past = this.frames.find(matches);
    if (past) return Promise.resolve(past);
    return new Promise((resolve, reject) => this.#waiters.add({ matches, resolve, reject }));
  }

  /** Waits until `count` events of a type have arrived, and gives their data. */
  async events<Data>(type: string, count: number): Promise<Data[]> {
    const arrived = () => this.frames.filter((frame) => frame.type === type);
    await this.wait(() => arrived().length >= count);
    return arrived().map(({ data }) => data as Data);
  }

  /**
   * The data of the events of a type so far. Before that it waits for a ping's answer, so that everything which the
   * server had posted to this socket has arrived: an event that is missing here was not pushed.
   */
  async eventsSoFar<Data>(type: string): Promise<Data[]> {
    await this.request('ping');
    return this.frames.filter((frame) => frame.type === type).map(({ data }) => data as Data);
  }

  close(): void {
    this.#socket.close();
  }

  /** Vanishes without saying good-bye. */
  terminate(): void {
    this.#socket.terminate();
  }
}

/** The server refused the upgrade. */
export class Refused extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`the upgrade was refused with ${status}`);
    this.status = status;
  }
}
