import { backoffDelay } from './backoff.ts';
import type { Clock } from './clock.ts';
import { hasCode, type ChatClientError } from './errors.ts';
import type { Random } from './random.ts';
import { Socket, type SocketOptions } from './socket.ts';

/** A connection that held this long ends the count of failures; one that breaks sooner goes on with it. */
export const stableMs = 10_000;

export type ConnectionState = 'offline' | 'connecting' | 'online';

interface ConnectionOptions extends Pick<SocketOptions, 'url' | 'WebSocket' | 'onEvent'> {
  clock: Clock;
  random: Random;
  /**
   * A fresh access token. `refused`: the last handshake failed, and browsers do not tell a refused token from an
   * unreachable server, so the token is to be checked first.
   */
  token: (refused: boolean) => Promise<string>;
  onState: (state: ConnectionState) => void;
}

/** Keeps a socket open from `start` to `stop`, with backoff between attempts. */
export class Connection {
  readonly #options: ConnectionOptions;
  #state: ConnectionState = 'offline';
  #socket: Socket | undefined;
  #failures = 0;
  #refused = false;
  /** Tells an attempt that was overtaken by `stop` from the current one. */
  #attempt = 0;
  #cancelRetry: () => void = () => undefined;
  #started: PromiseWithResolvers<void> | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** The open socket, `undefined` unless online. */
  get socket(): Socket | undefined {
    return this.#state === 'online' ? this.#socket : undefined;
  }

  /**
   * Connects, and reconnects until `stop`; a wait before the next attempt is cut short. Resolves once online. Rejects
   * with what stopped it, `signed_out` when there is no token to be had.
   */
  start(): Promise<void> {
    if (this.#state === 'online') return Promise.resolve();
    this.#started ??= Promise.withResolvers();
    const { promise } = this.#started;
    if (this.#state === 'offline') void this.#connect();
    return promise;
  }

  /** Closes the socket, if there is one, and stays offline. */
  stop(reason: ChatClientError): void {
    this.#attempt++;
    this.#cancelRetry();
    this.#failures = 0;
    this.#refused = false;
    this.#socket?.close();
    this.#socket = undefined;
    this.#started?.reject(reason);
    this.#started = undefined;
    this.#become('offline');
  }

  async #connect(): Promise<void> {
    const attempt = ++this.#attempt;
    this.#cancelRetry();
    this.#become('connecting');
    let token: string;
    try {
      token = await this.#options.token(this.#refused);
    } catch (error) {
      if (attempt !== this.#attempt) return;
      // Anything else (the server, the network, the storage) may be better at the next attempt.
      if (hasCode(error, 'signed_out')) this.stop(error);
      else this.#retry();
      return;
    }
    if (attempt === this.#attempt) this.#open(token);
  }

  #open(token: string): void {
    const { url, WebSocket, clock, onEvent } = this.#options;
    let openedAt: number | undefined;
    this.#socket = new Socket({
      url,
      token,
      WebSocket,
      clock,
      onEvent,
      onOpen: () => {
        openedAt = clock.now();
        this.#started?.resolve();
        this.#started = undefined;
        this.#become('online');
      },
      onClose: () => {
        this.#refused = openedAt === undefined;
        if (openedAt !== undefined && clock.now() - openedAt >= stableMs) this.#failures = 0;
        this.#retry();
      },
    });
  }

  #retry(): void {
    this.#socket = undefined;
    this.#failures++;
    const delay = backoffDelay(this.#failures, this.#options.random);
    this.#cancelRetry = this.#options.clock.after(delay, () => void this.#connect());
    this.#become('offline');
  }

  #become(state: ConnectionState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#options.onState(state);
  }
}
