import type { Message } from '../api/protocol.ts';
import type { Clock } from '../platform/clock.ts';
import type { StateHost } from './host.ts';

/** Timers of browsers overflow after 24 days; and a machine may have slept. */
const longestMs = 24 * 60 * 60 * 1000;

/** A message that expires. */
export interface Ending {
  conversationId: string;
  seq: number;
  /** When, in milliseconds since the epoch, by the server's clock. */
  at: number;
}

interface ExpiriesOptions {
  host: Pick<StateHost, 'clock' | 'report' | 'serverTime'>;
  /** Whether there is a server to ask for its time. */
  linked: () => boolean;
  /** These have expired. */
  onExpired: (endings: readonly Ending[]) => void;
}

/**
 * Knows when the messages that are shown expire, and says so when it has come, by the server's clock: with one timer, for the next
 * one. The server is asked for its time once a connection, and only where there is a message that expires.
 */
export class Expiries {
  readonly #options: ExpiriesOptions;
  readonly #endings = new Map<string, Ending>();
  /** By how much the server's clock is ahead of this one. */
  #ahead = 0;
  #measured = false;
  #timer: { at: number; cancel: () => void } | undefined;

  constructor(options: ExpiriesOptions) {
    this.#options = options;
  }

  /** The time, by the server's clock. */
  get now(): number {
    return this.#clock.now() + this.#ahead;
  }

  /** A message is shown, or it is known by now that it expires sooner. */
  note({ conversationId, seq, expiresAt, quote }: Message): void {
    if (expiresAt !== undefined) this.#add(conversationId, seq, expiresAt);
    if (quote?.expiresAt !== undefined) this.#add(conversationId, quote.seq, quote.expiresAt);
  }

  isOver = ({ expiresAt }: Pick<Message, 'expiresAt'>): boolean =>
    expiresAt !== undefined && Date.parse(expiresAt) <= this.now;

  /** There is a connection again: clocks may have been put right since. */
  resume(): void {
    this.#measured = false;
    if (this.#endings.size > 0) this.#measure();
  }

  clear(): void {
    this.#endings.clear();
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  get #clock(): Clock {
    return this.#options.host.clock;
  }

  #add(conversationId: string, seq: number, expiresAt: string): void {
    const key = `${conversationId} ${seq}`;
    const at = Date.parse(expiresAt);
    const known = this.#endings.get(key)?.at ?? Infinity;
    // what a later version says may be no time
    if (Number.isNaN(at) || at >= known) return;
    this.#endings.set(key, { conversationId, seq, at });
    this.#measure();
    this.#plan(at);
  }

  #plan(at: number): void {
    if (this.#timer !== undefined && this.#timer.at <= at) return;
    this.#timer?.cancel();
    const ms = Math.min(Math.max(at - this.now, 0), longestMs);
    this.#timer = { at, cancel: this.#clock.after(ms, () => this.#expire()) };
  }

  #expire(): void {
    this.#timer = undefined;
    const { now } = this;
    const over = [...this.#endings].filter(([, { at }]) => at <= now);
    for (const [key] of over) this.#endings.delete(key);
    if (over.length > 0) this.#options.onExpired(over.map(([, ending]) => ending));
    this.#planNext();
  }

  #planNext(): void {
    let next = Infinity;
    for (const { at } of this.#endings.values()) next = Math.min(next, at);
    if (next < Infinity) this.#plan(next);
  }

  #measure(): void {
    const { host, linked } = this.#options;
    if (this.#measured || !linked()) return;
    this.#measured = true;
    const before = this.#clock.now();
    host
      .serverTime()
      .then((time) => {
        if (time === undefined) return;
        // it was asked for and answered at about the same distance
        this.#ahead = Date.parse(time) - (before + this.#clock.now()) / 2;
        this.#timer?.cancel();
        this.#timer = undefined;
        this.#planNext();
      })
      // the socket broke: the next one is asked
      .catch(() => undefined);
  }
}
