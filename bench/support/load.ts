import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Calls `send` at an even rate, with the time at which each call was due: a late timer makes the calls that were due
 * meanwhile at once, so that a stall counts in the latency of all of them.
 */
export async function openLoop(options: {
  /** Milliseconds of `performance.now()`. */
  startAt: number;
  ratePerSecond: number;
  seconds: number;
  send: (dueAt: number) => void;
}): Promise<void> {
  const { startAt, ratePerSecond, send } = options;
  const interval = 1000 / ratePerSecond;
  const count = Math.round(ratePerSecond * options.seconds);
  let made = 0;
  while (made < count) {
    const now = performance.now();
    for (; made < count && startAt + made * interval <= now; made++) send(startAt + made * interval);
    await sleep(1);
  }
}

/** Waits until `settled` holds, or `timeoutMs` have passed without `progress` growing. */
export async function drain(options: {
  settled: () => boolean;
  progress: () => number;
  timeoutMs: number;
}): Promise<void> {
  let last = options.progress();
  let lastAt = performance.now();
  while (!options.settled() && performance.now() - lastAt < options.timeoutMs) {
    await sleep(5);
    const now = options.progress();
    if (now > last) {
      last = now;
      lastAt = performance.now();
    }
  }
}
