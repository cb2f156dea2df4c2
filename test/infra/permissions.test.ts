import { Match } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { functionNames } from '../../functions/catalog.ts';
import { synthesize } from '../support/aws/stacks.ts';

const { stacks, template } = synthesize({ stage: 'prod' });
const api = template(stacks.api);

const oneOrMore = z.union([z.array(z.unknown()), z.unknown().transform((one) => [one])]);
const policies = z.record(
  z.string(),
  z.object({
    Properties: z.object({
      PolicyDocument: z.object({
        Statement: z.array(
          z.object({
            Effect: z.enum(['Allow', 'Deny']),
            Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
            Action: oneOrMore.pipe(z.array(z.string())),
            Resource: oneOrMore,
          }),
        ),
      }),
      Roles: z.array(z.object({ Ref: z.string() })),
    }),
  }),
);

/** A resource as a reader of the table knows it: `Table/DurableTable`, `…/ws/POST/@connections/*`. */
function nameOf(resource: unknown): string {
  const text = JSON.stringify(resource);
  const files = /\/((?:uploads|media)\/\*)/.exec(text)?.[1];
  if (files !== undefined) return `Files/${files}`;
  const [, imported, part] = /OutputFnGetAtt(\w+?)[0-9A-F]{8}(Stream)?Arn/.exec(text) ?? [];
  if (imported !== undefined) return part === undefined ? imported : `${imported}/${part}`;
  const connections = /\/ws\/(POST|DELETE)\/@connections\/\*/.exec(text)?.[0];
  if (connections !== undefined) return `sockets${connections}`;
  const ref = /^\{"Ref":"(\w+?)[0-9A-F]{8}"\}$/.exec(text)?.[1];
  if (ref !== undefined) return ref;
  const own = /"Fn::GetAtt":\["(\w+?)[0-9A-F]{8}","Arn"\]/.exec(text)?.[1];
  return own ?? text;
}

/** The partitions that a statement is about. */
const keysIn = (condition: Record<string, Record<string, unknown>> = {}): string =>
  JSON.stringify(condition['ForAnyValue:StringLike']?.['dynamodb:LeadingKeys']);

interface Permission {
  function: string;
  action: string;
  resource: string;
}

/** What each function may do, read from the template: one line for each action on each resource. */
const permissions: Permission[] = Object.values(
  policies.parse(api.findResources('AWS::IAM::Policy')),
).flatMap(({ Properties: { PolicyDocument, Roles } }) =>
  Roles.flatMap(({ Ref }) =>
    PolicyDocument.Statement.flatMap(({ Effect, Action, Resource, Condition }) =>
      Action.flatMap((action) =>
        Resource.map((resource) => ({
          function: Ref.replace(/Role[0-9A-F]{8}$/, ''),
          action: Effect === 'Allow' ? action : `not ${action} of ${keysIn(Condition)}`,
          resource: nameOf(resource),
        })),
      ),
    ),
  ),
);

function table(rows: readonly Permission[]): string {
  const lines = rows.map(({ function: name, resource, action }) => [name, resource, action] as const);
  const groups = Map.groupBy(lines, ([name, resource]) => `${name.padEnd(14)} ${resource.padEnd(30)}`);
  return [...groups]
    .map(
      ([head, group]) =>
        `${head} ${group
          .map(([, , action]) => action)
          .sort()
          .join(', ')}`,
    )
    .sort()
    .join('\n');
}

test('the permissions of each function equal the recorded ones', async () => {
  await expect(table(permissions)).toMatchFileSnapshot('permissions.txt');
});

test('no permission has a wildcard action', () => {
  const granted = permissions.filter(({ action }) => !action.startsWith('not '));
  expect(granted.filter(({ action }) => action.includes('*'))).toEqual([]);
});

test('resources are wildcards only where AWS supports nothing narrower', () => {
  const wild = new Set(
    permissions
      .filter(({ resource }) => resource.includes('*'))
      .map(
        ({ action, resource }) =>
          `${action} ${/:schedule\/.*TimersGroup/.test(resource) ? 'timers' : resource}`,
      ),
  );
  expect([...wild].sort()).toEqual([
    // a socket's id is made when it connects
    'execute-api:ManageConnections sockets/ws/DELETE/@connections/*',
    'execute-api:ManageConnections sockets/ws/POST/@connections/*',
    // a file's id is made when it is uploaded
    's3:AbortMultipartUpload Files/uploads/*',
    's3:DeleteObject Files/media/*',
    's3:DeleteObject Files/uploads/*',
    's3:GetObject Files/media/*',
    's3:GetObject Files/uploads/*',
    's3:ListMultipartUploadParts Files/uploads/*',
    's3:PutObject Files/media/*',
    's3:PutObject Files/uploads/*',
    // a timer is named when it is set
    'scheduler:CreateSchedule timers',
    'scheduler:DeleteSchedule timers',
    'scheduler:UpdateSchedule timers',
    // traces have no resource
    'xray:PutTelemetryRecords "*"',
    'xray:PutTraceSegments "*"',
  ]);
});

test('roles have no managed policy, no inline policy and no other principal', () => {
  const roles = Object.entries(api.findResources('AWS::IAM::Role')) as [string, { Properties: object }][];
  const schedules = ['ProbeSchedule', 'Timers'];
  const functions = roles.filter(([name]) => {
    const owner = name.replace(/Role[0-9A-F]{8}$/, '');
    return !schedules.includes(owner) && permissions.some((permission) => permission.function === owner);
  });
  expect(functions).toHaveLength(functionNames.length);
  for (const [, { Properties }] of functions) {
    expect(Properties).not.toHaveProperty('ManagedPolicyArns');
    expect(Properties).not.toHaveProperty('Policies');
    expect(Properties).toMatchObject({
      AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: 'lambda.amazonaws.com' } }] },
    });
  }
});

test.each([
  { name: 'fetch-page', construct: 'FetchPage', callers: ['QueueWork'] },
  { name: 'post-outbound', construct: 'PostOutbound', callers: ['QueueWork'] },
])(
  'the function $name, which reaches the internet, is granted nothing but its log, knows no resource, and is called by those that may',
  ({ name, construct, callers }) => {
    const own = permissions.filter(({ function: owner }) => owner === construct);
    expect(own.map(({ action }) => action).sort()).toEqual([
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
    expect(permissions.filter(({ resource }) => resource === `${construct}Live`)).toMatchObject(
      callers.map((caller) => ({ function: caller, action: 'lambda:InvokeFunction' })),
    );
    const Description = `ChatFlow (prod): ${name}`;
    api.hasResourceProperties('AWS::Lambda::Function', {
      Description,
      ReservedConcurrentExecutions: 10,
      VpcConfig: Match.absent(),
    });
    const [made] = Object.values(api.findResources('AWS::Lambda::Function', { Properties: { Description } }));
    expect(z.object({ Environment: z.unknown() }).parse(made?.['Properties']).Environment).toEqual({
      Variables: { STAGE: 'prod' },
    });
  },
);

test('previews of links can be turned off for a stage', () => {
  const off = synthesize({ stage: 'dev', linkPreviews: 'false' });
  off.template(off.stacks.api).hasResourceProperties('AWS::Lambda::Function', {
    Description: 'ChatFlow (dev): queue-work',
    Environment: { Variables: Match.objectLike({ LINK_PREVIEWS: 'off' }) },
  });
});

test.each([
  [{ mailFrom: 'chat@example.org' }, 'on'],
  [{}, 'off'],
  [{ mailFrom: 'chat@example.org', digests: 'false' }, 'off'],
])(
  'digests go out where there is an address to send them from, unless they are turned off: %o',
  (settings, digests) => {
    const { template, stacks } = synthesize({ stage: 'dev', ...settings });
    template(stacks.api).hasResourceProperties('AWS::Lambda::Function', {
      Description: 'ChatFlow (dev): queue-work',
      Environment: {
        Variables: Match.objectLike({ DIGESTS: digests, DIGEST_DEFAULT: '1h', DIGEST_PREVIEWS: 'off' }),
      },
    });
  },
);
