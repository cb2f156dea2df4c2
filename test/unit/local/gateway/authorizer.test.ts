import type { Statement } from 'aws-lambda';
import { expect, test } from 'vitest';
import { isAllowed } from '../../../../local/gateway/authorizer.ts';

const arn = 'arn:aws:execute-api:local:000000000000:api/stage/$connect';
const allow: Statement = { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: arn };

test.each<[string, Statement[], boolean]>([
  ['an exact allow', [allow], true],
  ['no statement', [], false],
  ['a deny beside an allow', [allow, { ...allow, Effect: 'Deny' }], false],
  ['a deny of something else', [allow, { ...allow, Effect: 'Deny', Resource: `${arn}x` }], true],
  ['wildcards', [{ Effect: 'Allow', Action: 'execute-api:*', Resource: 'arn:aws:*/stage/?connect' }], true],
  ['a list', [{ Effect: 'Allow', Action: ['s3:Get', 'execute-api:Invoke'], Resource: ['x', arn] }], true],
  ['another action', [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }], false],
  ['another resource', [{ Effect: 'Allow', Action: '*', Resource: 'arn:aws:execute-api:*/$other' }], false],
  [
    'a pattern that is not a regular expression',
    [{ ...allow, Resource: arn.replace('api/', '.../') }],
    false,
  ],
])('%s', (_, statements, allowed) => {
  expect(isAllowed({ Version: '2012-10-17', Statement: statements }, arn)).toBe(allowed);
});
