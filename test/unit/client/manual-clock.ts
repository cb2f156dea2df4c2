import type { Clock } from '../../../client/clock.ts';

interface Timer {
  at: number;
  work: () => void;
}

/** A clock that stands still until told otherwise. */
export class ManualClock implements Clock {
  #now = Date.parse('2026-11-20T09:00:00.000Z');
  #timers: Timer[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, work: () => void): () => void {
    const timer = { at: this.#now + ms, work };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  }

  /** How far off each timer is, the nearest first. */
  get due(): number[] {
    return this.#timers.map(({ at }) => at - this.#now).sort((a, b) => a - b);
  }

  /** Moves on without running anything, as a machine that sleeps does; what fell due runs at the next `advance`. */
  sleep(ms: number): void {
    this.#now += ms;
  }

  /** Moves on, running what falls due on the way. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#timers = this.#timers.filter((one) => one !== next);
      this.#now = Math.max(this.#now, next.at);
      next.work();
    }
    this.#now = end;
  }
}
