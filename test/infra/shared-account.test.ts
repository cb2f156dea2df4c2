import { globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { App } from 'aws-cdk-lib/core';
import { expect, onTestFinished, test } from 'vitest';
import * as z from 'zod';
import { addStacks } from '../../infra/app.ts';
import { readConfig, stageNames } from '../../infra/config.ts';
import { functionNames } from '../../functions/catalog.ts';
import { synthesize } from '../support/aws/stacks.ts';

/** What API Gateway's APIs of an account may take together in a second, posts to sockets included. */
const accountRequestsPerSecond = 10_000;
const accountBurst = 5_000;

test.each(stageNames)('both APIs of %s leave half of the quotas to posts to sockets', (stage) => {
  const { requestsPerSecond, requestBurst } = readConfig({ stage });
  expect(2 * requestsPerSecond).toBeLessThanOrEqual(accountRequestsPerSecond / 2);
  expect(2 * requestBurst).toBeLessThanOrEqual(accountBurst / 2);
});

test("access logs have names that take no room in the account's log policy", () => {
  const { stacks, template } = synthesize({ stage: 'dev' });
  const groups = z
    .record(z.string(), z.object({ Properties: z.object({ LogGroupName: z.string().optional() }) }))
    .parse(template(stacks.api).findResources('AWS::Logs::LogGroup'));
  const named = Object.values(groups).flatMap(({ Properties: { LogGroupName } }) => LogGroupName ?? []);
  expect(named.sort()).toEqual(['/aws/vendedlogs/chatflow-dev-http', '/aws/vendedlogs/chatflow-dev-socket']);
});

test("the account's role for API logs is only set when asked for", () => {
  const roles = (settings: Record<string, unknown>) => {
    const { stacks, template } = synthesize({ stage: 'dev', ...settings });
    return Object.keys(template(stacks.api).findResources('AWS::ApiGateway::Account')).length;
  };
  expect(roles({})).toBe(0);
  expect(roles({ apiLogRole: 'true' })).toBe(1);
});

test('packages of functions contain no source maps', () => {
  const folder = mkdtempSync(join(tmpdir(), 'chatflow-packages-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of functionNames) {
    mkdirSync(join(folder, 'functions', name), { recursive: true });
    writeFileSync(join(folder, 'functions', name, 'index.mjs'), `// ${name}`);
    writeFileSync(join(folder, 'functions', name, 'index.mjs.map'), '{}');
  }
  const app = new App({ outdir: join(folder, 'out'), builtinCloudFormationValidation: false });
  const built = { functions: join(folder, 'functions'), web: '' };
  addStacks(app, readConfig({ stage: 'dev', webClient: false }), built);
  app.synth();
  const files = globSync('out/asset.*/*', { cwd: folder });
  expect(files).toHaveLength(functionNames.length);
  expect(new Set(files.map((file) => basename(file)))).toEqual(new Set(['index.mjs']));
});
