import { Match } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { synthesize } from '../support/aws/stacks.ts';

const arn = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:chatflow/google-AbCdEf';
const context = {
  stage: 'dev',
  domain: 'chat.example.org',
  certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/0b0c-1d',
};

test('the function for accounts alone gets the providers, and their secrets as references', () => {
  const providers = [{ id: 'google', clientId: 'a client', clientSecretArn: arn }];
  const { stacks, template } = synthesize({ ...context, identityProviders: JSON.stringify(providers) });
  const api = template(stacks.api);
  api.hasResourceProperties('AWS::Lambda::Function', {
    Description: 'ChatFlow (dev): auth',
    Environment: {
      Variables: Match.objectLike({
        IDENTITY_PROVIDERS: Match.serializedJson([
          Match.objectLike({ id: 'google', issuer: 'https://accounts.google.com', clientId: 'a client' }),
        ]),
        IDENTITY_PROVIDER_SECRET_1: `{{resolve:secretsmanager:${arn}:SecretString:::}}`,
      }),
    },
  });
  const functions = Object.values(api.findResources('AWS::Lambda::Function'));
  expect(functions.filter((made) => JSON.stringify(made).includes('IDENTITY_PROVIDER'))).toHaveLength(1);
});
