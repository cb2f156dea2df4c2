import { expect, test } from 'vitest';
import * as z from 'zod';
import { stageNames } from '../../infra/config.ts';
import { synthesize } from '../support/aws/stacks.ts';

const resource = z.looseObject({ Type: z.string(), Properties: z.unknown() });
const policyProperties = z.object({
  Topics: z.array(z.object({ Ref: z.string() })),
  PolicyDocument: z.object({ Statement: z.array(z.unknown()) }),
});

/** What a topic's policy must allow: CloudWatch, for alarms of this account alone. */
const alarmsMayPublish = (topic: string) => ({
  Effect: 'Allow',
  Principal: { Service: 'cloudwatch.amazonaws.com' },
  Action: 'sns:Publish',
  Resource: { Ref: topic },
  Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
});

test.each(stageNames)('alarms may publish to every topic of %s', (stage) => {
  const { stacks, template } = synthesize({ stage, alarmEmail: 'ops@example.org', costMonitor: true });
  const topics = Object.values(stacks).flatMap((stack) => {
    if (!stack) return [];
    const resources = z
      .record(z.string(), resource)
      .parse(template(stack).toJSON()['Resources'] as Record<string, unknown>);
    const policies = Object.values(resources)
      .filter(({ Type }) => Type === 'AWS::SNS::TopicPolicy')
      .map(({ Properties }) => policyProperties.parse(Properties));
    return Object.entries(resources)
      .filter(([, { Type }]) => Type === 'AWS::SNS::Topic')
      .map(([name, { Properties }]) => ({
        name,
        // a key of our own would have to let CloudWatch use it, too
        key: z.looseObject({}).parse(Properties ?? {})['KmsMasterKeyId'],
        statements: policies
          .filter(({ Topics }) => Topics.some(({ Ref }) => Ref === name))
          .flatMap(({ PolicyDocument }) => PolicyDocument.Statement),
      }));
  });
  expect(topics).toHaveLength(1);
  for (const { name, key, statements } of topics) {
    expect(statements).toContainEqual(expect.objectContaining(alarmsMayPublish(name)));
    expect(key).toBeUndefined();
  }
});
