/** The time and timers, passed in so that tests decide when something is due. */
export interface Clock {
  /**
   * Milliseconds since the epoch, as people and servers tell the time. It jumps when the machine's clock is put right, so
   * it is for what is shown, stored, or compared with a server's time.
   */
  now(): number;
  /** Milliseconds since some moment. It never jumps: for how long something takes. */
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
