import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { counters, timers } from '../../shared/platform/metrics.ts';
import { synthesize } from '../support/stacks.ts';

const { stacks, template } = synthesize({
  stage: 'prod',
  alarmEmail: 'ops@example.org',
  costMonitor: 'true',
});
const runbook = readFileSync(join(import.meta.dirname, '../../docs/runbook.md'), 'utf8');
const sections = [...runbook.matchAll(/^## (.+)$/gm)].map(([, title = '']) =>
  title.toLowerCase().replaceAll(' ', '-'),
);

const alarm = z.object({
  Properties: z.object({
    AlarmDescription: z.string(),
    AlarmActions: z.array(z.unknown()).default([]),
    TreatMissingData: z.string(),
    Metrics: z.array(z.looseObject({ MetricStat: z.unknown().optional() })).default([]),
  }),
});
const alarms = [stacks.api, stacks.observability].flatMap((stack) =>
  Object.values(template(stack).findResources('AWS::CloudWatch::Alarm')).map(
    (found) => alarm.parse(found).Properties,
  ),
);

test('the dashboard shows everything that is counted, messages first', () => {
  const dashboard = JSON.stringify(
    template(stacks.observability).findResources('AWS::CloudWatch::Dashboard'),
  ).replaceAll('\\', '');
  const shown = [...dashboard.matchAll(/"ChatFlow","(\w+)","Stage","prod"/g)].map(([, name]) => name);
  expect(shown.slice(0, 2)).toEqual(['Messages', 'Deliveries']);
  expect([...new Set(shown)].sort()).toEqual([...counters, ...timers].sort());
  expect(dashboard).toContain('readUnit * 0.125 + writeUnit * 0.625 + ');
});

describe('every alarm', () => {
  test('says what people suffer, why it is where it is, and what to do', () => {
    expect(alarms).toHaveLength(13);
    for (const { AlarmDescription, TreatMissingData } of alarms) {
      expect(AlarmDescription).toMatch(/^[A-Z].+\. Threshold: .+\. What to do: docs\/runbook\.md#[a-z-]+$/);
      expect(TreatMissingData).toBe('notBreaching');
    }
  });

  test('looks at no more metrics than CloudWatch takes', () => {
    const counts = alarms.map(({ Metrics }) => Metrics.filter(({ MetricStat }) => MetricStat).length);
    expect(Math.max(...counts)).toBeGreaterThan(1);
    expect(Math.max(...counts)).toBeLessThanOrEqual(10);
  });

  test('has a section of the runbook, and every section an alarm', () => {
    const named = alarms.map(({ AlarmDescription }) => AlarmDescription.split('#')[1] ?? '');
    expect(named.sort()).toEqual(sections.sort());
  });

  test('tells somebody', () => {
    for (const { AlarmActions } of alarms) expect(AlarmActions).toHaveLength(1);
    template(stacks.api).hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'ops@example.org',
    });
    template(stacks.edge).resourceCountIs('AWS::CE::AnomalySubscription', 1);
  });
});
