import { describe, expect, it } from 'vitest';
import { createEmfMetrics } from '../../../../../shared/platform/aws/metrics/emf-metrics.ts';
import { counters, timers } from '../../../../../shared/platform/metrics.ts';
import { emfFaults } from '../../../../support/aws/emf-schema.ts';

const now = Date.UTC(2026, 10, 20, 9);

function setUp() {
  const lines: string[] = [];
  const metrics = createEmfMetrics({
    stage: 'prod',
    clock: { now: () => now },
    write: (line) => void lines.push(line),
  });
  return { metrics, lines };
}

describe('metrics in the embedded format', () => {
  it('given counts, flush writes one line with all since the last flush', () => {
    const { metrics, lines } = setUp();
    metrics.count('Deliveries');
    metrics.count('SocketsOpened');
    metrics.count('Deliveries', 99);
    metrics.time('DeliveryDelay', 12);
    metrics.time('DeliveryDelay', 7);
    metrics.flush();
    expect(lines).toEqual([
      '{"_aws":{"Timestamp":1795165200000,"CloudWatchMetrics":[{"Namespace":"ChatFlow","Dimensions":[["Stage"]],' +
        '"Metrics":[{"Name":"Deliveries","Unit":"Count"},{"Name":"SocketsOpened","Unit":"Count"},' +
        '{"Name":"DeliveryDelay","Unit":"Milliseconds"}]}]},' +
        '"Stage":"prod","Deliveries":100,"SocketsOpened":1,"DeliveryDelay":[12,7]}\n',
    ]);
    expect(lines.flatMap(emfFaults)).toEqual([]);
  });

  it('given no counts since the last flush, flush writes nothing', () => {
    const { metrics, lines } = setUp();
    metrics.flush();
    expect(lines).toEqual([]);
    metrics.count('SignIns');
    metrics.flush();
    metrics.flush();
    expect(lines).toHaveLength(1);
    metrics.count('FailedSignIns');
    metrics.flush();
    expect(lines[1]).not.toContain('"SignIns"');
  });

  it('given every metric and many values, flush writes what CloudWatch accepts', () => {
    const { metrics, lines } = setUp();
    for (const name of counters) metrics.count(name);
    for (const name of timers) for (let time = 0; time < 101; time += 1) metrics.time(name, time);
    metrics.flush();
    expect(lines.flatMap(emfFaults)).toEqual([]);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ DeliveryDelay: { length: 100 } });
  });
});

describe('the schema', () => {
  it.each([
    ['no time', { _aws: { CloudWatchMetrics: [] } }],
    ['no metric', { _aws: { Timestamp: now, CloudWatchMetrics: [] } }],
    ['no figure', document('1')],
    ['too many figures', document(Array.from({ length: 101 }, () => 1))],
    ['another unit', document(1, 'Furlongs')],
    ['no value of a metric', document(undefined)],
  ])('refuses a document with %s', (_, faulty) => {
    expect(emfFaults(JSON.stringify(faulty))).not.toEqual([]);
  });

  it('accepts the same document without the fault', () => {
    expect(emfFaults(JSON.stringify(document(1)))).toEqual([]);
  });

  function document(value: unknown, unit = 'Count') {
    const metrics = [{ Name: 'Messages', Unit: unit }];
    const directive = { Namespace: 'ChatFlow', Dimensions: [['Stage']], Metrics: metrics };
    return { _aws: { Timestamp: now, CloudWatchMetrics: [directive] }, Stage: 'dev', Messages: value };
  }
});
