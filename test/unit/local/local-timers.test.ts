import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { LocalTimers } from '../../../local/timers/local-timers.ts';
import { createLogger } from '../../../shared/platform/logger.ts';
import type { QueuedWork } from '../../../shared/platform/ports.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { ManualSchedule } from '../../support/backend/manual-schedule.ts';

const work = { type: 'some' };

function setUp() {
  const folder = mkdtempSync(join(tmpdir(), 'chatflow-timers-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const clock = new ManualClock();
  const begun: { work: QueuedWork; end: () => void }[] = [];
  const start = () => {
    const { schedule } = new ManualSchedule();
    const timers = new LocalTimers({ folder, clock, schedule, log: createLogger('silent') });
    timers.start((due) => new Promise((end) => begun.push({ work: due, end })));
    onTestFinished(() => timers.close());
    return timers;
  };
  return { folder, clock, begun, start };
}

it('given no timer yet, creates no file', async () => {
  const { folder, clock, start } = setUp();
  const timers = start();
  expect(readdirSync(folder)).toEqual([]);
  await timers.set('a', clock.now() + 1, work);
  expect(readdirSync(folder)).toContain('timers.db');
});

it('given work that a crashed process had begun, runs it again', async () => {
  const { clock, begun, start } = setUp();
  const crashed = start();
  await crashed.set('a', clock.now(), work);
  expect(begun).toHaveLength(1);
  crashed.close();
  start();
  expect(begun.map((one) => one.work)).toEqual([work, work]);
});

it('given work under way, starts it once and keeps a timer that replaces it', async () => {
  const { clock, begun, start } = setUp();
  const timers = start();
  await timers.set('a', clock.now(), work);
  await timers.set('b', clock.now() + 1_000, work);
  expect(begun).toHaveLength(1);
  await timers.set('a', clock.now() + 2_000, { type: 'other' });
  begun[0]?.end();
  await Promise.resolve();
  timers.close();
  clock.advance(2_000);
  start();
  expect(begun.map((one) => one.work.type)).toEqual(['some', 'some', 'other']);
});
