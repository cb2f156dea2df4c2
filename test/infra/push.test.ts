import { Match } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { synthesize } from '../support/aws/stacks.ts';

const fcm = 'arn:aws:sns:eu-central-1:111111111111:app/GCM/chat';
const apns = 'arn:aws:sns:eu-central-1:111111111111:app/APNS/chat';

function stageWith(context: Record<string, string>) {
  const { stacks, template } = synthesize({ stage: 'dev', ...context });
  const api = template(stacks.api);
  const policies = Object.entries(api.findResources('AWS::IAM::Policy'));
  const mayWith = (action: string) =>
    policies
      .filter(([, policy]) => JSON.stringify(policy).includes(action))
      .map(([id]) => id.replace(/RoleDefaultPolicy[0-9A-F]{8}$/, ''));
  return { api, policies, mayWith };
}

test('with applications of SNS, the function of the queue alone may push by them', () => {
  const { api, policies, mayWith } = stageWith({ pushFcmArn: fcm, pushApnsArn: apns });
  expect(mayWith('sns:CreatePlatformEndpoint')).toEqual(['QueueWork']);
  const policy = JSON.stringify(policies.find(([id]) => id.startsWith('QueueWork')));
  const endpoints = [apns, fcm].map((arn) => `${arn.replace(':app/', ':endpoint/')}/*`);
  expect(policy).toContain(
    JSON.stringify({ Action: 'sns:CreatePlatformEndpoint', Effect: 'Allow', Resource: [apns, fcm] }),
  );
  expect(policy).toContain(
    JSON.stringify({ Action: ['sns:DeleteEndpoint', 'sns:Publish'], Effect: 'Allow', Resource: endpoints }),
  );
  for (const name of ['queue-work', 'notifications']) {
    api.hasResourceProperties('AWS::Lambda::Function', {
      Description: `ChatFlow (dev): ${name}`,
      Environment: { Variables: Match.objectLike({ PUSH_FCM_ARN: fcm, PUSH_APNS_ARN: apns }) },
    });
  }
});

test('without them no function may, and only two functions use the key of pushes', () => {
  const { api, policies, mayWith } = stageWith({ pushContact: 'mailto:ops@example.org' });
  expect(mayWith('sns:CreatePlatformEndpoint')).toEqual([]);
  const users = policies.filter(([, policy]) => /ImportValue[^}]*PushKey/.test(JSON.stringify(policy)));
  expect(users.map(([id]) => id.replace(/RoleDefaultPolicy[0-9A-F]{8}$/, '')).sort()).toEqual([
    'Notifications',
    'QueueWork',
  ]);
  const variables = Object.values(api.findResources('AWS::Lambda::Function')).map((made) =>
    JSON.stringify(made),
  );
  expect(variables.filter((text) => text.includes('PUSH_CONTACT'))).toHaveLength(2);
});

test.each([
  ['pushFcmArn', apns, /pushFcmArn must be the ARN of a platform application/],
  ['pushApnsArn', 'chat', /pushApnsArn must be the ARN of a platform application/],
  ['pushContact', 'ops', /pushContact must be an address/],
])('a wrong %s is refused', (name, value, message) => {
  expect(() => stageWith({ [name]: value })).toThrow(message);
});
