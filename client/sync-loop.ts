import { backoffDelay } from './backoff.ts';
import type { Clock } from './clock.ts';
import { hasCode, isPassing } from './errors.ts';
import type { Random } from './random.ts';

/** Pushes are at most once: over a socket, this often it is made sure that none was missed. */
const resyncMs = 15 * 60_000;
/** Without a socket there are only questions; the pause between them grows while nothing happens. */
const fastestPollMs = 2_000;
const slowestPollMs = 30_000;
const pollGrowth = 1.5;

interface SyncLoopOptions {
  clock: Clock;
  random: Random;
  /** Whether there was anything new. */
  sync: () => Promise<boolean>;
  onSynced: () => void;
  /** While polling: the server does not answer. */
  onUnreachable: () => void;
  onTrouble: (error: unknown) => void;
}

/** Syncs as soon as there is a connection, and then as often as its kind asks for. */
export class SyncLoop {
  readonly #options: SyncLoopOptions;
  /** The current connection; `undefined` without one. */
  #link: { readonly polls: boolean } | undefined;
  #pollMs = fastestPollMs;
  #failures = 0;
  #running = false;
  #again = false;
  #cancelTimer: () => void = () => undefined;

  constructor(options: SyncLoopOptions) {
    this.#options = options;
  }

  /** There is a connection: a socket, or (`polls`) only HTTP. */
  start(polls: boolean): void {
    this.stop();
    this.#link = { polls };
    void this.#run(this.#link);
  }

  stop(): void {
    this.#cancelTimer();
    this.#link = undefined;
    this.#pollMs = fastestPollMs;
    this.#failures = 0;
    this.#running = false;
    this.#again = false;
  }

  /** Something may have been missed: syncs at once. */
  now(): void {
    if (this.#link !== undefined) void this.#run(this.#link);
  }

  /** Somebody is at work: polls at its fastest again. */
  touch(): void {
    this.#pollMs = fastestPollMs;
    if (this.#link?.polls === true && !this.#running && this.#failures === 0) this.#plan(this.#pollMs);
  }

  async #run(link: { readonly polls: boolean }): Promise<void> {
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#cancelTimer();
    this.#running = true;
    const nextMs = await this.#attempt(link);
    if (link !== this.#link) return;
    this.#running = false;
    const again = this.#again && this.#failures === 0;
    this.#again = false;
    if (again) void this.#run(link);
    else this.#plan(nextMs);
  }

  /** How long to wait before the next one. */
  async #attempt(link: { readonly polls: boolean }): Promise<number> {
    const { random, sync, onSynced, onUnreachable, onTrouble } = this.#options;
    try {
      const news = await sync();
      if (link !== this.#link) return 0;
      this.#failures = 0;
      const pollMs = news ? fastestPollMs : this.#pollMs;
      this.#pollMs = Math.min(slowestPollMs, pollMs * pollGrowth);
      onSynced();
      return link.polls ? pollMs : resyncMs;
    } catch (error) {
      if (link !== this.#link) return 0;
      this.#failures++;
      if (link.polls && hasCode(error, 'network_error', 'timeout')) onUnreachable();
      else if (!isPassing(error)) onTrouble(error);
      return backoffDelay(this.#failures, random);
    }
  }

  #plan(ms: number): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#options.clock.after(ms, () => this.now());
  }
}
