import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { catalog, functionNames } from '../../functions/catalog.ts';
import type { FunctionDefinition } from '../../functions/definition.ts';
import { mediaSettings, synthesize } from '../support/aws/stacks.ts';

const plain = synthesize({ stage: 'dev' });
const full = synthesize(mediaSettings);
const data = plain.template(plain.stacks.data);
const api = plain.template(plain.stacks.api);
const fullData = full.template(full.stacks.data);
const fullApi = full.template(full.stacks.api);
const fullWeb = full.template(full.stacks.web);

/** The variables of each function, by its name. */
function environments({ stacks, template }: typeof plain): Record<string, Record<string, unknown>> {
  const functions = z
    .record(
      z.string(),
      z.object({
        Properties: z.object({
          Description: z.string(),
          Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
        }),
      }),
    )
    .parse(template(stacks.api).findResources('AWS::Lambda::Function'));
  return Object.fromEntries(
    Object.values(functions).map(({ Properties: { Description, Environment } }) => [
      Description.split(': ')[1] ?? '',
      Environment.Variables,
    ]),
  );
}

describe('the bucket of files', () => {
  test('forgets uploads after a day, those in parts too', () => {
    data.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: Match.arrayWith([
          Match.objectLike({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }),
          Match.objectLike({
            Prefix: 'uploads/',
            ExpirationInDays: 1,
            NoncurrentVersionExpiration: { NoncurrentDays: 1 },
            Status: 'Enabled',
          }),
        ]),
      },
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    });
  });

  test('lets pages post, put and read with what signs an address alone', () => {
    const rule = {
      AllowedMethods: ['GET', 'HEAD', 'POST', 'PUT'],
      AllowedHeaders: ['content-type', 'range'],
      ExposedHeaders: ['ETag', 'Content-Length', 'Content-Range'],
      MaxAge: 3600,
    };
    for (const [template, origin] of [
      [data, '*'],
      [fullData, 'https://chat.example.org'],
    ] as const) {
      template.hasResourceProperties('AWS::S3::Bucket', {
        CorsConfiguration: { CorsRules: [{ ...rule, AllowedOrigins: [origin] }] },
      });
    }
  });
});

test('what is set of an alias waits for the alias', () => {
  const aliases = Object.keys(fullApi.findResources('AWS::Lambda::Alias'));
  const settings = Object.values(fullApi.findResources('AWS::Lambda::EventInvokeConfig'));
  expect(settings).toHaveLength(2);
  for (const { DependsOn } of settings) {
    expect(aliases.filter((alias) => [DependsOn].flat().includes(alias))).toHaveLength(1);
  }
});

describe('an upload', () => {
  test('is handed to the function that looks at it, and put aside where that fails', () => {
    api.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: { bucket: { name: [Match.anyValue()] }, object: { key: [{ prefix: 'uploads/' }] } },
      },
      Targets: [Match.objectLike({ Arn: { Ref: Match.stringLikeRegexp('^MediaProcessLive') } })],
    });
    api.hasResource('AWS::Lambda::EventInvokeConfig', {
      Properties: {
        FunctionName: { Ref: Match.stringLikeRegexp('^MediaProcessFunction') },
        Qualifier: 'live',
        MaximumRetryAttempts: 2,
        MaximumEventAgeInSeconds: 6 * 3600,
        DestinationConfig: {
          OnFailure: {
            Destination: { 'Fn::GetAtt': [Match.stringLikeRegexp('^MediaEventsFailures'), 'Arn'] },
          },
        },
      },
      // which it names by a string
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('^MediaProcessLive')]),
    });
    api.resourceCountIs('AWS::Lambda::EventInvokeConfig', 1);
  });

  test('is known by where files are to the functions that are granted them, and to no other', () => {
    const definitions: Record<string, FunctionDefinition> = catalog;
    const granted = functionNames.filter((name) => definitions[name]?.grants.media !== undefined);
    for (const [name, variables] of Object.entries(environments(plain))) {
      const known = Object.keys(variables).filter((variable) => /^(MALWARE|MEDIA)_/.test(variable));
      const files = ['MALWARE_SCAN', 'MEDIA_BUCKET', 'MEDIA_KEY_ID'];
      expect.soft(known.sort(), name).toEqual(granted.some((one) => one === name) ? files : []);
    }
  });
});

describe('malware', () => {
  test('is looked for only where a stage asks for it', () => {
    api.resourceCountIs('AWS::GuardDuty::MalwareProtectionPlan', 0);
    expect(environments(plain)['media-process']).toMatchObject({ MALWARE_SCAN: 'off' });
    expect(environments(full)['media-process']).toMatchObject({ MALWARE_SCAN: 'on' });
    fullApi.hasResourceProperties('AWS::GuardDuty::MalwareProtectionPlan', {
      ProtectedResource: { S3Bucket: { ObjectPrefixes: ['media/'] } },
    });
    fullApi.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.guardduty'],
        'detail-type': ['GuardDuty Malware Protection Object Scan Result'],
        detail: { s3ObjectDetails: { objectKey: [{ wildcard: 'media/*/original' }] } },
      },
      Targets: [Match.objectLike({ Arn: { Ref: Match.stringLikeRegexp('^MediaScannedLive') } })],
    });
  });
});

describe('CloudFront before files', () => {
  test('is there only where a key signs for it', () => {
    expect(plain.template(plain.stacks.web).toJSON()).not.toHaveProperty('Resources.MediaCache');
    api.resourceCountIs('AWS::CloudFront::KeyGroup', 0);
    expect(JSON.stringify(data.findResources('AWS::S3::BucketPolicy'))).not.toContain('cloudfront');
  });

  test('gives out what is below media/ to signed addresses, and forwards the name and the type that were signed', () => {
    fullWeb.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: {
        CacheBehaviors: Match.arrayWith([
          Match.objectLike({
            PathPattern: '/media/*',
            TrustedKeyGroups: [Match.anyValue()],
            ViewerProtocolPolicy: 'https-only',
            AllowedMethods: ['GET', 'HEAD'],
          }),
        ]),
      },
    });
    fullWeb.hasResourceProperties('AWS::CloudFront::CachePolicy', {
      CachePolicyConfig: {
        ParametersInCacheKeyAndForwardedToOrigin: {
          QueryStringsConfig: {
            QueryStringBehavior: 'whitelist',
            QueryStrings: ['response-content-disposition', 'response-content-type'],
          },
        },
      },
    });
    const reads = {
      Sid: 'CloudFrontReads',
      Principal: { Service: 'cloudfront.amazonaws.com' },
      Condition: { ArnLike: Match.anyValue(), StringEquals: { 'aws:SourceAccount': Match.anyValue() } },
    };
    fullData.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({ ...reads, Action: 's3:GetObject' })]),
      },
    });
    fullData.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: { Statement: Match.arrayWith([Match.objectLike({ ...reads, Action: 'kms:Decrypt' })]) },
    });
  });

  test('has its private key in no template, and in one function alone', () => {
    const knowing = Object.entries(environments(full)).filter(
      ([, { MEDIA_PRIVATE_KEY: key }]) => key !== undefined,
    );
    expect(knowing.map(([name]) => name)).toEqual(['media']);
    expect(knowing[0]?.[1]).toMatchObject({
      MEDIA_URL: 'https://chat.example.org',
      MEDIA_PRIVATE_KEY: `{{resolve:secretsmanager:${mediaSettings.mediaKeySecretArn}:SecretString:::}}`,
    });
  });
});
