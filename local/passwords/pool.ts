import { Piscina } from 'piscina';
import { Unavailable } from '../../shared/platform/errors.ts';
import type { PasswordEstimate, PasswordHasher } from '../../shared/platform/ports.ts';
import type * as worker from './worker.ts';

/** At an eighth of a second each: callers further behind would have timed out. */
const mayWait = 1_000;
/** Milliseconds that a thread lives on without work. Then it ends, and its memory is free again. */
const idleTimeout = 1_000;

/** `close` ends the threads after what they are at; what still waits is rejected. */
export type PasswordPool = PasswordHasher & { close(): Promise<void> };

/**
 * bcrypt at 2^`cost` rounds and estimates of strength in up to two threads, so that the event loop of the runtime goes on turning. Rejects with
 * `Unavailable` when too many wait.
 */
export function createPasswordPool(cost: number): PasswordPool {
  const threads = new Piscina<unknown, unknown>({
    filename: new URL('./worker.ts', import.meta.url).href,
    minThreads: 0,
    maxThreads: 2,
    idleTimeout,
    recordTiming: false,
  });

  async function run<Name extends keyof typeof worker>(
    name: Name,
    task: Parameters<(typeof worker)[Name]>[0],
  ): Promise<unknown> {
    if (threads.queueSize >= mayWait) {
      throw new Unavailable('Password hashing', new Error(`${mayWait} are waiting`));
    }
    return threads.run(task, { name });
  }

  return {
    hash: async (password) => String(await run('hash', { password, cost })),
    verify: async (password, hash) => (await run('verify', { password, hash })) === true,
    // what the thread's function of this name gives
    estimate: async (password, words) => (await run('estimate', { password, words })) as PasswordEstimate,
    close: () => threads.close(),
  };
}
