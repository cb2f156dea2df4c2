import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { synthesize } from '../support/aws/stacks.ts';

const parsed = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) }),
  ),
  Outputs: z.record(z.string(), z.object({ Export: z.object({ Name: z.unknown() }).optional() })).default({}),
});

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Everything that a stage can have. */
const whole = { alarmEmail: 'ops@example.org', costMonitor: 'true', firewall: 'true' };
const dev = namesOf({ ...whole, stage: 'dev' });
const prod = namesOf({ ...whole, stage: 'prod' });
const prodElsewhere = namesOf({ ...whole, stage: 'prod', region: 'ap-southeast-1' });

/** Names that are no resource's own, or that its parent keeps apart from others. */
const sharedByDesign = [
  'AWS::ApiGatewayV2::Authorizer Name=Authorizer', // of its API
  'AWS::ApiGatewayV2::Stage StageName=$default', // of its API
  'AWS::ApiGatewayV2::Stage StageName=ws', // of its API
  'AWS::CodeDeploy::DeploymentGroup DeploymentConfigName=*', // AWS's own
  'AWS::IAM::Policy PolicyName=*', // of its role
  'AWS::Lambda::Alias Name=live', // of its function
];
/** What exists by Region, so that two Regions may use a name twice. All else is taken to be the whole account's. */
const regional = ['AWS::ApiGatewayV2::Api', 'AWS::CloudWatch::Alarm', 'AWS::Logs::LogGroup'];

describe('no two resources have the same name', () => {
  test('in two stages', () => {
    expect(dev).toContain('AWS::ApiGatewayV2::Api Name=chatflow-dev-http');
    expect(dev).toContain('AWS::CloudFront::Function Name=chatflow-dev-eu-central-1-single-page');
    expect(shared(dev, prod)).toEqual([]);
  });

  test('in one stage in two Regions', () => {
    const account = prod.filter((name) => !regional.some((type) => name.startsWith(`${type} `)));
    expect(account.length).toBeGreaterThan(8);
    expect(shared(account, prodElsewhere)).toEqual([]);
  });
});

function shared(some: readonly string[], others: readonly string[]): string[] {
  const argued = (name: string) =>
    sharedByDesign.some((one) => (one.endsWith('*') ? name.startsWith(one.slice(0, -1)) : name === one));
  return [...new Set(some)].filter((name) => others.includes(name) && !argued(name));
}

/**
 * All names in the templates of a deployment, as `<type> <property>=<name>`: of its stacks, where more than one Region has
 * them, of its exports, and of each resource whatever a property says that is called a name.
 */
function namesOf(settings: Record<string, string>): string[] {
  const { stacks, template } = synthesize(settings);
  return Object.values(stacks).flatMap((stack) => {
    if (!stack) return [];
    const { Resources: resources, Outputs: outputs } = parsed.parse(template(stack).toJSON());
    return [
      `stack ${stack.region}=${stack.stackName}`,
      ...Object.values(outputs).flatMap(({ Export: exported }) =>
        exported ? [`export ${stack.region}=${JSON.stringify(exported.Name)}`] : [],
      ),
      ...Object.values(resources).flatMap(({ Type: type, Properties: properties }) =>
        named(properties).map(([property, name]) => `${type} ${property}=${name}`),
      ),
    ];
  });
}

/** The properties that are called a name, also within a `…Config`, and are known before the deployment. */
function named(properties: Record<string, unknown>): [string, string][] {
  return Object.entries(properties).flatMap(([property, value]): [string, string][] => {
    if (property.endsWith('Config') && isRecord(value)) return named(value);
    if (property === 'MetricName' || !property.endsWith('Name')) return [];
    const name = JSON.stringify(value);
    // who refers to a resource has a name that AWS makes of the stack's
    return /"(Fn::GetAtt|Fn::ImportValue|Fn::GetStackOutput)"|"Ref":"(?!AWS::)/.test(name)
      ? []
      : [[property, typeof value === 'string' ? value : name]];
  });
}
