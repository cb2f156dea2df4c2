import { Duration } from 'aws-cdk-lib/core';
import { type IMetric, MathExpression, Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { prices, type Priced } from '../prices.ts';
import {
  metricNamespace,
  stageDimension,
  type CounterName,
  type TimerName,
} from '../../shared/platform/metrics.ts';
import type { StackConfig } from '../config.ts';
import type { ApiStack } from '../stacks/api-stack.ts';
import type { DataStack } from '../stacks/data-stack.ts';
import type { ChatFunction } from './chat-function.ts';
import { probePeriod } from './probe-schedule.ts';
import type { SocketApi } from './socket-api.ts';

const period = Duration.minutes(1);
/**
 * Whether users or work wait for a function: not for the end of a socket. The stream's, the schedule's and those of files
 * have alarms of their own; an operator sees.
 */
const isAwaited = ({ definition }: ChatFunction) =>
  !['stream', 'schedule', 'command', 'disconnect', 'object', 'scan', 'page', 'post'].includes(
    definition.trigger.kind,
  );
/** Of costs: in a minute hardly anything happens. */
const hour = Duration.hours(1);

export interface MetricSources {
  config: StackConfig;
  api: ApiStack;
  data: DataStack;
}

/** What is measured, each minute: by AWS, and by the functions themselves in the lines of their logs. */
export class Metrics {
  readonly messages: IMetric;
  readonly deliveries: IMetric;
  readonly deliveryP50: IMetric;
  readonly deliveryP99: IMetric;
  readonly socketsOpened: IMetric;
  readonly socketsClosed: IMetric;
  /** By how many sockets more are open than when the graph begins: open sockets are not counted directly. */
  readonly socketsGained: IMetric;
  readonly signIns: IMetric;
  readonly failedSignIns: IMetric;
  readonly registrations: IMetric;
  readonly conversations: IMetric;
  /** In the time from one look to the next. */
  readonly probes: IMetric;
  readonly failedProbes: IMetric;
  readonly frames: IMetric;
  readonly frameP50: IMetric;
  readonly frameP99: IMetric;
  readonly requests: IMetric;
  readonly requestFailures: IMetric;
  readonly requestP99: IMetric;
  readonly workAge: IMetric;
  readonly deadLetters: IMetric;
  /** For how long the oldest change that was handed to the stream's consumer had been stored, in milliseconds. */
  readonly changeAge: IMetric;
  readonly lostChanges: IMetric;
  /** Uploads that no function could handle. */
  readonly lostUploads: IMetric;
  /** Uploads that were never completed or never sent. */
  readonly leftOvers: IMetric;
  /** Links that got a preview, and those whose page could not be read. */
  readonly previews: IMetric;
  readonly failedPreviews: IMetric;
  /** Calls that Lambda throttled, of up to ten functions each: an alarm takes no more. */
  readonly throttles: readonly IMetric[];
  /** Posts to sockets that API Gateway refused. */
  readonly refusedPosts: IMetric;
  /** Requests that did not come through CloudFront. */
  readonly edgeBypasses: IMetric;
  readonly tableThrottles: IMetric;
  readonly keyFailures: IMetric;
  readonly reads: IMetric;
  readonly writes: IMetric;
  /** What each million of messages costs with everything around it, in US dollars, hour by hour. */
  readonly dollarsPerMillion: IMetric;
  /** What an hour costs in US dollars, by what a runaway would show in: an alarm takes ten metrics at most. */
  readonly dollarsPerHour: IMetric;

  constructor(sources: MetricSources) {
    const { config, api, data } = sources;
    const { http, sockets, functions, work, changes } = api;
    const own = (name: CounterName | TimerName, label: string, statistic?: string) =>
      ownMetric(config, name, label, statistic);
    const all = Object.values(functions);
    const every = (
      measure: (of: Function, metric: MetricOptions) => Metric,
      of: readonly ChatFunction[] = all,
    ) => of.map((one) => measure(one.function, { statistic: Stats.SUM, period }));
    const tables = (metricName: string) =>
      Object.values(data.tables).map(
        ({ tableName }) =>
          new Metric({
            namespace: 'AWS/DynamoDB',
            metricName,
            dimensionsMap: { TableName: tableName },
            statistic: Stats.SUM,
            period,
          }),
      );

    this.messages = own('Messages', 'messages');
    this.deliveries = own('Deliveries', 'deliveries');
    this.deliveryP50 = own('DeliveryDelay', 'delivery p50', Stats.percentile(50));
    this.deliveryP99 = own('DeliveryDelay', 'delivery p99', Stats.percentile(99));
    this.socketsOpened = own('SocketsOpened', 'opened');
    this.socketsClosed = own('SocketsClosed', 'closed');
    this.socketsGained = new MathExpression({
      label: 'more open than at the left edge',
      expression: 'RUNNING_SUM(FILL(opened, 0) - FILL(closed, 0))',
      usingMetrics: { opened: this.socketsOpened, closed: this.socketsClosed },
      period,
    });
    this.signIns = own('SignIns', 'sign-ins');
    this.failedSignIns = own('FailedSignIns', 'failed sign-ins');
    this.registrations = own('Registrations', 'registrations');
    this.conversations = own('Conversations', 'new conversations');

    this.probes = own('Probes', 'looks').with({ period: probePeriod });
    this.failedProbes = own('FailedProbes', 'did not get through').with({ period: probePeriod });

    const frame = functions['ws-frame'].function;
    this.frames = frame.metricInvocations({ label: 'frames', period });
    this.frameP50 = frame.metricDuration({ label: 'p50', statistic: Stats.percentile(50), period });
    this.frameP99 = frame.metricDuration({ label: 'p99', statistic: Stats.percentile(99), period });
    this.requests = http.api.metricCount({ label: 'requests', period });
    this.requestFailures = http.api.metricServerError({ label: '5xx', statistic: Stats.SUM, period });
    this.requestP99 = http.api.metricLatency({ label: 'p99', statistic: Stats.percentile(99), period });
    this.workAge = work.queue.metricApproximateAgeOfOldestMessage({ statistic: Stats.MAXIMUM, period });
    this.deadLetters = work.deadLetters.metricApproximateNumberOfMessagesVisible({
      statistic: Stats.MAXIMUM,
      period,
    });
    this.changeAge = functions['after-commit'].function.metric('IteratorAge', {
      label: 'age of changes (ms)',
      statistic: Stats.MAXIMUM,
      period,
    });
    this.lostChanges = changes.failures.metricApproximateNumberOfMessagesVisible({
      label: 'batches of changes given up',
      statistic: Stats.MAXIMUM,
      period,
    });
    this.lostUploads = api.mediaEvents.failures.metricApproximateNumberOfMessagesVisible({
      label: 'uploads given up',
      statistic: Stats.MAXIMUM,
      period,
    });
    this.leftOvers = own('MediaExpired', 'left-over files');
    this.previews = own('LinkPreviews', 'previews of links');
    this.failedPreviews = own('FailedLinkPreviews', 'links without a preview');
    this.throttles = tens(every((of, metric) => of.metricThrottles(metric), all.filter(isAwaited))).map(
      (some, index) => sum(index === 0 ? 'throttled calls' : `throttled calls ${index + 1}`, some),
    );
    this.refusedPosts = own('RefusedPosts', 'refused posts');
    this.edgeBypasses = own('EdgeBypasses', 'not through CloudFront');
    this.keyFailures = own('KeyFailures', 'key failures');
    this.tableThrottles = sum('throttled reads and writes', [
      ...tables('ReadThrottleEvents'),
      ...tables('WriteThrottleEvents'),
    ]);
    this.reads = sum('read units', tables('ConsumedReadCapacityUnits'));
    this.writes = sum('write units', tables('ConsumedWriteCapacityUnits'));
    const used = {
      readUnit: { metrics: tables('ConsumedReadCapacityUnits') },
      writeUnit: { metrics: tables('ConsumedWriteCapacityUnits') },
      socketMessage: { metrics: [socketMetric(sockets, 'MessageCount')] },
      httpRequest: { metrics: [http.api.metricCount({ period })] },
    };
    const time = (of: readonly ChatFunction[]): Omit<Weighted, 'period'> => ({
      metrics: every((one, metric) => one.metricDuration(metric), of),
      // of milliseconds
      factors: of.map(({ definition }) => definition.memoryMiB / 1024 / 1000),
    });
    this.dollarsPerMillion = perMillion(own('Messages', 'messages'), {
      ...used,
      invocation: { metrics: every((of, metric) => of.metricInvocations(metric)) },
      gigabyteSecond: time(all),
    });
    this.dollarsPerHour = dollars('USD an hour', {
      ...used,
      gigabyteSecond: time([
        functions.auth,
        functions.conversations,
        functions['ws-frame'],
        functions['queue-work'],
      ]),
    });
  }
}

/** A metric that functions write themselves. */
export function ownMetric(
  { stage }: StackConfig,
  metricName: CounterName | TimerName,
  label: string,
  statistic: string = Stats.SUM,
): Metric {
  const dimensionsMap = { [stageDimension]: stage };
  return new Metric({ namespace: metricNamespace, metricName, dimensionsMap, label, statistic, period });
}

/** A metric that API Gateway has of the WebSocket API. */
export function socketMetric({ api, stageName }: SocketApi, metricName: string): Metric {
  const dimensionsMap = { ApiId: api.apiId, Stage: stageName };
  return new Metric({
    namespace: 'AWS/ApiGateway',
    metricName,
    dimensionsMap,
    statistic: Stats.SUM,
    period,
  });
}

/** The sum of metrics, of which those without data count as nothing. Several sums may share a graph. */
function sum(label: string, metrics: readonly Metric[]): MathExpression {
  return weightedSum(label, { metrics, period });
}

const mostInAlarm = 10;
const tens = (metrics: readonly Metric[]): Metric[][] =>
  Array.from({ length: Math.ceil(metrics.length / mostInAlarm) }, (_, index) =>
    metrics.slice(index * mostInAlarm, (index + 1) * mostInAlarm),
  );

interface Weighted {
  metrics: readonly Metric[];
  /** What each metric is multiplied by, in their order; by default 1. */
  factors?: readonly number[];
  period: Duration;
}

function weightedSum(label: string, { metrics, factors = [], period }: Weighted): MathExpression {
  const id = (index: number) => `${label.replaceAll(' ', '_')}_${index}`;
  const terms = metrics.map((_, index) => {
    const factor = factors[index];
    return `FILL(${id(index)}, 0)${factor === undefined ? '' : ` * ${decimal(factor)}`}`;
  });
  return new MathExpression({
    label,
    expression: terms.join(' + '),
    usingMetrics: Object.fromEntries(metrics.map((metric, index) => [id(index), metric.with({ period })])),
    period,
  });
}

type Bill = Partial<Record<Priced, Omit<Weighted, 'period'>>>;

/** What was used in an hour, by the prices of docs/cost.md. */
function dollars(label: string, used: Bill): MathExpression {
  return new MathExpression({ label, ...priced(used, 1), period: hour });
}

/** The same, for a million of that hour's messages. */
function perMillion(messages: Metric, used: Bill): MathExpression {
  const { expression, usingMetrics } = priced(used, 1e6);
  return new MathExpression({
    label: 'USD for a million messages',
    expression: `(${expression}) / messages`,
    usingMetrics: { ...usingMetrics, messages: messages.with({ period: hour }) },
    period: hour,
  });
}

function priced(used: Bill, times: number) {
  const bill = Object.entries(used) as [Priced, Omit<Weighted, 'period'>][];
  const terms = bill.map(
    ([name]) => `${name} * ${decimal((times * prices[name].dollars) / prices[name].units)}`,
  );
  const amounts = bill.map(
    ([name, amount]) => [name, weightedSum(`${name} used`, { ...amount, period: hour })] as const,
  );
  return { expression: terms.join(' + '), usingMetrics: Object.fromEntries(amounts) };
}

/** CloudWatch's expressions know no exponents. */
function decimal(figure: number): string {
  return figure.toFixed(10).replace(/\.?0+$/, '');
}
