import { Duration, Stack } from 'aws-cdk-lib/core';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { ChatFunction } from './chat-function.ts';

/** Two looks that fail are ten minutes, a fifth of what the SLO allows in a month. */
export const probePeriod = Duration.minutes(5);

export interface ProbeScheduleProps {
  probe: ChatFunction;
  /** Where people reach the HTTP API, without `/v1`, and the sockets. */
  http: string;
  sockets: string;
  /** Whether these are the APIs' own addresses, not behind CloudFront. */
  direct: boolean;
}

/** Has a function look from outside whether people get through, as long as the stack is there. */
export class ProbeSchedule extends Construct {
  constructor(scope: Construct, id: string, { probe, ...addresses }: ProbeScheduleProps) {
    super(scope, id);
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    role.addToPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [probe.alias.functionArn] }),
    );
    const schedule = new CfnSchedule(this, 'Schedule', {
      description: 'ChatFlow: whether people get through',
      scheduleExpression: `rate(${probePeriod.toMinutes()} minutes)`,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: probe.alias.functionArn,
        roleArn: role.roleArn,
        input: Stack.of(this).toJsonString(addresses),
        // the next look comes soon enough
        retryPolicy: { maximumRetryAttempts: 0 },
      },
    });
    schedule.node.addDependency(role);
  }
}
