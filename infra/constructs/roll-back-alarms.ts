import { Duration, Stack } from 'aws-cdk-lib/core';
import { type Alarm, MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { failureLines, metricNamespace } from '../../shared/platform/metrics.ts';
import type { StackConfig } from '../config.ts';
import { meaningfulAlarm } from './alarm.ts';
import type { FunctionName } from '../../functions/catalog.ts';
import type { ChatFunction } from './chat-function.ts';
import { ownMetric, socketMetric } from './metrics.ts';
import type { SocketApi } from './socket-api.ts';

const period = Duration.minutes(1);

export interface RollBackAlarmsProps {
  config: StackConfig;
  functions: Readonly<Record<FunctionName, ChatFunction>>;
  sockets: SocketApi;
}

/** The alarms by which new code goes back to the version before. */
export class RollBackAlarms extends Construct {
  /** Messages that could not be sent. */
  readonly sendErrors: Alarm;
  /** Sockets that could not be opened through a fault of ours; a wrong token is none. */
  readonly connectFailures: Alarm;
  /** Functions that did not load, timed out, ran out of memory or threw. */
  readonly functionErrors: ReadonlyMap<string, Alarm>;

  constructor(scope: Construct, id: string, { config, functions, sockets }: RollBackAlarmsProps) {
    super(scope, id);
    this.sendErrors = this.#sendErrors(functions);
    this.connectFailures = this.#connectFailures(config, sockets);
    this.functionErrors = new Map(
      Object.entries(functions).flatMap(([name, made]) => {
        const { impact } = made.definition;
        return impact === undefined ? [] : [[name, this.#errors(name, impact, made)] as const];
      }),
    );
  }

  /** Those that new code of this function is rolled back on. */
  of(name: string): Alarm[] {
    const own = this.functionErrors.get(name);
    return [this.sendErrors, this.connectFailures, ...(own ? [own] : [])];
  }

  get all(): Alarm[] {
    return [this.sendErrors, this.connectFailures, ...this.functionErrors.values()];
  }

  #sendErrors(functions: RollBackAlarmsProps['functions']): Alarm {
    const metricName = `${Stack.of(this).stackName}-send-failures`;
    const failures = (name: FunctionName, message: string) =>
      new MetricFilter(functions[name], 'SendFailures', {
        logGroup: functions[name].logGroup,
        filterPattern: FilterPattern.stringValue('$.msg', '=', message),
        metricNamespace,
        metricName,
        metricValue: '1',
      }).metric({ statistic: Stats.SUM, period });
    failures('conversations', failureLines.request);
    return meaningfulAlarm(this, 'SendErrors', {
      users: 'Users see their messages fail to send.',
      because: 'a failure now and then is repeated by the client unnoticed; five in a minute are not chance.',
      runbook: 'send-errors',
      // both functions count into the one metric
      metric: failures('ws-frame', failureLines.frame),
      above: 5,
      periods: 2,
    });
  }

  /**
   * What the functions know of failed handshakes, and what API Gateway does: that it could not hand a call to a function.
   * The larger of the two, as a handshake may be in both. API Gateway's `IntegrationError` is left out: it counts each answer
   * of 400 and above, so the sockets that were refused for their token too, and the failures of `ws-connect` once more.
   */
  #connectFailures(config: StackConfig, sockets: SocketApi): Alarm {
    return meaningfulAlarm(this, 'ConnectFailures', {
      users: 'Users who connect are shown as offline and get no messages until a later attempt succeeds.',
      because: 'clients try again with backoff; ten in a minute are more than chance.',
      runbook: 'connect-failures',
      metric: new MathExpression({
        label: 'connect failures',
        expression: 'MAX([FILL(failed, 0), FILL(uncalled, 0)])',
        usingMetrics: {
          failed: ownMetric(config, 'FailedConnects', 'failed connects'),
          uncalled: socketMetric(sockets, 'ExecutionError'),
        },
        period,
      }),
      above: 10,
      periods: 2,
    });
  }

  #errors(name: string, impact: string, { alias, node }: ChatFunction): Alarm {
    return meaningfulAlarm(this, `${node.id}Errors`, {
      users: impact,
      because:
        'a function answers what fails by itself, so an error of Lambda is one that did not load, timed out or ran out of memory; one is chance, in two minutes of five it is not.',
      runbook: 'function-errors',
      metric: alias.metric('Errors', { label: `${name}: errors`, statistic: Stats.SUM, period }),
      above: 0,
      periods: 5,
      datapoints: 2,
    });
  }
}
