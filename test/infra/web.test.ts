import { runInNewContext } from 'node:vm';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import {
  apiPaths,
  cacheControl,
  isPage,
  manifestType,
  webHeaders,
} from '../../shared/platform/web-hosting.ts';
import { synthesize } from '../support/aws/stacks.ts';

const { stacks, template, uploads } = synthesize({ stage: 'prod', alarmEmail: 'ops@example.org' });
const web = template(stacks.web);
const resources = (type: string): unknown[] => Object.values(web.findResources(type));

const on = z.literal(true);
const headersPolicy = z.object({
  Properties: z.object({
    ResponseHeadersPolicyConfig: z.strictObject({
      Name: z.string(),
      SecurityHeadersConfig: z.strictObject({
        ContentSecurityPolicy: z.strictObject({ ContentSecurityPolicy: z.unknown(), Override: on }),
        ContentTypeOptions: z.strictObject({ Override: on }),
        FrameOptions: z.strictObject({ FrameOption: z.string(), Override: on }),
        ReferrerPolicy: z.strictObject({ ReferrerPolicy: z.string(), Override: on }),
        StrictTransportSecurity: z.object({ AccessControlMaxAgeSec: z.number(), Override: on }),
      }),
      CustomHeadersConfig: z.strictObject({
        Items: z.array(z.strictObject({ Header: z.string(), Value: z.string(), Override: z.boolean() })),
      }),
    }),
  }),
});

/** Text of a template, with what is known when it is deployed as `…`. */
const joined = z.union([
  z.string(),
  z
    .object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.union([z.string(), z.unknown()]))]) })
    .transform(({ 'Fn::Join': [, parts] }) =>
      parts.map((part) => (typeof part === 'string' ? part : '…')).join(''),
    ),
]);

/** The headers of a policy, as CloudFront sends them. */
function headersOf(name: string): Record<string, string> {
  const { SecurityHeadersConfig: security, CustomHeadersConfig: custom } =
    resources('AWS::CloudFront::ResponseHeadersPolicy')
      .map((resource) => headersPolicy.parse(resource).Properties.ResponseHeadersPolicyConfig)
      .find(({ Name }) => Name.endsWith(`-${name}`)) ?? expect.fail(`no policy ${name}`);
  return {
    'content-security-policy': joined.parse(security.ContentSecurityPolicy.ContentSecurityPolicy),
    'x-content-type-options': 'nosniff',
    'x-frame-options': security.FrameOptions.FrameOption,
    'referrer-policy': security.ReferrerPolicy.ReferrerPolicy,
    'strict-transport-security': `max-age=${security.StrictTransportSecurity.AccessControlMaxAgeSec}`,
    ...Object.fromEntries(custom.Items.map(({ Header, Value }) => [Header, Value])),
  };
}

describe('CloudFront and the local runtime serve the web client alike:', () => {
  test('the headers are equal, but for HTTPS and the origin of files', () => {
    const { 'strict-transport-security': https, ...sent } = headersOf('client');
    expect(https).toBe(`max-age=${730 * 24 * 3600}`);
    expect(sent).toEqual(webHeaders('https://…'));
    // what the runtime sends: test/flows/web-client.test.ts
    const local = webHeaders()['content-security-policy'];
    expect(sent['content-security-policy']?.replaceAll(' https://…', '')).toBe(local);
  });

  test('the same paths are pages', () => {
    const [made] = resources('AWS::CloudFront::Function').filter((resource) =>
      JSON.stringify(resource).includes('single-page'),
    );
    const { Properties } = z.object({ Properties: z.object({ FunctionCode: z.string() }) }).parse(made);
    const paths = [
      '/',
      '/c/1',
      '/c/1/',
      '/a.b/c',
      '/index.html',
      '/assets/',
      '/assets/a.js',
      '/.x',
      '//x.y',
      '/a/..',
    ];
    for (const path of paths) {
      const { uri }: { uri?: string } = runInNewContext(
        `${Properties.FunctionCode}; handler({ request: { uri } });`,
        { uri: path },
      ) as object;
      expect.soft(uri, path).toBe(isPage(path) ? '/index.html' : path);
    }
  });

  test('the same paths are for the APIs', () => {
    const { Properties } = z
      .object({
        Properties: z.object({
          DistributionConfig: z.object({ CacheBehaviors: z.array(z.object({ PathPattern: z.string() })) }),
        }),
      })
      .parse(resources('AWS::CloudFront::Distribution')[0]);
    const patterns = Properties.DistributionConfig.CacheBehaviors.map(({ PathPattern }) => PathPattern);
    expect(patterns.filter((pattern) => pattern !== '/v1/*api.json')).toEqual([...apiPaths]);
  });

  test('a file that is not there is not found, rather than forbidden', () => {
    web.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: Match.arrayWith(['s3:ListBucket']),
            Principal: { Service: 'cloudfront.amazonaws.com' },
            Condition: Match.anyValue(),
          }),
        ]),
      },
    });
  });
});

describe('a deployment of the web client', () => {
  const deployment = z.object({
    Properties: z.object({
      Prune: z.boolean(),
      Include: z.array(z.string()).default([]),
      Exclude: z.array(z.string()),
      SystemMetadata: z.record(z.string(), z.string()),
      DistributionPaths: z.array(z.string()).optional(),
    }),
    DependsOn: z.array(z.string()).default([]),
  });
  const deployments = web.findResources('Custom::CDKBucketDeployment');
  const of = (name: string) => {
    const [found] = Object.entries(deployments).filter(([id]) => id.startsWith(`ClientFiles${name}`));
    return { id: found?.[0] ?? '', ...deployment.parse(found?.[1]) };
  };

  test('brings files that never change first, then those that name them, and removes none', () => {
    const [assets, manifest, pages] = [of('Assets'), of('Manifest'), of('Pages')];
    expect(assets.Properties).toEqual({
      Prune: false,
      Include: ['assets/*'],
      Exclude: ['*'],
      SystemMetadata: { 'cache-control': cacheControl.fixed },
    });
    expect(manifest.Properties).toMatchObject({
      Include: ['*.webmanifest'],
      Exclude: ['*'],
      SystemMetadata: { 'cache-control': 'no-cache', 'content-type': manifestType },
    });
    expect(pages.Properties).toMatchObject({
      Prune: false,
      Exclude: ['assets/*', '*.webmanifest'],
      SystemMetadata: { 'cache-control': 'no-cache' },
      DistributionPaths: expect.arrayContaining(['/index.html', '/sw.js']) as unknown,
    });
    expect(pages.DependsOn).toEqual(expect.arrayContaining([assets.id, manifest.id]));
    expect(Object.keys(deployments)).toHaveLength(3);
  });

  test('uploads the files of the build without the note that says what it was built from', () => {
    const names = uploads.map((name) => name.split(/[/\\]/).at(-1));
    expect(names).toContain('index.html');
    expect(names).not.toContain('.built-from');
  });

  test('can be left to another pipeline', () => {
    const without = synthesize({ stage: 'dev', webClient: 'false' });
    without.template(without.stacks.web).resourceCountIs('Custom::CDKBucketDeployment', 0);
  });
});
