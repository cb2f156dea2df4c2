import { Bucket } from 'aws-cdk-lib/aws-s3';
import { describe, expect, test } from 'vitest';
import { catalog } from '../../functions/catalog.ts';
import type { Catalog } from '../../functions/definition.ts';
import { stageNames } from '../../infra/config.ts';
import { faults, mediaSettings } from '../support/aws/stacks.ts';

// every rule looks at a whole app, which takes long on a busy machine
describe('cdk-nag', { timeout: 180_000 }, () => {
  test('finds a violation', () => {
    const open = () =>
      faults({ stage: 'dev' }, ({ data }) => {
        new Bucket(data, 'Open');
      });
    expect(open).toThrow(/server access logs disabled.*require requests to use SSL/s);
  });

  test.each(stageNames)('finds none in %s, nor does the CDK', (stage) => {
    expect(faults({ stage, alarmEmail: 'ops@example.org', costMonitor: true })).toEqual([]);
  });

  test('finds none where files are scanned, and served by CloudFront', () => {
    expect(faults(mediaSettings)).toEqual([]);
  });

  test('finds nothing where a function is granted timers', () => {
    const timers = ['CreateSchedule', 'UpdateSchedule', 'DeleteSchedule'] as const;
    const { conversations } = catalog;
    const withTimers: Catalog = {
      ...catalog,
      conversations: { ...conversations, grants: { ...conversations.grants, timers } },
    };
    expect(faults({ stage: 'dev' }, undefined, withTimers)).toEqual([]);
  });
});
