import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { leaseLock, queueLock, sharedLock, type Lock } from '../../../../client/storage/lock.ts';
import { memoryStorage, type Storage } from '../../../../client/index.ts';
import { eventually } from '../../../support/eventually.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { predictableRandom } from '../setup.ts';

const key = 'chat lock';
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Lets timers of the clock fall due until the work is done. */
async function running<T>(clock: ManualClock, work: Promise<T>): Promise<T> {
  const progress = { done: false };
  const finish = () => (progress.done = true);
  work.then(finish, finish);
  while (!progress.done) {
    await turn();
    clock.advance(clock.due[0] ?? 0);
  }
  return work;
}

/** How many pieces of work were inside at the same time, at most. */
async function mostAtOnce(clock: ManualClock, locks: Lock[]): Promise<number> {
  let inside = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++inside);
    for (let n = 0; n < 3; n++) await turn();
    inside--;
  };
  await running(clock, Promise.all(locks.flatMap((lock) => [lock(work), lock(work), lock(work)])));
  return most;
}

describe('a queue', () => {
  test('runs one work at a time, in order, even after one failed', async () => {
    const lock = queueLock();
    const done: string[] = [];
    const first = lock(async () => {
      await turn();
      done.push('one');
      throw new Error('broken');
    });
    const second = lock(async () => done.push('two'));
    await expect(first).rejects.toThrow('broken');
    await second;
    expect(done).toEqual(['one', 'two']);
  });
});

describe('a lease in the storage', () => {
  const newLease = (storage: Storage, clock: ManualClock) =>
    leaseLock(key, { storage, clock, random: predictableRandom });

  test('has one holder at a time, and is removed afterwards', async () => {
    const storage = memoryStorage();
    const clock = new ManualClock();
    const locks = Array.from({ length: 3 }, () => newLease(storage, clock));
    expect(await mostAtOnce(clock, locks)).toBe(1);
    expect(await storage.get(key)).toBeUndefined();
  });

  test('is released when the work fails', async () => {
    const storage = memoryStorage();
    const clock = new ManualClock();
    const failing = newLease(storage, clock)(() => Promise.reject(new Error('broken')));
    await expect(running(clock, failing)).rejects.toThrow('broken');
    expect(await storage.get(key)).toBeUndefined();
  });

  test('that was abandoned is taken over after 5 seconds, even if the clock jumps', async () => {
    const storage = memoryStorage();
    const clock = new ManualClock();
    await storage.set(key, 'another tab');
    let entered = false;
    const work = newLease(storage, clock)(async () => void (entered = true));
    // A clock put forward by a day while the holder may be at work.
    clock.sleep(24 * 3_600_000);
    for (let ms = 0; ms < 4_950; ms += 50) {
      await eventually(() => expect(clock.due).toHaveLength(1));
      clock.advance(50);
      await turn();
    }
    expect(entered).toBe(false);
    await running(clock, work);
    expect(entered).toBe(true);
  });

  test('that gets another holder meanwhile does not count as abandoned', async () => {
    const storage = memoryStorage();
    const clock = new ManualClock();
    await storage.set(key, 'holder 0');
    let entered = false;
    const work = newLease(storage, clock)(async () => void (entered = true));
    for (let ms = 0; ms < 20_000; ms += 50) {
      await turn();
      await storage.set(key, `holder ${Math.floor(ms / 4_000)}`);
      clock.advance(50);
    }
    expect(entered).toBe(false);
    await storage.remove(key);
    await running(clock, work);
    expect(entered).toBe(true);
  });

  test('that another tab took over is not removed', async () => {
    const storage = memoryStorage();
    const clock = new ManualClock();
    const work = newLease(storage, clock)(async () => storage.set(key, 'another'));
    await running(clock, work);
    expect(await storage.get(key)).toBe('another');
  });
});

describe('a shared lock', () => {
  const newLock = (storage: Storage, clock: ManualClock) =>
    sharedLock('chat', { storage, clock, random: predictableRandom });

  test('is a lease where the page is refused Web Locks', async () => {
    const request = () => Promise.reject(new DOMException('not here', 'SecurityError'));
    vi.stubGlobal('navigator', { locks: { request } });
    onTestFinished(() => void vi.unstubAllGlobals());
    const storage = memoryStorage();
    const clock = new ManualClock();
    expect(await mostAtOnce(clock, [newLock(storage, clock), newLock(storage, clock)])).toBe(1);
    expect(await storage.get(key)).toBeUndefined();
  });

  test('runs work that fails once', async () => {
    let runs = 0;
    const failing = newLock(
      memoryStorage(),
      new ManualClock(),
    )(() => {
      runs++;
      return Promise.reject(new Error('broken'));
    });
    await expect(failing).rejects.toThrow('broken');
    expect(runs).toBe(1);
  });
});
