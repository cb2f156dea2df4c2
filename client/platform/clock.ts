/** The time and timers, passed in so that tests decide when something is due. */
export interface Clock {
  /**
   * Wall-clock time in milliseconds since the epoch. It jumps when the machine's clock is corrected, so use it only for
   * what is shown, stored, or compared with a server's time.
   */
  now(): number;
  /** Monotonic time in milliseconds since an arbitrary moment, to measure durations. */
  elapsed(): number;
  /** Runs `work` once after `ms` milliseconds. The returned function cancels it. */
  after(ms: number, work: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after(ms, work) {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
};

/** Resolves after `ms` milliseconds of `clock`. */
export function wait(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => clock.after(ms, resolve));
}
