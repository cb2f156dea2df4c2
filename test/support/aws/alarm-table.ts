import type { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';

const dimensions = z.array(z.object({ Name: z.string(), Value: z.unknown() })).default([]);
const oneMetric = z.object({ Namespace: z.string(), MetricName: z.string(), Dimensions: dimensions });
const query = z.object({
  Id: z.string(),
  Expression: z.string().optional(),
  MetricStat: z.object({ Metric: oneMetric, Period: z.number(), Stat: z.string() }).optional(),
  Period: z.number().optional(),
  ReturnData: z.boolean().optional(),
});
const actions = z.array(z.unknown()).default([]);
const alarm = z.object({
  Properties: oneMetric
    .partial()
    .extend({
      ActionsEnabled: z.boolean().default(true),
      AlarmActions: actions,
      AlarmDescription: z.string(),
      ComparisonOperator: z.string(),
      Dimensions: dimensions,
      EvaluationPeriods: z.number(),
      DatapointsToAlarm: z.number().optional(),
      ExtendedStatistic: z.string().optional(),
      InsufficientDataActions: actions,
      Metrics: z.array(query).default([]),
      OKActions: actions,
      Period: z.number().optional(),
      Statistic: z.string().optional(),
      Tags: z.unknown().optional(),
      Threshold: z.number(),
      TreatMissingData: z.string(),
    })
    // what is not described here would not be in the table
    .strict(),
});

/** A value of a template in words: a resource by its name, without what the CDK makes names unique with. */
function readable(value: unknown): string {
  if (Array.isArray(value)) return value.map(readable).join(' ');
  const { success, data: join } = joined.safeParse(value);
  if (success) return join['Fn::Join'][1].map(readable).join(join['Fn::Join'][0]);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const imported = /ExportsOutput(?:Ref|FnGetAtt)(\w+?)[0-9A-F]{8}/.exec(text)?.[1];
  const own = /^(?:\{"Ref":")?(\w+?)[0-9A-F]{8}(?:"\})?$/.exec(text)?.[1];
  return imported ?? own ?? text;
}
const joined = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) });

const told = (actions: readonly unknown[]) => actions.map(readable).join(' ') || 'nothing';

function metricText({ Namespace, MetricName, Dimensions }: z.output<typeof oneMetric>): string {
  const named = Dimensions.map(({ Name, Value }) => `${Name}=${readable(Value)}`);
  return [`${Namespace} ${MetricName}`, ...named].join(', ');
}

/** Everything by which the alarms of a template differ, some lines for each. */
export function alarmTable(template: Template): string {
  const found = Object.entries(template.findResources('AWS::CloudWatch::Alarm'));
  return found
    .map(([name, resource]) => {
      const { Properties: is } = alarm.parse(resource);
      const watched =
        is.Namespace !== undefined && is.MetricName !== undefined
          ? [
              `${metricText({ Namespace: is.Namespace, MetricName: is.MetricName, Dimensions: is.Dimensions })}: ${is.Statistic ?? is.ExtendedStatistic ?? ''} of ${is.Period ?? 0} s`,
            ]
          : is.Metrics.map(({ Id, Expression, MetricStat: stat, Period, ReturnData = true }) =>
              [
                `${Id} = ${Expression ?? ''}`,
                stat ? `${metricText(stat.Metric)}: ${stat.Stat} of ${stat.Period} s` : '',
                Period === undefined ? '' : ` of ${Period} s`,
                ReturnData ? ' (watched)' : '',
              ].join(''),
            );
      return [
        readable(name),
        ...watched,
        `${is.ComparisonOperator} ${is.Threshold} in ${is.DatapointsToAlarm ?? is.EvaluationPeriods} of ${is.EvaluationPeriods}, missing data: ${is.TreatMissingData}`,
        `tells: ${told(is.AlarmActions)} when it rings, ${told(is.OKActions)} when it is over, ${told(is.InsufficientDataActions)} without data${is.ActionsEnabled ? '' : ' (disabled)'}`,
      ].join('\n  ');
    })
    .sort()
    .join('\n\n');
}

const deploymentGroup = z.object({
  Properties: z.object({
    AlarmConfiguration: z.strictObject({
      Enabled: z.boolean(),
      Alarms: z.array(z.object({ Name: z.object({ Ref: z.string() }) })),
    }),
  }),
});

/** By which alarms each function goes back to the version before. */
export function rollBackTable(template: Template): string {
  const found = Object.entries(template.findResources('AWS::CodeDeploy::DeploymentGroup'));
  return found
    .map(([name, resource]) => {
      const { Enabled, Alarms } = deploymentGroup.parse(resource).Properties.AlarmConfiguration;
      const alarms = Alarms.map(({ Name }) => readable(Name.Ref)).join(', ');
      return `${readable(name)} goes back on: ${alarms}${Enabled ? '' : ' (disabled)'}`;
    })
    .sort()
    .join('\n');
}
