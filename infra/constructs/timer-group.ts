import { Stack } from 'aws-cdk-lib/core';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Grants } from '../../functions/definition.ts';
import { acknowledge } from './acknowledge.ts';

type TimerAction = NonNullable<Grants['timers']>[number];

/** Where functions set timers: a group of schedules, and the role by which these put work on the queue and do nothing else. */
export class TimerGroup extends Construct {
  /** What functions that set timers need to know. */
  readonly environment: Record<string, string>;
  readonly #schedules: string;
  readonly #groupId: string;
  readonly #role: Role;

  constructor(scope: Construct, id: string, { queue }: { queue: Queue }) {
    super(scope, id);
    const stack = Stack.of(this);
    const group = new CfnScheduleGroup(this, 'Group');
    this.#groupId = stack.getLogicalId(group);
    this.#schedules = stack.formatArn({
      service: 'scheduler',
      resource: 'schedule',
      resourceName: `${group.ref}/*`,
    });
    this.#role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
      }),
    });
    this.#role.addToPolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queue.queueArn] }),
    );
    this.environment = {
      TIMER_GROUP: group.ref,
      TIMER_ROLE_ARN: this.#role.roleArn,
      WORK_QUEUE_ARN: queue.queueArn,
    };
  }

  /** Says to cdk-nag why the policy of a function that sets timers names no single schedule. */
  acknowledgeIn(role: Role): void {
    const { region } = Stack.of(this);
    const arn = `arn:aws:scheduler:${region}:<AWS::AccountId>:schedule/<${this.#groupId}>/*`;
    acknowledge(role, {
      [`IAM5[Resource::${arn}]`]: 'The last part is the name of a timer, made when it is set.',
    });
  }

  /** The statements of the policy of a function that may do this with timers. */
  statements(actions: readonly TimerAction[]): PolicyStatement[] {
    const ofSchedules = new PolicyStatement({
      actions: actions.map((action) => `scheduler:${action}`),
      resources: [this.#schedules],
    });
    if (!actions.some((action) => action !== 'DeleteSchedule')) return [ofSchedules];
    return [
      ofSchedules,
      new PolicyStatement({
        actions: ['iam:PassRole'],
        resources: [this.#role.roleArn],
        conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
      }),
    ];
  }
}
