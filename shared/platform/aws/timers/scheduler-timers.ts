import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  ResourceNotFoundException,
  SchedulerClient,
  UpdateScheduleCommand,
  type CreateScheduleCommandInput,
} from '@aws-sdk/client-scheduler';
import type { Clock, Timers } from '../../ports.ts';
import { assertTimerName } from '../../timer-name.ts';
import { bounded } from '../bounded.ts';
import { rethrow } from '../sdk-errors.ts';

const what = 'The scheduler';
/** A moment that is still ahead when the request arrives there, whatever the two clocks say. */
const soonMilliseconds = 5_000;
/** The scheduler goes off within the minute that begins at the time it was given. */
const latenessMilliseconds = 60_000;
/** A timer that another one's firing or setting crosses is tried again so often. */
const attempts = 5;

/** Where timers are kept and put work. */
export interface SchedulerResources {
  /** The name of a schedule group of our own. */
  group: string;
  /** The work queue, and the role by which the scheduler may put work there. */
  queueArn: string;
  roleArn: string;
}

/**
 * Timers as one-time schedules of EventBridge Scheduler, which put work on the queue within a minute of their time and then
 * vanish. Methods reject with `Unavailable`, or with the scheduler's own error.
 */
export function createSchedulerTimers(
  client: SchedulerClient,
  clock: Clock,
  { group, queueArn, roleArn }: SchedulerResources,
): Timers {
  const schedule = (name: string, at: number, work: object): CreateScheduleCommandInput => ({
    GroupName: group,
    Name: name,
    ScheduleExpression: `at(${wholeSecond(Math.max(at, clock.now() + soonMilliseconds))})`,
    ScheduleExpressionTimezone: 'UTC',
    FlexibleTimeWindow: { Mode: 'OFF' },
    ActionAfterCompletion: 'DELETE',
    Target: { Arn: queueArn, RoleArn: roleArn, Input: JSON.stringify(work) },
  });

  /** `false`: there is a schedule with this name. */
  async function create(input: CreateScheduleCommandInput): Promise<boolean> {
    try {
      await client.send(new CreateScheduleCommand(input));
      return true;
    } catch (error) {
      if (error instanceof ConflictException) return false;
      return rethrow(what, error);
    }
  }

  /** `false`: there is no schedule with this name, any more. */
  async function update(input: CreateScheduleCommandInput): Promise<boolean> {
    try {
      await client.send(new UpdateScheduleCommand(input));
      return true;
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return false;
      return rethrow(what, error);
    }
  }

  return {
    lateness: latenessMilliseconds,

    async set(name, at, work) {
      assertTimerName(name);
      const input = schedule(name, at, work);
      for (let attempt = 1; attempt <= attempts; attempt += 1) {
        if ((await create(input)) || (await update(input))) return;
      }
      throw new Error(`the timer ${name} comes and goes`);
    },

    async cancel(name) {
      assertTimerName(name);
      try {
        await client.send(new DeleteScheduleCommand({ GroupName: group, Name: name }));
      } catch (error) {
        if (!(error instanceof ResourceNotFoundException)) rethrow(what, error);
      }
    },
  };
}

/** The same with a client of its own: what the entry point of a function that is granted timers hands to `awsPorts`. */
export const schedulerTimers = (resources: SchedulerResources, clock: Clock): Timers =>
  createSchedulerTimers(new SchedulerClient(bounded), clock, resources);

/** The first whole second from a time on, as the scheduler writes it: `2026-11-29T20:30:00`. */
function wholeSecond(milliseconds: number): string {
  return new Date(Math.ceil(milliseconds / 1000) * 1000).toISOString().slice(0, -'.000Z'.length);
}
