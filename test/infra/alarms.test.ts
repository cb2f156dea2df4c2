import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { counters, timers } from '../../shared/platform/metrics.ts';
import { definitionOf, functionNames } from '../../functions/catalog.ts';
import { alarmTable, rollBackTable } from '../support/aws/alarm-table.ts';
import { synthesize } from '../support/aws/stacks.ts';

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
    Metrics: z.array(z.looseObject({ MetricStat: z.unknown().optional() })).default([]),
  }),
});
const alarms = [stacks.api, stacks.observability].flatMap((stack) =>
  Object.values(template(stack).findResources('AWS::CloudWatch::Alarm')).map(
    (found) => alarm.parse(found).Properties,
  ),
);

const document = z.object({
  Resources: z.record(z.string(), z.looseObject({ Type: z.string(), Properties: z.unknown() })),
});

/** The paths of everything in a value that is neither an object nor a list. */
function leaves(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [[]];
  return Object.entries(value).flatMap(([key, part]) => leaves(part).map((path) => [key, ...path]));
}

/** Makes what is at `path` something else of its type. */
function change(value: object, [key = '', ...rest]: readonly string[]): void {
  const fields = value as Record<string, unknown>;
  const part = fields[key];
  if (typeof part === 'object' && part !== null) change(part, rest);
  else if (typeof part === 'number') fields[key] = part + 1;
  else fields[key] = typeof part === 'boolean' ? !part : `${[...String(part)].reverse().join('')}~`;
}

test('the dashboard shows every metric that is counted, messages first', () => {
  const dashboard = JSON.stringify(
    template(stacks.observability).findResources('AWS::CloudWatch::Dashboard'),
  ).replaceAll('\\', '');
  const shown = [...dashboard.matchAll(/"ChatFlow","(\w+)","Stage","prod"/g)].map(([, name]) => name);
  expect(shown.slice(0, 2)).toEqual(['Messages', 'Deliveries']);
  expect([...new Set(shown)].sort()).toEqual([...counters, ...timers].sort());
  expect(dashboard).toContain('readUnit * 0.125 + writeUnit * 0.625 + ');
});

test('the alarms of prod, and those that roll a function back, are the recorded ones', async () => {
  const tables = [stacks.api, stacks.observability].map((stack) => alarmTable(template(stack)));
  const parts = [...tables, rollBackTable(template(stacks.api))];
  await expect(`${parts.join('\n\n')}\n`).toMatchFileSnapshot('alarms.txt');
});

test('a change of any property of an alarm shows in that record', () => {
  const unseen = [stacks.api, stacks.observability].flatMap((stack) => {
    const { Resources: resources } = document.parse(template(stack).toJSON());
    const found = Object.entries(resources).filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm');
    const before = alarmTable(template(stack));
    return found.flatMap(([name, { Properties }]) =>
      leaves(Properties)
        .filter(([part]) => part !== 'AlarmDescription' && part !== 'Tags')
        .filter((path) => {
          const changed = structuredClone(resources);
          change(changed, [name, 'Properties', ...path]);
          return alarmTable(Template.fromJSON({ Resources: changed })) === before;
        })
        .map((path) => `${name}: ${path.join('.')}`),
    );
  });
  // how a sum is labelled in a graph
  expect(unseen.filter((path) => !path.endsWith('.Label'))).toEqual([]);
});

describe('every alarm', () => {
  test('says what users suffer, why its threshold is what it is, and what to do', () => {
    const watched = functionNames.filter((name) => definitionOf(name).impact !== undefined);
    expect(alarms).toHaveLength(17 + watched.length);
    for (const { AlarmDescription } of alarms) {
      expect(AlarmDescription).toMatch(/^[A-Z].+\. Threshold: .+\. What to do: docs\/runbook\.md#[a-z-]+$/);
    }
  });

  test('uses no more metrics than CloudWatch accepts', () => {
    const counts = alarms.map(({ Metrics }) => Metrics.filter(({ MetricStat }) => MetricStat).length);
    expect(Math.max(...counts)).toBeGreaterThan(1);
    expect(Math.max(...counts)).toBeLessThanOrEqual(10);
  });

  test('has a section of the runbook, and every section has an alarm', () => {
    const named = alarms.map(({ AlarmDescription }) => AlarmDescription.split('#')[1] ?? '');
    expect([...new Set(named)].sort()).toEqual(sections.sort());
  });

  test('notifies a topic', () => {
    for (const { AlarmActions } of alarms) expect(AlarmActions).toHaveLength(1);
    template(stacks.api).hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'ops@example.org',
    });
    template(stacks.edge).resourceCountIs('AWS::CE::AnomalySubscription', 1);
  });
});
