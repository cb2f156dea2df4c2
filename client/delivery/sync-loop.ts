import type { Clock } from '../platform/clock.ts';
import { hasCode, isPassing } from '../errors.ts';
import { OneAtATime } from '../platform/one-at-a-time.ts';
import type { Random } from '../platform/random.ts';
import { retryDelay } from '../retry-delay.ts';

/** Pushes are at most once: over a socket, a sync this often finds those that were missed. */
const resyncMs = 15 * 60_000;
/**
 * The backend finds the sockets of a group by reads that may be a moment behind, so a message that is stored right after
 * the first sync can miss a socket that has just opened. One more sync this long after the first finds it.
 */
const settleMs = 2_000;
/** Without a socket the client polls; the interval grows while nothing changes. */
const fastestPollMs = 2_000;
const slowestPollMs = 30_000;
const pollGrowth = 1.5;

interface SyncLoopOptions {
  clock: Clock;
  random: Random;
  /** Resolves with whether there was anything new. */
  sync: () => Promise<boolean>;
  onSynced: () => void;
  /** While polling: the server does not answer. */
  onUnreachable: () => void;
  onTrouble: (error: unknown) => void;
}

interface Link {
  readonly polls: boolean;
  /** Whether the second sync, for what the opening socket may have missed, was planned. */
  settled: boolean;
  /** One per connection: a sync of an earlier connection does not delay this one. */
  readonly syncs: OneAtATime;
}

/** Syncs once there is a connection, and then at the interval of its kind. */
export class SyncLoop {
  readonly #options: SyncLoopOptions;
  /** The current connection; `undefined` without one. */
  #link: Link | undefined;
  #pollMs = fastestPollMs;
  #failures = 0;
  /** Set while the next sync is planned. */
  #cancelTimer: (() => void) | undefined;

  constructor(options: SyncLoopOptions) {
    this.#options = options;
  }

  /** There is a connection: a socket, or (`polls`) only HTTP. */
  start(polls: boolean): void {
    this.stop();
    const link: Link = {
      polls,
      settled: false,
      syncs: new OneAtATime(() => this.#attempt(link), this.#options.onTrouble),
    };
    this.#link = link;
    this.now();
  }

  stop(): void {
    this.#unplan();
    this.#link = undefined;
    this.#pollMs = fastestPollMs;
    this.#failures = 0;
  }

  /** Something may have been missed: syncs at once. */
  now(): void {
    this.#link?.syncs.ask();
  }

  /** The user is active: polls at the fastest interval again. */
  touch(): void {
    this.#pollMs = fastestPollMs;
    const planned = this.#cancelTimer !== undefined;
    if (this.#link?.polls === true && planned && this.#failures === 0) this.#plan(this.#pollMs);
  }

  /** Syncs, and plans the next time. */
  async #attempt(link: Link): Promise<void> {
    if (link !== this.#link) return;
    this.#unplan();
    const { random, sync, onSynced, onUnreachable, onTrouble } = this.#options;
    try {
      const changed = await sync();
      if (link !== this.#link) return;
      this.#failures = 0;
      const pollMs = changed ? fastestPollMs : this.#pollMs;
      this.#pollMs = Math.min(slowestPollMs, pollMs * pollGrowth);
      this.#plan(link.polls ? pollMs : this.#untilNextSync(link));
      onSynced();
    } catch (error) {
      if (link !== this.#link) return;
      this.#failures++;
      this.#plan(retryDelay(error, this.#failures, random));
      if (link.polls && hasCode(error, 'network_error', 'timeout')) onUnreachable();
      else if (!isPassing(error)) onTrouble(error);
    }
  }

  /** Over a socket: soon after the first sync, then rarely. In milliseconds. */
  #untilNextSync(link: Link): number {
    if (link.settled) return resyncMs;
    link.settled = true;
    return settleMs;
  }

  #plan(ms: number): void {
    this.#unplan();
    this.#cancelTimer = this.#options.clock.after(ms, () => this.now());
  }

  #unplan(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }
}
