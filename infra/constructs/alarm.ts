import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

export interface MeaningfulAlarm {
  /** What people suffer while it rings. */
  users: string;
  /** Why the threshold is where it is. */
  because: string;
  /** The section of docs/runbook.md. */
  runbook: string;
  metric: IMetric;
  above: number;
  /** How many periods are looked at; by default one. */
  periods?: number;
  /** In how many of them it must be above; by default in all. */
  datapoints?: number;
  /** What a period without data means; by default that nothing happened, and so nothing wrong. */
  noData?: 'fine' | 'wrong';
}

/** An alarm that says what it means. */
export function meaningfulAlarm(scope: Construct, id: string, alarm: MeaningfulAlarm): Alarm {
  const { users, because, runbook, metric, above, periods = 1, datapoints, noData = 'fine' } = alarm;
  const props: AlarmProps = {
    alarmDescription: `${users} Threshold: ${because} What to do: docs/runbook.md#${runbook}`,
    metric,
    threshold: above,
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: periods,
    ...(datapoints !== undefined && { datapointsToAlarm: datapoints }),
    treatMissingData: noData === 'fine' ? TreatMissingData.NOT_BREACHING : TreatMissingData.BREACHING,
  };
  return new Alarm(scope, id, props);
}

/** Sends word to a topic when an alarm rings and when it is over. */
export function tell(topic: Topic, alarm: Alarm): void {
  const action = new SnsAction(topic);
  alarm.addAlarmAction(action);
  alarm.addOkAction(action);
}
