import { runInNewContext } from 'node:vm';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { awsFunction } from '../../functions/composition.ts';
import { disconnectFunction } from '../../functions/ws/disconnect.ts';
import { functionNames, httpPrefixes } from '../../functions/catalog.ts';
import { ttlAttribute } from '../../shared/platform/table.ts';
import { synthesize } from '../support/aws/stacks.ts';

const dev = synthesize({ stage: 'dev' });
const prod = synthesize({ stage: 'prod', alarmEmail: 'ops@example.org' });
const data = prod.template(prod.stacks.data);
const api = prod.template(prod.stacks.api);
const edge = prod.template(prod.stacks.edge);
const web = prod.template(prod.stacks.web);

type Resource = { Type: string; Properties?: Record<string, unknown>; DeletionPolicy?: string };
const all = (template: Template, type: string): Resource[] =>
  Object.values(template.findResources(type)) as Resource[];

describe('data', () => {
  const table = (durable: boolean) => ({
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    TimeToLiveSpecification: { AttributeName: ttlAttribute, Enabled: true },
    StreamSpecification: durable ? { StreamViewType: 'NEW_AND_OLD_IMAGES' } : Match.absent(),
    SSESpecification: durable ? { SSEEnabled: true, SSEType: 'KMS' } : Match.absent(),
  });

  test('has two tables: one durable, one not', () => {
    data.resourceCountIs('AWS::DynamoDB::GlobalTable', 2);
    data.hasResource('AWS::DynamoDB::GlobalTable', {
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: {
        ...table(true),
        Replicas: [
          Match.objectLike({
            DeletionProtectionEnabled: true,
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 },
            SSESpecification: { KMSMasterKeyId: Match.anyValue() },
          }),
        ],
      },
    });
    data.hasResource('AWS::DynamoDB::GlobalTable', {
      DeletionPolicy: 'Delete',
      Properties: {
        ...table(false),
        Replicas: [
          Match.objectLike({
            DeletionProtectionEnabled: Match.absent(),
            PointInTimeRecoverySpecification: Match.absent(),
          }),
        ],
      },
    });
  });

  test('exports the names that an operator needs', () => {
    expect(Object.keys(data.findOutputs('*'))).toEqual(
      expect.arrayContaining(['DurableTableName', 'StorageKeyArn', 'MediaBucketName']),
    );
  });

  test('in dev outlives no stack', () => {
    const kept = Object.values(
      dev.template(dev.stacks.data).toJSON()['Resources'] as Record<string, Resource>,
    );
    expect(kept.filter(({ DeletionPolicy = 'Delete' }) => DeletionPolicy !== 'Delete')).toEqual([]);
  });

  test('keeps files private, encrypted by our key, over TLS 1.2 only', () => {
    data.hasResourceProperties('AWS::S3::Bucket', {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          {
            BucketKeyEnabled: true,
            ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: Match.anyValue() },
          },
        ],
      },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    data.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({ Effect: 'Deny', Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } } }),
        ],
      },
    });
  });

  test('allows files from the web domain only, which functions know', () => {
    const own = synthesize({
      domain: 'chat.example.org',
      certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/0b0c',
    });
    own.template(own.stacks.data).hasResourceProperties('AWS::S3::Bucket', {
      CorsConfiguration: {
        CorsRules: [Match.objectLike({ AllowedOrigins: ['https://chat.example.org'] })],
      },
    });
    own.template(own.stacks.web).hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: {
        Aliases: ['chat.example.org'],
        ViewerCertificate: { MinimumProtocolVersion: 'TLSv1.2_2021', SslSupportMethod: 'sni-only' },
      },
    });
    const functions = all(own.template(own.stacks.web), 'AWS::CloudFront::Function');
    expect(JSON.stringify(functions)).not.toContain('tell-host');
    // the documents of the contract name it
    for (const { Properties } of informed(own.template(own.stacks.api))) {
      expect(Properties).toMatchObject({
        Environment: {
          Variables: { PUBLIC_URL: 'https://chat.example.org' },
        },
      });
    }
  });

  test('rotates its keys, except those that sign', () => {
    const keys = all(data, 'AWS::KMS::Key').map(({ Properties: key = {}, DeletionPolicy }) => [
      key['KeySpec'] ?? 'SYMMETRIC_DEFAULT',
      key['EnableKeyRotation'] ?? false,
      DeletionPolicy,
    ]);
    expect(keys.sort()).toEqual([
      ['ECC_NIST_P256', false, 'RetainExceptOnCreate'],
      ['ECC_NIST_P256', false, 'RetainExceptOnCreate'],
      ['SYMMETRIC_DEFAULT', true, 'RetainExceptOnCreate'],
      ['SYMMETRIC_DEFAULT', true, 'RetainExceptOnCreate'],
    ]);
  });
});

test('a stack left by a failed first attempt can be removed by the next; data is protected', () => {
  const isProtected = ({ stacks }: typeof prod) =>
    Object.entries(stacks)
      .filter(([, stack]) => stack?.terminationProtection)
      .map(([name]) => name);
  expect(isProtected(prod)).toEqual(['data']);
  expect(isProtected(dev)).toEqual([]);
});

describe('api', () => {
  test('functions run with the settings of the deployment', () => {
    const settings = {
      accessTokenSeconds: 60,
      refreshTokenSeconds: 120,
      sessionSeconds: 240,
      passwordCost: 10,
      dataKeyCacheSeconds: 30,
      logLevel: 'warn',
    };
    const { stacks, template } = synthesize(
      Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)])),
    );
    const [made] = all(template(stacks.api), 'AWS::Lambda::Function');
    const { Variables: variables } = made?.Properties?.['Environment'] as { Variables: object };
    const environment = Object.entries(variables).map(([name, value]: [string, unknown]) => [
      name,
      typeof value === 'string' ? value : 'https://is-known.when-it-is.deployed',
    ]);
    const read: object[] = [];
    awsFunction(
      ({ config }) => {
        read.push(config);
        return () => Promise.resolve();
      },
      { env: Object.fromEntries(environment) as NodeJS.ProcessEnv },
    );
    expect(read).toMatchObject([settings]);
  });

  test('every function has all settings that it requires', () => {
    const required = [...requiredSettings()].sort();
    const optional = [
      'ACCESS_TOKEN_SECONDS',
      'AUDIT_RETENTION_DAYS',
      'DATA_KEY_CACHE_SECONDS',
      'DIGESTS',
      'DIGEST_DEFAULT',
      'DIGEST_PREVIEWS',
      'LINK_PREVIEWS',
      'LOG_LEVEL',
      'MESSAGE_EDIT_SECONDS',
      'PASSWORD_COST',
      'REFRESH_TOKEN_SECONDS',
      'SESSION_SECONDS',
      'TOKEN_AUDIENCE',
      'TOKEN_ISSUER',
    ];
    const functions = all(api, 'AWS::Lambda::Function');
    expect(functions).toHaveLength(functionNames.length);
    for (const { Properties: settings = {} } of informed(api)) {
      const { Variables: variables } = settings['Environment'] as { Variables: object };
      // the secrets of the edge, the files and the timers are not for every function: edge.test.ts, media.test.ts, catalog.test.ts
      const known = Object.keys(variables).filter(
        (name) =>
          !/^(EDGE_SECRETS|MALWARE_SCAN|MEDIA_.*|OUTBOUND_FUNCTION|PAGES_FUNCTION|PUSH_KEY_ID|TIMER_.*|WORK_QUEUE_ARN)$/.test(
            name,
          ),
      );
      expect(known.sort()).toEqual([...required, ...optional].sort());
      expect(settings).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        TracingConfig: { Mode: 'Active' },
      });
    }
  });

  test('every log is kept as long as the stage says', () => {
    for (const [{ template, stacks }, days] of [[dev, 7] as const, [prod, 90] as const]) {
      const logs = all(template(stacks.api), 'AWS::Logs::LogGroup');
      expect(logs).toHaveLength(functionNames.length + 2);
      for (const { Properties } of logs) expect(Properties).toMatchObject({ RetentionInDays: days });
    }
  });

  test('requests go to the function of their service, all others to meta', () => {
    const routes = all(api, 'AWS::ApiGatewayV2::Route').map(({ Properties }) =>
      String(Properties?.['RouteKey']),
    );
    const expected = [...httpPrefixes().keys()]
      .filter((prefix) => prefix !== '*')
      .flatMap((prefix) => [`ANY /v1/${prefix}`, `ANY /v1/${prefix}/{proxy+}`]);
    expect(routes.sort()).toEqual([...expected, '$default', '$default', '$connect', '$disconnect'].sort());
  });

  test('a socket needs the authorizer, which runs whatever the headers are', () => {
    api.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      AuthorizerType: 'REQUEST',
      IdentitySource: [],
    });
    api.hasResourceProperties('AWS::ApiGatewayV2::Route', {
      RouteKey: '$connect',
      AuthorizationType: 'CUSTOM',
      AuthorizerId: Match.anyValue(),
    });
  });

  test('both APIs are throttled, and log neither tokens nor addresses', () => {
    const stages = all(api, 'AWS::ApiGatewayV2::Stage');
    expect(stages).toHaveLength(2);
    for (const { Properties = {} } of stages) {
      expect(Properties).toMatchObject({
        AutoDeploy: true,
        DefaultRouteSettings: { ThrottlingRateLimit: 2_500, ThrottlingBurstLimit: 1_250 },
      });
      const { Format } = Properties['AccessLogSettings'] as { Format: string };
      expect(Format).toContain('$context.requestId');
      expect(Format).not.toMatch(/header|query|identity|authorizer|body/i);
    }
  });

  test('work is encrypted, sent over TLS only, and put aside when it keeps failing', () => {
    api.resourcePropertiesCountIs('AWS::SQS::Queue', { SqsManagedSseEnabled: true }, 4);
    api.hasResourceProperties('AWS::SQS::Queue', {
      RedrivePolicy: Match.objectLike({ maxReceiveCount: 5 }),
      VisibilityTimeout: 180,
    });
    api.resourceCountIs('AWS::SQS::QueuePolicy', 4);
    api.allResourcesProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ],
      },
    });
    api.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 40 },
    });
  });

  test('changes of the durable table are consumed in batches, with limited retries', () => {
    const [mapping] = all(api, 'AWS::Lambda::EventSourceMapping').filter(
      ({ Properties = {} }) => 'StartingPosition' in Properties,
    );
    const properties = mapping?.Properties ?? {};
    expect(JSON.stringify(properties['EventSourceArn'])).toMatch(/DurableTable.*StreamArn/);
    expect(properties).toMatchObject({
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: 1_000,
      MaximumBatchingWindowInSeconds: 1,
      ParallelizationFactor: 1,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRetryAttempts: 5,
      MaximumRecordAgeInSeconds: 4 * 3600,
      DestinationConfig: { OnFailure: { Destination: expect.anything() as unknown } },
    });
    api.hasResourceProperties('AWS::SQS::Queue', { MessageRetentionPeriod: 14 * 24 * 3600 });
  });

  test('new items of the followed kinds, and removals of files and messages, invoke the consumer', () => {
    const { Filters: filters } = z
      .object({ Filters: z.array(z.object({ Pattern: z.string() })) })
      .parse(
        all(api, 'AWS::Lambda::EventSourceMapping').flatMap(
          ({ Properties }) => Properties?.['FilterCriteria'] ?? [],
        )[0],
      );
    const patterns = filters.map(({ Pattern }) => JSON.parse(Pattern) as unknown);
    expect(patterns).toEqual([
      { eventName: ['INSERT'], dynamodb: { Keys: { sk: { S: ['ACCOUNT', '#HEAD', 'ERASE'] } } } },
      {
        eventName: ['INSERT'],
        dynamodb: {
          Keys: { pk: { S: [{ prefix: 'LOG#' }, { prefix: 'REQUESTS#' }, { prefix: 'AUDIT#' }] } },
        },
      },
      { eventName: ['REMOVE'], dynamodb: { Keys: { sk: { S: ['MEDIA'] } } } },
      { eventName: ['REMOVE'], dynamodb: { Keys: { pk: { S: [{ prefix: 'LOG#' }] } } } },
    ]);
  });

  test('a probe runs every five minutes against the addresses that clients use', () => {
    const target = (of: Template): string => {
      const [schedule] = all(of, 'AWS::Scheduler::Schedule');
      expect(schedule?.Properties).toMatchObject({ ScheduleExpression: 'rate(5 minutes)' });
      return JSON.stringify(schedule?.Properties?.['Target']);
    };
    expect(target(api)).toMatch(/ApiEndpoint.*wss:.*execute-api.*\/ws/);
    const certificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/0b0c';
    const own = synthesize({ domain: 'chat.example.org', certificateArn });
    expect(target(own.template(own.stacks.api))).toMatch(
      /https:\/\/chat\.example\.org.*wss:\/\/chat\.example\.org\/ws/,
    );
    const without = synthesize({ alarms: 'false' });
    without.template(without.stacks.api).resourceCountIs('AWS::Scheduler::Schedule', 0);
  });

  test('new code in prod starts with a tenth of the traffic and rolls back on an alarm', () => {
    api.resourceCountIs('AWS::CodeDeploy::DeploymentGroup', functionNames.length);
    api.allResourcesProperties('AWS::CodeDeploy::DeploymentGroup', {
      DeploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
      AlarmConfiguration: { Enabled: true, Alarms: Match.arrayWith([{ Name: Match.anyValue() }]) },
      AutoRollbackConfiguration: { Enabled: true, Events: Match.arrayWith(['DEPLOYMENT_STOP_ON_ALARM']) },
    });
    dev.template(dev.stacks.api).resourceCountIs('AWS::CodeDeploy::DeploymentGroup', 0);
  });

  test('a restored table replaces the durable one, which is kept', () => {
    const restoredStream =
      'arn:aws:dynamodb:eu-central-1:123456789012:table/chatflow-restored/stream/2026-11-20T09:00:00.000';
    const restored = synthesize({ stage: 'prod', restoredTable: 'chatflow-restored', restoredStream });
    restored.template(restored.stacks.api).hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: restoredStream,
    });
    const functions = informed(restored.template(restored.stacks.api));
    for (const { Properties } of functions) {
      expect(Properties).toMatchObject({
        Environment: { Variables: { DURABLE_TABLE: 'chatflow-restored' } },
      });
    }
    const policies = JSON.stringify(all(restored.template(restored.stacks.api), 'AWS::IAM::Policy'));
    expect(policies).toContain(':table/chatflow-restored');
    expect(policies).not.toContain('DurableTable');
  });
});

describe('web', () => {
  test('one domain serves the client, the HTTP API and the sockets, over HTTPS', () => {
    web.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: {
        DefaultCacheBehavior: Match.objectLike({ ViewerProtocolPolicy: 'redirect-to-https' }),
        CacheBehaviors: ['/v1/*api.json', '/v1/*', '/.well-known/*', '/ws'].map((PathPattern) =>
          Match.objectLike({
            PathPattern,
            ViewerProtocolPolicy: 'https-only',
            ResponseHeadersPolicyId: Match.anyValue(),
          }),
        ),
        WebACLId: Match.anyValue(),
      },
    });
  });

  test('without a domain in the settings, the API learns from a header which host the documents were requested from', () => {
    const tellsHost = ({ Properties }: { Properties?: Record<string, unknown> }) =>
      JSON.stringify(Properties).includes('tell-host');
    const [made, ...others] = all(web, 'AWS::CloudFront::Function').filter(tellsHost);
    expect(others).toEqual([]);
    const headers = { host: { value: 'd1.cloudfront.net' }, 'x-forwarded-host': { value: 'other.example' } };
    const handled: unknown = runInNewContext(
      `${String(made?.Properties?.['FunctionCode'])}; handler({ request: { headers } });`,
      { headers },
    );
    expect(handled).toEqual({ headers: { ...headers, 'x-forwarded-host': { value: 'd1.cloudfront.net' } } });
  });

  test("the client's files are readable through CloudFront only", () => {
    web.hasResourceProperties('AWS::CloudFront::OriginAccessControl', {
      OriginAccessControlConfig: { SigningBehavior: 'always', SigningProtocol: 'sigv4' },
    });
    web.hasResourceProperties('AWS::S3::Bucket', {
      PublicAccessBlockConfiguration: Match.objectLike({
        BlockPublicPolicy: true,
        RestrictPublicBuckets: true,
      }),
    });
  });

  test('prod has a firewall with managed rules and a rate limit', () => {
    const [firewall] = all(edge, 'AWS::WAFv2::WebACL');
    const { Rules: rules } = firewall?.Properties as { Rules: { Name: string }[] };
    for (const rule of ['Log4JRCE_BODY', 'SizeRestrictions_BODY', 'NoUserAgent_HEADER']) {
      expect(JSON.stringify(rules)).toContain(`{"ActionToUse":{"Count":{}},"Name":"${rule}"}`);
    }
    expect(rules.map(({ Name }) => Name)).toEqual([
      'rate',
      'AWSManagedRulesAmazonIpReputationList',
      'AWSManagedRulesKnownBadInputsRuleSet',
      'AWSManagedRulesCommonRuleSet',
    ]);
    expect(dev.stacks.edge).toBeUndefined();
  });

  test('the web stack can be left out', () => {
    expect(synthesize({ edge: 'false', alarms: 'false' }).stacks).toMatchObject({
      web: undefined,
      observability: undefined,
    });
  });
});

/** The functions that get to know the deployment: all but the isolated ones. */
const informed = (api: Template): Resource[] =>
  all(api, 'AWS::Lambda::Function').filter(
    ({ Properties }) => !/: (fetch-page|post-outbound)$/.test(String(Properties?.['Description'])),
  );

/** What `functions/composition.ts` cannot do without. */
function requiredSettings(): Set<string> {
  try {
    awsFunction(disconnectFunction, { env: {} });
    return new Set();
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    return new Set(error.issues.map(({ path }) => String(path[0])));
  }
}
