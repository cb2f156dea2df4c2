import type { SQSEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { LocalWorkQueue, realSchedule } from '../../../../local/work/local-work-queue.ts';
import { createLogger } from '../../../../shared/platform/logger.ts';
import { pooledRandom } from '../../../../shared/platform/random.ts';
import type { Work } from '../../../../shared/work.ts';
import { Arrivals } from '../../../support/backend/gateway.ts';
import { ManualSchedule } from '../../../support/backend/manual-schedule.ts';

const work: Work = { type: 'went-offline', userId: 'usr_1', leftAt: 5 };
const other: Work = { type: 'fan-out', frame: '{}', sockets: [] };

/** What the consumer makes of an event: done, failed as it should tell, or a crash. */
type Outcome = 'done' | 'failed' | Error;

function setUp(outcome: (event: SQSEvent) => Outcome | Promise<Outcome> = () => 'done') {
  const timers = new ManualSchedule();
  const events = new Arrivals<SQSEvent>();
  const logged: string[] = [];
  const log = createLogger('warn', { write: (line: string) => void logged.push(line) });
  const queue = new LocalWorkQueue({ schedule: timers.schedule, random: pooledRandom(), log });
  queue.consume(async (event) => {
    events.push(event);
    const result = await outcome(event);
    if (result instanceof Error) throw result;
    const failed = event.Records.map(({ messageId }) => ({ itemIdentifier: messageId }));
    return { batchItemFailures: result === 'failed' ? failed : [] };
  });
  return { queue, timers, events, logged };
}

const receives = (event: SQSEvent) =>
  event.Records.map(({ attributes }) => attributes.ApproximateReceiveCount).join();

describe('LocalWorkQueue', () => {
  it('delivers work in the form of SQS, one message at a time', async () => {
    const { queue, timers, events } = setUp();
    await queue.add(work);
    await queue.add(other);
    expect(events.all).toEqual([]);
    expect(timers.due).toEqual([0, 0]);
    timers.advance(0);
    await events.nth(2);
    const records = events.all.map(({ Records }) => Records);
    expect(records).toMatchObject([
      [{ body: JSON.stringify(work), attributes: { ApproximateReceiveCount: '1' }, eventSource: 'aws:sqs' }],
      [{ body: JSON.stringify(other), attributes: { ApproximateReceiveCount: '1' } }],
    ]);
    expect(new Set(records.flat().map(({ messageId }) => messageId)).size).toBe(2);
    expect(timers.due).toEqual([]);
  });

  it('given a delay, delivers after it', async () => {
    const { queue, timers, events } = setUp();
    await queue.add(work, 10);
    timers.advance(9_999);
    expect(events.all).toEqual([]);
    timers.advance(1);
    await events.nth(1);
  });

  it.each([
    ['tells that it failed', 'failed'],
    ['throws', new Error('broken')],
  ] as const)('retries with growing delays when the consumer %s, then gives up', async (_, outcome) => {
    const { queue, timers, events, logged } = setUp(() => outcome);
    await queue.add(work);
    for (const [index, wait] of [0, 250, 500, 1000, 2000].entries()) {
      await expect.poll(() => timers.due).toEqual([wait]);
      timers.advance(wait - 1);
      expect(events.all).toHaveLength(index);
      timers.advance(1);
      expect(receives(await events.nth(index + 1))).toBe(String(index + 1));
    }
    await expect.poll(() => logged.join()).toContain('a piece of work was given up');
    expect(timers.due).toEqual([]);
    expect(new Set(events.all.map(({ Records }) => Records[0]?.messageId)).size).toBe(1);
    expect(new Set(events.all.map(({ Records }) => Records[0]?.body))).toEqual(
      new Set([JSON.stringify(work)]),
    );
    // what the work is about stays out of the log
    expect(logged.join()).not.toContain('usr_1');
  });

  it('given a retry that succeeds, stops retrying, without delay for other work', async () => {
    const { queue, timers, events, logged } = setUp((event) =>
      event.Records[0]?.body === JSON.stringify(work) && receives(event) === '1' ? 'failed' : 'done',
    );
    await queue.add(work);
    await queue.add(other);
    timers.advance(0);
    await events.nth(2);
    await expect.poll(() => timers.due).toEqual([250]);
    timers.advance(250);
    expect(receives(await events.nth(3))).toBe('2');
    await queue.close();
    expect(timers.due).toEqual([]);
    expect(logged).toEqual([]);
  });

  it('on close, drops work that has not begun, waits for the rest, and refuses more', async () => {
    let finish: (outcome: Outcome) => void = () => undefined;
    const finished = new Promise<Outcome>((resolve) => (finish = resolve));
    const { queue, timers, events } = setUp(() => finished);
    await queue.add(work);
    await queue.add(other, 10);
    timers.advance(0);
    await events.nth(1);

    let closed = false;
    const closing = queue.close().then(() => (closed = true));
    expect(timers.due).toEqual([]);
    await new Promise(setImmediate);
    expect(closed).toBe(false);
    // neither what is queued now nor a repetition of what fails now is begun: nothing would wait for it
    await queue.add(other);
    finish('failed');
    await closing;
    expect(timers.due).toEqual([]);
    expect(events.all).toHaveLength(1);
  });
});

describe('realSchedule', () => {
  it('runs a task at its time, unless it was cancelled', async () => {
    const done: string[] = [];
    const cancel = realSchedule(() => done.push('cancelled'), 0);
    cancel();
    await new Promise<void>((resolve) => {
      realSchedule(() => {
        done.push('done');
        resolve();
      }, 1);
    });
    expect(done).toEqual(['done']);
  });
});
