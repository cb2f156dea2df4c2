import { wait, type Clock } from '../platform/clock.ts';
import { randomId, type Random } from '../platform/random.ts';
import type { Storage } from './storage.ts';

/** Runs work while nothing else that holds the same lock runs. Not to be taken again by work that holds it. */
export type Lock = <T>(work: () => Promise<T>) => Promise<T>;

/** A lock within one client: one thing at a time, in the order of asking. */
export function queueLock(): Lock {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    // The failure is the caller's; whatever comes next only waits.
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
 * A lock by name across the tabs of an origin: the browser's Web Locks, or else a lease. They need a secure context, and
 * pages without an origin (sandboxed frames) are refused.
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

/** A lease that stays the same for so long was left behind by a page that is gone. */
const leaseMs = 5_000;
const askAgainMs = 50;
/** Between taking the lease and looking whether it is still there: when two take it at once, the later one has it. */
const settleMs = 20;

/**
 * A lock that is a value in the storage, for pages over plain http. A storage cannot compare and set, so a write that
 * takes longer than `settleMs` can let two in at once: what is done under a lock looks again before it writes. No times
 * are compared: a lease ends because it was watched for long enough, whatever the clock did.
 */
export function leaseLock(key: string, { storage, clock, random }: LeaseOptions): Lock {
  const inTurn = queueLock();

  /** Resolves when there is no lease, or only one that was left behind. */
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
