import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { LocalTimers } from '../../local/timers/local-timers.ts';
import { LocalWorkQueue } from '../../local/work/local-work-queue.ts';
import { createSchedulerTimers } from '../../shared/platform/aws/timers/scheduler-timers.ts';
import { createLogger } from '../../shared/platform/logger.ts';
import type { QueuedWork } from '../../shared/platform/ports.ts';
import { fakeScheduler } from '../support/aws/fake-scheduler.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { ManualSchedule } from '../support/backend/manual-schedule.ts';
import { timersContract, type TimersWorld } from './timers.ts';

timersContract('SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'chatflow-timers-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return startProcess(folder, new ManualClock(), []);
});

function startProcess(folder: string, clock: ManualClock, fired: QueuedWork[]): TimersWorld {
  const manual = new ManualSchedule();
  const { schedule } = manual;
  const log = createLogger('silent');
  const queue = new LocalWorkQueue({ schedule, random: randomBytes, log });
  queue.consume(({ Records }) => {
    fired.push(...Records.map(({ body }) => JSON.parse(body) as QueuedWork));
    return Promise.resolve({ batchItemFailures: [] });
  });
  const timers = new LocalTimers({ folder, clock, schedule, log });
  timers.start((work) => queue.perform(work));
  onTestFinished(() => timers.close());
  return {
    timers,
    now: () => clock.now(),
    advance(milliseconds) {
      clock.advance(milliseconds);
      manual.advance(milliseconds);
    },
    fired,
    restart(late = 0) {
      timers.close();
      clock.advance(late);
      return startProcess(folder, clock, fired);
    },
  };
}

timersContract('EventBridge Scheduler', () => {
  const clock = new ManualClock();
  const scheduler = fakeScheduler(() => clock.now());
  const fired: QueuedWork[] = [];
  const advance = (milliseconds: number) => {
    clock.advance(milliseconds);
    fired.push(...scheduler.fire().map((input) => JSON.parse(input) as QueuedWork));
  };
  const world = (): TimersWorld => ({
    timers: createSchedulerTimers(scheduler.client, clock, {
      group: 'group',
      queueArn: 'queue',
      roleArn: 'role',
    }),
    // whole seconds: a schedule is no finer
    now: () => Math.floor(clock.now() / 1000) * 1000,
    advance,
    fired,
    restart(late = 0) {
      advance(late);
      return world();
    },
  });
  return world();
});
