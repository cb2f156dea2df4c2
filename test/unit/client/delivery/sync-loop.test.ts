import { expect, test } from 'vitest';
import { ChatClientError } from '../../../../client/errors.ts';
import { SyncLoop } from '../../../../client/delivery/sync-loop.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { predictableRandom } from '../setup.ts';

const settle = () => new Promise((resolve) => setImmediate(resolve));

/** A loop whose syncs are answered one by one. */
function loop() {
  const clock = new ManualClock();
  const syncs: PromiseWithResolvers<boolean>[] = [];
  const told: unknown[] = [];
  const made = new SyncLoop({
    clock,
    random: predictableRandom,
    sync: () => {
      const asked = Promise.withResolvers<boolean>();
      syncs.push(asked);
      return asked.promise;
    },
    onSynced: () => told.push('synced'),
    onUnreachable: () => told.push('unreachable'),
    onTrouble: (error) => told.push(error),
  });
  const answer = async (news = false) => {
    syncs.at(-1)?.resolve(news);
    await settle();
  };
  const fail = async (code: string) => {
    syncs.at(-1)?.reject(new ChatClientError(code, 'No.'));
    await settle();
  };
  return { loop: made, clock, syncs, told, answer, fail };
}

test('over a socket it syncs at once, after 2 seconds, and every 15 minutes', async () => {
  const { loop: made, clock, syncs, told, answer } = loop();
  made.start(false);
  await answer();
  made.touch();
  expect(clock.due).toEqual([2_000]);
  clock.advance(2_000);
  expect(syncs).toHaveLength(2);
  await answer();
  expect(clock.due).toEqual([900_000]);
  clock.advance(900_000);
  expect(syncs).toHaveLength(3);
  await answer();
  expect(clock.due).toEqual([900_000]);
  expect(told).toEqual(['synced', 'synced', 'synced']);
});

test('given a request during a sync, it syncs once more', async () => {
  const { loop: made, clock, syncs, answer } = loop();
  made.start(false);
  made.now();
  made.now();
  expect(syncs).toHaveLength(1);
  await answer();
  expect(syncs).toHaveLength(2);
  await answer();
  expect(syncs).toHaveLength(2);
  made.now();
  expect(syncs).toHaveLength(3);
  expect(clock.due).toEqual([]);
});

test('polling slows down to 30 s, and is fast again after news or a touch', async () => {
  const { loop: made, clock, syncs, answer } = loop();
  made.start(true);
  const pauses: (number | undefined)[] = [];
  for (const news of [false, false, false, false, false, false, false, false, false, true, false]) {
    await answer(news);
    pauses.push(clock.due[0]);
    clock.advance(clock.due[0] ?? 0);
  }
  expect(pauses).toEqual([
    2_000, 3_000, 4_500, 6_750, 10_125, 15_187.5, 22_781.25, 30_000, 30_000, 2_000, 3_000,
  ]);
  await answer();
  made.touch();
  expect(clock.due).toEqual([2_000]);
  const before = syncs.length;
  clock.advance(2_000);
  made.touch();
  expect(syncs).toHaveLength(before + 1);
  expect(clock.due).toEqual([]);
});

test('failures are retried with backoff; only errors that the server replied are reported', async () => {
  const { loop: made, clock, syncs, told, fail } = loop();
  made.start(false);
  await fail('service_unavailable');
  expect(clock.due).toEqual([125]);
  clock.advance(125);
  await fail('internal_error');
  made.touch();
  expect(clock.due).toEqual([250]);
  expect(told).toMatchObject([{ code: 'internal_error' }]);
  made.start(true);
  await fail('network_error');
  expect(told[1]).toBe('unreachable');
  expect(syncs).toHaveLength(3);
});

test('given a stop during a sync, it ignores the reply', async () => {
  const { loop: made, clock, told, answer } = loop();
  made.start(true);
  made.stop();
  made.now();
  await answer(true);
  expect(told).toEqual([]);
  expect(clock.due).toEqual([]);
});
