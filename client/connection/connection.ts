import { backoffDelay } from '../platform/backoff.ts';
import type { Clock } from '../platform/clock.ts';
import { hasCode, type ChatClientError } from '../errors.ts';
import type { Random } from '../platform/random.ts';
import { Socket, type SocketOptions } from './socket.ts';

/** A connection that lasts this long resets the count of failures. */
export const stableMs = 10_000;
/** After this many failed handshakes in a row while HTTP works, the client polls … */
const maxUpgrades = 3;
/** … and tries another socket at this interval. */
const upgradeIntervalMs = 60_000;

/** `polling`: over HTTP only. */
export type ConnectionState = 'offline' | 'connecting' | 'online' | 'polling';

/**
 * Why the token may be invalid. `refused`: the last handshake failed, and browsers do not distinguish a refused token from
 * an unreachable server. `blocked`: handshakes keep failing while HTTP works, which happens where WebSockets are blocked,
 * but also where the session has ended: over HTTP the access token outlives it.
 */
export type TokenDoubt = 'none' | 'refused' | 'blocked';

interface ConnectionOptions extends Pick<SocketOptions, 'url' | 'WebSocket' | 'onEvent'> {
  clock: Clock;
  random: Random;
  /** An access token for the next handshake, or before polling begins, verified as `doubt` requires. */
  token: (doubt: TokenDoubt) => Promise<string>;
  onState: (state: ConnectionState) => void;
  /** The session has ended: the connection stopped. */
  onSignedOut: (error: ChatClientError) => void;
}

/** Keeps a socket open from `start` to `stop`, with backoff between attempts, or falls back to polling. */
export class Connection {
  readonly #options: ConnectionOptions;
  #state: ConnectionState = 'offline';
  #started = false;
  #socket: Socket | undefined;
  #failures = 0;
  #refused = false;
  /** Sockets in a row that received nothing, since HTTP last failed. */
  #failedUpgrades = 0;
  /** Identifies the current attempt, so that one from before `stop` is ignored. */
  #attempt = 0;
  #cancelRetry: () => void = () => undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Whether it is online or tries to be. */
  get started(): boolean {
    return this.#started;
  }

  /** The open socket, `undefined` unless online. */
  get socket(): Socket | undefined {
    return this.#state === 'online' ? this.#socket : undefined;
  }

  /** Connects, and reconnects until `stop`. Skips a wait before the next attempt. */
  start(): void {
    this.#started = true;
    if (this.#state === 'offline') void this.#connect();
  }

  /** Closes the socket and stays offline. */
  stop(): void {
    this.#started = false;
    this.#attempt++;
    this.#cancelRetry();
    this.#failures = 0;
    this.#refused = false;
    this.#failedUpgrades = 0;
    this.#socket?.close();
    this.#socket = undefined;
    this.#become('offline');
  }

  /** HTTP does not work any more. */
  unreachable(): void {
    if (this.#state === 'polling') this.#retry();
  }

  async #connect(): Promise<void> {
    const attempt = ++this.#attempt;
    this.#cancelRetry();
    // While polling, attempts to open a socket are not reported.
    if (this.#state !== 'polling') this.#become('connecting');
    const blocked = this.#failedUpgrades >= maxUpgrades && this.#state !== 'polling';
    let token: string;
    try {
      token = await this.#options.token(blocked ? 'blocked' : this.#refused ? 'refused' : 'none');
    } catch (error) {
      if (attempt !== this.#attempt) return;
      if (hasCode(error, 'signed_out')) {
        this.stop();
        this.#options.onSignedOut(error);
        return;
      }
      // Any other error (of the server, the network, the storage) may pass by the next attempt.
      this.#failedUpgrades = 0;
      this.#retry();
      return;
    }
    if (attempt !== this.#attempt) return;
    if (blocked) this.#poll();
    else this.#open(token);
  }

  #poll(): void {
    this.#failures = 0;
    this.#cancelRetry = this.#options.clock.after(upgradeIntervalMs, () => void this.#connect());
    this.#become('polling');
  }

  #open(token: string): void {
    const { url, WebSocket, clock, onEvent } = this.#options;
    let openedAt: number | undefined;
    const socket = new Socket({
      url,
      token,
      WebSocket,
      clock,
      onEvent,
      onOpen: () => {
        openedAt = clock.elapsed();
        this.#become('online');
      },
      onClose: () => {
        this.#socket = undefined;
        this.#refused = openedAt === undefined;
        this.#failedUpgrades = socket.answered ? 0 : this.#failedUpgrades + 1;
        if (openedAt !== undefined && clock.elapsed() - openedAt >= stableMs) this.#failures = 0;
        if (this.#state === 'polling') this.#poll();
        else this.#retry();
      },
    });
    this.#socket = socket;
  }

  #retry(): void {
    this.#attempt++;
    this.#cancelRetry();
    this.#socket?.close();
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
