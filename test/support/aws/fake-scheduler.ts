import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  ResourceNotFoundException,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { mockClient } from 'aws-sdk-client-mock';
import * as z from 'zod';

/** One-time schedules that vanish when they have gone off: what we use of EventBridge Scheduler, and what it insists on. */
const schedule = z.strictObject({
  GroupName: z.literal('group'),
  Name: z.string().regex(/^[0-9a-zA-Z-_.]{1,64}$/),
  ScheduleExpression: z.string().regex(/^at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\)$/),
  ScheduleExpressionTimezone: z.literal('UTC'),
  FlexibleTimeWindow: z.strictObject({ Mode: z.literal('OFF') }),
  ActionAfterCompletion: z.literal('DELETE'),
  Target: z.strictObject({ Arn: z.literal('queue'), RoleArn: z.literal('role'), Input: z.string() }),
});

/** EventBridge Scheduler by a clock that a test moves; `fire` gives what is put on the queue, as the clock says now. */
export function fakeScheduler(now: () => number) {
  const schedules = new Map<string, { at: number; input: string }>();
  const client = new SchedulerClient({ region: 'eu-central-1' });
  const missing = () =>
    new ResourceNotFoundException({ Message: 'missing', message: 'missing', $metadata: {} });

  function keep(input: object): object {
    const { Name, ScheduleExpression, Target } = schedule.parse(input);
    const at = Date.parse(`${ScheduleExpression.slice(3, -1)}Z`);
    if (at <= now()) throw new Error('a schedule in the past');
    schedules.set(Name, { at, input: Target.Input });
    return {};
  }
  mockClient(client)
    .on(CreateScheduleCommand)
    .callsFake((input: { Name: string }) => {
      if (schedules.has(input.Name)) {
        throw new ConflictException({ Message: 'there', message: 'there', $metadata: {} });
      }
      return keep(input);
    })
    .on(UpdateScheduleCommand)
    .callsFake((input: { Name: string }) => {
      if (!schedules.has(input.Name)) throw missing();
      return keep(input);
    })
    .on(DeleteScheduleCommand)
    .callsFake((input: { Name: string }) => {
      if (!schedules.delete(input.Name)) throw missing();
      return {};
    });

  return {
    client,
    fire(): string[] {
      const due = [...schedules].filter(([, { at }]) => at <= now()).sort(([, a], [, b]) => a.at - b.at);
      for (const [name] of due) schedules.delete(name);
      return due.map(([, { input }]) => input);
    },
  };
}
