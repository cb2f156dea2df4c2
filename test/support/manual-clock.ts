import type { Clock } from '../../client/platform/clock.ts';

interface Timer {
  at: number;
  work: () => void;
}

/**
 * A clock that stands still until a test moves it, with timers that fire as it passes them. It serves client and server.
 * By default it begins now: DynamoDB removes what has expired by its own clock, and would take away what was written at an earlier time.
 */
export class ManualClock implements Clock {
  readonly #start: number;
  #elapsed = 0;
  /** How far the time of day has been put forward (or back). */
  #shift = 0;
  #timers: Timer[] = [];

  constructor(start: number = Date.now()) {
    this.#start = start;
  }

  readonly now = (): number => this.#start + this.#elapsed + this.#shift;

  elapsed(): number {
    return this.#elapsed;
  }

  after(ms: number, work: () => void): () => void {
    const timer = { at: this.#elapsed + ms, work };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  }

  /** How far off each timer is, the nearest first. */
  get due(): number[] {
    return this.#timers.map(({ at }) => at - this.#elapsed).sort((a, b) => a - b);
  }

  /** The machine's clock is put forward (or, below 0, back) by so much; no time passes. */
  jump(ms: number): void {
    this.#shift += ms;
  }

  /** Moves on without running anything, as a machine that sleeps does; what fell due runs at the next `advance`. */
  sleep(ms: number): void {
    this.#elapsed += ms;
  }

  /** Moves on, running what falls due on the way. */
  advance(ms: number): void {
    const end = this.#elapsed + ms;
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#timers = this.#timers.filter((one) => one !== next);
      this.#elapsed = Math.max(this.#elapsed, next.at);
      next.work();
    }
    this.#elapsed = end;
  }
}
