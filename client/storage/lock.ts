import { wait, type Clock } from '../platform/clock.ts';
import { randomId, type Random } from '../platform/random.ts';
import type { Storage } from './storage.ts';

/** Runs work while no other holder of the same lock runs. Not reentrant. */
export type Lock = <T>(work: () => Promise<T>) => Promise<T>;

/** A lock within one client: one holder at a time, in the order of requests. */
export function queueLock(): Lock {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    // The caller gets the error; the next holder only waits.
    last = turn.catch(() => undefined);
    return turn;
  };
}

interface LeaseOptions {
  storage: Storage;
  clock: Clock;
  random: Random;
}

/**
 * A lock by name across the tabs of an origin: the browser's Web Locks, or else a lease. Web Locks need a secure context,
 * and refuse pages without an origin (sandboxed frames).
 */
export function sharedLock(name: string, options: LeaseOptions): Lock {
  const lease = leaseLock(`${name} lock`, options);
  if (!('navigator' in globalThis && 'locks' in navigator)) return lease;
  return async (work) => {
    const progress = { begun: false };
    const begin = () => {
      progress.begun = true;
      return work();
    };
    try {
      return await navigator.locks.request(name, begin);
    } catch (error) {
      if (progress.begun) throw error;
      return lease(work);
    }
  };
}

/** A lease that does not change for this long was left behind by a closed page. */
const leaseMs = 5_000;
const askAgainMs = 50;
/** The delay between writing the lease and reading it back: when two clients write at once, the later one has it. */
const settleMs = 20;

/**
 * A lock as a value in the storage, for pages over plain http. A storage cannot compare and set, so a write that takes
 * longer than `settleMs` can let in two holders at once: work under a lock reads again before it writes. No timestamps are
 * compared: a lease expires because it was watched for long enough, whatever the wall clock does.
 */
export function leaseLock(key: string, { storage, clock, random }: LeaseOptions): Lock {
  const inTurn = queueLock();

  /** Resolves when there is no lease, or only an abandoned one. */
  async function free(): Promise<void> {
    let watched: string | undefined;
    for (let ms = 0; ms < leaseMs; ms += askAgainMs) {
      const owner = (await storage.get(key)) ?? undefined;
      if (owner === undefined) return;
      if (owner !== watched) ms = 0;
      watched = owner;
      await wait(clock, askAgainMs);
    }
  }

  return (work) =>
    inTurn(async () => {
      const owner = randomId(random);
      do {
        await free();
        await storage.set(key, owner);
        await wait(clock, settleMs);
      } while ((await storage.get(key)) !== owner);
      try {
        return await work();
      } finally {
        if ((await storage.get(key)) === owner) await storage.remove(key);
      }
    });
}
