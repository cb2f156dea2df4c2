import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { edgeHeader } from '../../shared/platform/config.ts';
import { synthesize, type Synthesized } from '../support/aws/stacks.ts';

const reference = /\{\{resolve:secretsmanager:.*EdgeSecretGeneration.*:SecretString:::\}\}/;
const made = z.object({
  Properties: z.object({
    Description: z.string(),
    Environment: z.object({
      Variables: z.looseObject({ EDGE_SECRETS: z.unknown().optional(), SOCKET_URL: z.unknown().optional() }),
    }),
  }),
});

/** Which functions accept which generations of the secret. */
function acceptedBy({ stacks, template }: Synthesized): Record<string, string[]> {
  const functions = Object.values(template(stacks.api).findResources('AWS::Lambda::Function'));
  return Object.fromEntries(
    functions.flatMap((resource) => {
      const { Description, Environment } = made.parse(resource).Properties;
      const accepted = JSON.stringify(Environment.Variables.EDGE_SECRETS ?? '');
      const generations = [...accepted.matchAll(/EdgeSecretGeneration(\d+?)[0-9A-F]{8}/g)].map(
        ([, n = '']) => n,
      );
      return generations.length > 0 ? [[Description.split(': ')[1] ?? '', generations]] : [];
    }),
  );
}

const distribution = z.object({
  Properties: z.object({
    DistributionConfig: z.object({
      CacheBehaviors: z.array(z.unknown()),
      CustomErrorResponses: z.array(z.unknown()),
      Origins: z.array(
        z.looseObject({
          OriginCustomHeaders: z
            .array(z.object({ HeaderName: z.string(), HeaderValue: z.unknown() }))
            .optional(),
        }),
      ),
    }),
  }),
});
const distributionOf = (web: Template) => {
  const [found] = Object.values(web.findResources('AWS::CloudFront::Distribution'));
  return distribution.parse(found).Properties.DistributionConfig;
};

describe('the secret between CloudFront and the APIs', () => {
  const first = synthesize({ stage: 'prod' });

  test('goes to both APIs and not to the bucket, as a reference', () => {
    const headers = distributionOf(first.template(first.stacks.web)).Origins.map(
      ({ OriginCustomHeaders = [] }) => OriginCustomHeaders,
    );
    expect(headers.map((sent) => sent.map(({ HeaderName }) => HeaderName))).toEqual([
      [],
      [edgeHeader],
      [edgeHeader],
    ]);
    for (const { HeaderValue } of headers.flat()) expect(JSON.stringify(HeaderValue)).toMatch(reference);
  });

  test('is made by Secrets Manager and stands in no template', () => {
    first.template(first.stacks.api).hasResourceProperties('AWS::SecretsManager::Secret', {
      GenerateSecretString: { ExcludePunctuation: true, IncludeSpace: false, PasswordLength: 48 },
      SecretString: Match.absent(),
    });
  });

  test('is known to what requests and handshakes reach first, and to nothing else', () => {
    const door = ['auth', 'users', 'conversations', 'meta', 'ws-authorize', 'ws-connect', 'probe'];
    expect(acceptedBy(first)).toEqual(Object.fromEntries(door.map((name) => [name, ['1']])));
  });

  test('is renewed without a moment in which CloudFront is refused', () => {
    const second = synthesize({ stage: 'prod', edgeSecretGeneration: '2' });
    expect(new Set(Object.values(acceptedBy(second)).map(String))).toEqual(new Set(['2,1']));
    const [, sent] = distributionOf(second.template(second.stacks.web)).Origins;
    expect(JSON.stringify(sent)).toMatch(/EdgeSecretGeneration2/);
    expect(JSON.stringify(sent)).not.toMatch(/EdgeSecretGeneration1/);
    // the functions accept it before CloudFront sends it
    expect(second.stacks.web?.dependencies).toContain(second.stacks.api);
    second.template(second.stacks.api).resourceCountIs('AWS::SecretsManager::Secret', 2);
    const third = synthesize({ stage: 'prod', edgeSecretGeneration: '3' });
    expect(new Set(Object.values(acceptedBy(third)).map(String))).toEqual(new Set(['3,2']));
  });

  test('is asked of nobody in a stage without edge', () => {
    const open = synthesize({ stage: 'dev', edge: 'false' });
    expect(acceptedBy(open)).toEqual({});
  });

  test("keeps the WebSocket API's own address from clients, which would be refused there", () => {
    const named = ({ stacks, template }: Synthesized) =>
      Object.values(template(stacks.api).findResources('AWS::Lambda::Function')).map(
        (resource) => made.parse(resource).Properties.Environment.Variables.SOCKET_URL,
      );
    expect(new Set(named(first))).toEqual(new Set([undefined]));
    for (const address of named(synthesize({ stage: 'dev', edge: 'false' }))) {
      expect(JSON.stringify(address)).toMatch(/wss:.*execute-api/);
    }
  });

  test('goes with the probe where it looks at the APIs themselves', () => {
    const target = ({ stacks, template }: Synthesized) =>
      JSON.stringify(template(stacks.api).findResources('AWS::Scheduler::Schedule')).replaceAll('\\', '');
    expect(target(first)).toContain('"direct":true');
    const certificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/0b0c';
    expect(target(synthesize({ domain: 'chat.example.org', certificateArn }))).toContain('"direct":false');
  });
});

describe('CloudFront', () => {
  const { stacks, template } = synthesize({ stage: 'dev' });
  const web = template(stacks.web);

  test('keeps no error, of the APIs or the client', () => {
    const errors = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];
    expect(distributionOf(web).CustomErrorResponses).toEqual(
      errors.map((ErrorCode) => ({ ErrorCode, ErrorCachingMinTTL: 0 })),
    );
  });

  test('keeps no reply of the APIs, and lets no one else keep those that do not say so', () => {
    const disabled = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
    const { CacheBehaviors } = distributionOf(web);
    expect(CacheBehaviors.length).toBeGreaterThan(2);
    for (const behavior of CacheBehaviors) {
      expect(behavior).toMatchObject({
        CachePolicyId: disabled,
        ResponseHeadersPolicyId: { Ref: expect.stringMatching(/^ApiHeaders/) as unknown },
      });
    }
    web.hasResourceProperties('AWS::CloudFront::ResponseHeadersPolicy', {
      ResponseHeadersPolicyConfig: {
        CustomHeadersConfig: { Items: [{ Header: 'cache-control', Value: 'no-store', Override: false }] },
      },
    });
  });
});
