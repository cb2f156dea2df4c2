import { metricNamespace, stageDimension, type CounterName, type TimerName } from '../../metrics.ts';
import type { Clock, Metrics } from '../../ports.ts';

/** The format takes no more values of one metric in a line. What is beyond is left out. */
const maxValues = 100;

/**
 * Metrics as lines in a Lambda's log, from which CloudWatch takes them (Embedded Metric Format): one line for each time
 * that they are flushed, none if there is nothing to tell. `write` gets it with its line break.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function createEmfMetrics(deps: {
  stage: string;
  clock: Clock;
  write: (line: string) => void;
}): Metrics {
  const { stage, clock, write } = deps;
  const counts = new Map<CounterName, number>();
  const times = new Map<TimerName, number[]>();
  return {
    count(name, added = 1) {
      counts.set(name, (counts.get(name) ?? 0) + added);
    },
    time(name, milliseconds) {
      const values = times.get(name) ?? [];
      if (values.length < maxValues) times.set(name, [...values, milliseconds]);
    },
    flush() {
      if (counts.size === 0 && times.size === 0) return;
      const definitions = [
        ...[...counts.keys()].map((name) => ({ Name: name, Unit: 'Count' })),
        ...[...times.keys()].map((name) => ({ Name: name, Unit: 'Milliseconds' })),
      ];
      const document = {
        _aws: {
          Timestamp: clock.now(),
          CloudWatchMetrics: [
            { Namespace: metricNamespace, Dimensions: [[stageDimension]], Metrics: definitions },
          ],
        },
        [stageDimension]: stage,
        ...Object.fromEntries<number | number[]>([...counts, ...times]),
      };
      counts.clear();
      times.clear();
      write(`${JSON.stringify(document)}\n`);
    },
  };
}
