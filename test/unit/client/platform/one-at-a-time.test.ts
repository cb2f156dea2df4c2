import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OneAtATime } from '../../../../client/platform/one-at-a-time.ts';
import { microtasks } from '../../../support/microtasks.ts';

const unexpected = (error: unknown) => {
  throw error;
};
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Work that takes what has come in so far with each run, which takes this many microtasks. */
function collector(length: (run: number) => number) {
  const arrived: number[] = [];
  const done: number[] = [];
  const runs = { begun: 0, underWay: 0, most: 0 };
  const work = new OneAtATime(async () => {
    const batch = arrived.splice(0);
    runs.most = Math.max(runs.most, ++runs.underWay);
    await microtasks(length(runs.begun++));
    runs.underWay -= 1;
    done.push(...batch);
  }, unexpected);
  const bring = (item: number) => {
    arrived.push(item);
    work.ask();
  };
  return { work, bring, done, runs };
}

describe('given work that comes in at any time', () => {
  test.each(Array.from({ length: 25 }, (_, n) => n))(
    '%i microtasks after something else is done before all is settled',
    async (n) => {
      for (const length of [0, 1, 2, 3, 8]) {
        const { work, bring, done } = collector(() => length);
        bring(1);
        await microtasks(n);
        bring(2);
        await work.settled();
        expect(done).toEqual([1, 2]);
      }
    },
  );

  test('it is done in order, one run at a time, in few runs, and settled means done', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ pause: fc.nat(6), settle: fc.boolean() }), { maxLength: 30 }),
        fc.array(fc.nat(9), { minLength: 1, maxLength: 8 }),
        async (steps, lengths) => {
          const { work, bring, done, runs } = collector((run) => lengths[run % lengths.length] ?? 0);
          const items = steps.map((_, index) => index);
          const settled: Promise<void>[] = [];
          for (const [item, { pause, settle }] of steps.entries()) {
            await microtasks(pause);
            bring(item);
            const isDone = () => expect(done.slice(0, item + 1)).toEqual(items.slice(0, item + 1));
            if (settle) settled.push(work.settled().then(isDone));
          }
          await Promise.all(settled);
          await work.settled();
          expect(done).toEqual(items);
          expect(runs.most).toBeLessThanOrEqual(1);
          expect(runs.begun).toBeLessThanOrEqual(items.length);
        },
      ),
    );
  });
});

test('given many requests during a run, it runs once more', async () => {
  const ends: (() => void)[] = [];
  const work = new OneAtATime(() => new Promise<void>((resolve) => ends.push(resolve)), unexpected);
  work.ask();
  for (let n = 0; n < 5; n++) work.ask();
  expect(ends).toHaveLength(1);
  ends[0]?.();
  await turn();
  expect(ends).toHaveLength(2);
  ends[1]?.();
  await turn();
  expect(ends).toHaveLength(2);
});

test('settled waits for earlier requests only', async () => {
  const ends: (() => void)[] = [];
  const told: string[] = [];
  const work = new OneAtATime(() => new Promise<void>((resolve) => ends.push(resolve)), unexpected);
  await work.settled();
  work.ask();
  void work.settled().then(() => told.push('first'));
  work.ask();
  void work.settled().then(() => told.push('second'));
  await turn();
  expect(told).toEqual([]);
  ends[0]?.();
  await turn();
  expect(told).toEqual(['first']);
  work.ask();
  ends[1]?.();
  await turn();
  expect(told).toEqual(['first', 'second']);
});

test('given synchronous work, it is done at once, also what it requests itself', async () => {
  let runs = 0;
  const work: OneAtATime = new OneAtATime(() => {
    runs += 1;
    if (runs === 1) work.ask();
  }, unexpected);
  work.ask();
  expect(runs).toBe(2);
  await work.settled();
});

test.each([
  ['throws', (): never => unexpected(new Error('no'))],
  ['rejects', () => Promise.reject(new Error('no'))],
])('a run that %s is reported, and does not stop later runs', async (_, fail) => {
  const failures: unknown[] = [];
  let runs = 0;
  const work = new OneAtATime(
    () => (++runs === 1 ? fail() : Promise.resolve()),
    (error) => failures.push(error),
  );
  work.ask();
  work.ask();
  await work.settled();
  work.ask();
  await work.settled();
  expect(failures).toEqual([new Error('no')]);
  expect(runs).toBe(3);
});
