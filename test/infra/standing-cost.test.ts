import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { dollars, type Usage } from '../../bench/cost/bill.ts';
import { standing } from '../../bench/cost/standing.ts';
import { counters, timers } from '../../shared/platform/metrics.ts';
import { synthesize } from '../support/aws/stacks.ts';

const resources = z.record(
  z.string(),
  z.looseObject({
    Type: z.string(),
    Properties: z
      .looseObject({
        Metrics: z.array(z.looseObject({ MetricStat: z.unknown().optional() })).optional(),
        Rules: z.array(z.unknown()).optional(),
      })
      .optional(),
  }),
);

/** What a stage holds that is billed by the month. An alarm is billed for each metric that its expression reads. */
function held(overrides: Record<string, unknown>): Usage {
  const { stacks, template } = synthesize(overrides);
  const all = Object.values(stacks)
    .filter((stack) => stack !== undefined)
    .flatMap((stack) => Object.values(resources.parse(template(stack).toJSON()['Resources'])));
  const of = (type: string) => all.filter(({ Type }) => Type === type);
  const metrics = of('AWS::CloudWatch::Alarm').map(
    ({ Properties }) => Properties?.Metrics?.filter(({ MetricStat }) => MetricStat).length ?? 1,
  );
  const firewalls = of('AWS::WAFv2::WebACL');
  return {
    key: of('AWS::KMS::Key').length,
    secret: of('AWS::SecretsManager::Secret').length,
    alarmMetric: metrics.reduce((sum, count) => sum + count, 0),
    dashboard: of('AWS::CloudWatch::Dashboard').length,
    customMetric: counters.length + timers.length,
    firewall: firewalls.length,
    firewallRule: firewalls.reduce((sum, { Properties }) => sum + (Properties?.Rules?.length ?? 0), 0),
  };
}

it.each([
  ['dev', { stage: 'dev' }],
  ['dev, alarms=false', { stage: 'dev', alarms: 'false' }],
  ['prod', { stage: 'prod' }],
] as const)('the resources that the cost of %s names are in its templates', (name, settings) => {
  expect({ firewall: 0, firewallRule: 0, ...standing[name] }).toEqual(held(settings));
});

it.each(['README.md', 'docs/operations.md'])('%s states what a stage costs while idle', async (page) => {
  const text = await readFile(join(import.meta.dirname, '..', '..', page), 'utf8');
  const said = [...text.matchAll(/\$\d+\.\d\d a month/g)].map(([sum]) => sum);
  const costs = Object.values<Usage>(standing).map((usage) => `$${dollars(usage).toFixed(2)} a month`);
  expect(said).toEqual(expect.arrayContaining(costs));
});
