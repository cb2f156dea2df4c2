import { Stack } from 'aws-cdk-lib/core';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { TableInUse } from '../stacks/data-stack.ts';
import type { Grants } from '../../functions/definition.ts';
import type { TimerGroup } from './timer-group.ts';

export interface GrantedResources {
  durable: TableInUse;
  ephemeral: TableInUse;
  dataKey: Key;
  tokenKey: Key;
  /** Signs nothing now, but its public half is asked for. */
  acceptedTokenKey: Key | undefined;
  /** Signs pushes to browsers. */
  pushKey: Key;
  /** The ARNs of the applications of SNS that pushes to apps are sent by. */
  pushApplications: readonly string[];
  work: Queue;
  media: Bucket;
  /** There where a function sets timers. */
  timers: TimerGroup | undefined;
  /** The function that reads pages, there where another has it do so. */
  pages: IFunction | undefined;
  /** The function that posts to servers of the internet, there where another has it do so. */
  outbound: IFunction | undefined;
  /** The address that mail comes from, where the stage sends any. */
  mailFrom: string | undefined;
  /** `<api id>/<stage>` of the WebSocket API. */
  socketStage: string;
}

/** The statements of the policy of a function with these grants. */
export function statements(grants: Grants, to: GrantedResources): PolicyStatement[] {
  const {
    durable = [],
    ephemeral = [],
    dataKey = [],
    tokenKey = [],
    pushKey = [],
    mobilePush = [],
    sockets = [],
    work,
    media = [],
    mail = [],
    pages = [],
    outbound = [],
    timers,
  } = grants;
  const allow = (service: string, actions: readonly string[], resources: readonly string[]) =>
    actions.length === 0
      ? []
      : new PolicyStatement({
          actions: actions.map((action) => `${service}:${action}`),
          resources: [...resources],
        });
  const connections = sockets.map((method) =>
    Stack.of(to.work).formatArn({
      service: 'execute-api',
      resource: to.socketStage,
      // the id of a socket is made when it connects
      resourceName: `${method}/@connections/*`,
    }),
  );
  return [
    allow('dynamodb', durable, [to.durable.tableArn]),
    keepAuditLog(durable, to.durable.tableArn),
    allow('dynamodb', ephemeral, [to.ephemeral.tableArn]),
    allow('kms', dataKey, [to.dataKey.keyArn]),
    allow('kms', tokenKey, [to.tokenKey.keyArn]),
    to.acceptedTokenKey && tokenKey.includes('GetPublicKey')
      ? allow('kms', ['GetPublicKey'], [to.acceptedTokenKey.keyArn])
      : [],
    ...pushStatements(mobilePush, to.pushApplications),
    allow('kms', pushKey, [to.pushKey.keyArn]),
    allow('execute-api', connections.length > 0 ? ['ManageConnections'] : [], connections),
    ...mediaStatements(media, to.media),
    allow('sqs', work ? ['SendMessage'] : [], [to.work.queueArn]),
    to.mailFrom === undefined ? [] : mailStatement(mail, to.mailFrom, Stack.of(to.work)),
    to.pages ? allow('lambda', pages, [to.pages.functionArn]) : [],
    to.outbound ? allow('lambda', outbound, [to.outbound.functionArn]) : [],
    timers && to.timers ? to.timers.statements(timers) : [],
  ].flat();
}

/** What is in the audit log stays as it is: functions may add to it, and those that change other items may not change these. */
function keepAuditLog(granted: readonly string[], tableArn: string): PolicyStatement[] {
  const changing = granted.filter((action) => ['DeleteItem', 'UpdateItem'].includes(action));
  if (changing.length === 0) return [];
  return [
    new PolicyStatement({
      effect: Effect.DENY,
      actions: changing.map((action) => `dynamodb:${action}`),
      resources: [tableArn],
      // the partitions of shared/platform/keys.ts
      conditions: { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': ['AUDIT*'] } },
    }),
  ];
}

/** Below which prefixes of the bucket a function may do what. */
function mediaStatements(granted: NonNullable<Grants['media']>, bucket: Bucket): PolicyStatement[] {
  const pairs = granted.map((grant) => grant.split(' ') as [string, string]);
  const byPrefix = Map.groupBy(pairs, ([, prefix]) => prefix);
  const statements = [...byPrefix].map(
    ([prefix, actions]) =>
      new PolicyStatement({
        actions: actions.map(([action]) => `s3:${action}`),
        resources: [bucket.arnForObjects(`${prefix}/*`)],
      }),
  );
  // without this, S3 says of what is not there that one may not read it
  const reads = pairs.some(([action]) => action === 'GetObject');
  const list = new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] });
  return reads ? [...statements, list] : statements;
}

/** Endpoints are made in an application, and are below its name: `…:app/GCM/chat` has `…:endpoint/GCM/chat/*`. */
function pushStatements(
  granted: NonNullable<Grants['mobilePush']>,
  applications: readonly string[],
): PolicyStatement[] {
  if (granted.length === 0 || applications.length === 0) return [];
  const endpoints = applications.map((arn) => `${arn.replace(':app/', ':endpoint/')}/*`);
  const isMaking = (action: string) => action === 'CreatePlatformEndpoint';
  const statement = (actions: readonly string[], resources: readonly string[]) =>
    new PolicyStatement({ actions: actions.map((action) => `sns:${action}`), resources: [...resources] });
  return [
    statement(granted.filter(isMaking), applications),
    statement(
      granted.filter((action) => !isMaking(action)),
      endpoints,
    ),
  ];
}

/** SES looks at the identity that was verified, the address or its domain; other addresses of it are refused. */
function mailStatement(actions: NonNullable<Grants['mail']>, from: string, stack: Stack): PolicyStatement[] {
  if (actions.length === 0) return [];
  const [, domain = ''] = from.split('@');
  const identity = (resourceName: string) =>
    stack.formatArn({ service: 'ses', resource: 'identity', resourceName });
  return [
    new PolicyStatement({
      actions: actions.map((action) => `ses:${action}`),
      resources: [identity(from), identity(domain)],
      conditions: { StringEquals: { 'ses:FromAddress': from } },
    }),
  ];
}
