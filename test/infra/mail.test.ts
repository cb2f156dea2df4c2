import { Match } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { synthesize } from '../support/aws/stacks.ts';

const statementsOn = (context: Record<string, string>) => {
  const { stacks, template } = synthesize(context);
  const api = template(stacks.api);
  const policies = Object.entries(api.findResources('AWS::IAM::Policy'));
  const sending = policies.filter(([, policy]) => JSON.stringify(policy).includes('ses:'));
  return { api, sending };
};

test('with mailFrom the function of the queue alone may send, from that address only', () => {
  const { api, sending } = statementsOn({ stage: 'dev', mailFrom: 'chat@example.org' });
  expect(sending.map(([id]) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual(['QueueWorkRoleDefaultPolicy']);
  const policy = JSON.stringify(sending[0]?.[1]);
  expect(policy).toContain('"Action":"ses:SendEmail"');
  expect(policy).toContain(':identity/chat@example.org');
  expect(policy).toContain(':identity/example.org');
  expect(policy).toContain('"StringEquals":{"ses:FromAddress":"chat@example.org"}');
  api.hasResourceProperties('AWS::Lambda::Function', {
    Description: 'ChatFlow (dev): queue-work',
    Environment: { Variables: Match.objectLike({ MAIL_FROM: 'chat@example.org' }) },
  });
});

test('without mailFrom no function may send mail', () => {
  expect(statementsOn({ stage: 'dev' }).sending).toEqual([]);
});
