import { mkdirSync, mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib/core';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { catalog } from '../../functions/catalog.ts';
import type { Catalog, FunctionDefinition } from '../../functions/definition.ts';
import { addStacks } from '../../infra/app.ts';
import { readConfig } from '../../infra/config.ts';

const extended: Catalog = {
  ...catalog,
  'poll-votes': {
    handler: 'http/poll-votes.ts',
    trigger: { kind: 'http', prefixes: ['polls'] },
    memoryMiB: 320,
    timeoutSeconds: 7,
    grants: { durable: ['GetItem'], tokenKey: ['GetPublicKey'] },
    impact: 'Polls are not answered.',
  },
};

/** The template of the functions' stack with this catalog, on bundles that are never run. */
function apiTemplate(functions: Catalog): Template {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'chatflow-catalog-'));
  for (const name of Object.keys(functions)) {
    mkdirSync(join(folder.path, name));
    writeFileSync(join(folder.path, name, 'index.mjs'), `// ${name}`);
  }
  const context = { stage: 'dev', webClient: false };
  const app = new App({ context, outdir: join(folder.path, 'out'), analyticsReporting: false });
  const built = { functions: folder.path, web: '' };
  return Template.fromStack(addStacks(app, readConfig(context), built, functions).api);
}

test('given a new entry in the catalog, size, routes, permissions and alarm follow', () => {
  const template = apiTemplate(extended);
  template.hasResourceProperties('AWS::Lambda::Function', {
    Description: 'ChatFlow (dev): poll-votes',
    MemorySize: 320,
    Timeout: 7,
  });
  for (const RouteKey of ['ANY /v1/polls', 'ANY /v1/polls/{proxy+}']) {
    template.hasResourceProperties('AWS::ApiGatewayV2::Route', { RouteKey });
  }
  const [policy] = Object.values(
    template.findResources('AWS::IAM::Policy', {
      Properties: { PolicyName: Match.stringLikeRegexp('^PollVotesRole') },
    }),
  );
  expect(JSON.stringify(policy)).toContain('"dynamodb:GetItem"');
  expect(JSON.stringify(policy)).not.toContain('dynamodb:PutItem');
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmDescription: Match.stringLikeRegexp('Polls are not answered'),
  });
});

test('timers get a group and a role only when a function sets one', () => {
  const untimed: Catalog = Object.fromEntries(
    Object.entries<FunctionDefinition>(extended).map(([name, definition]) => {
      const { timers: _, ...grants } = definition.grants;
      return [name, { ...definition, grants }];
    }),
  );
  const none = apiTemplate(untimed);
  none.resourceCountIs('AWS::Scheduler::ScheduleGroup', 0);

  const timers = ['CreateSchedule', 'UpdateSchedule', 'DeleteSchedule'] as const;
  const grants = { durable: ['GetItem'], timers } as const;
  const template = apiTemplate({
    ...untimed,
    'poll-votes': { ...extended['poll-votes'], grants },
  } as Catalog);
  template.resourceCountIs('AWS::Scheduler::ScheduleGroup', 1);
  const policies = Object.entries(template.findResources('AWS::IAM::Policy'));
  const statementsOf = (name: string) =>
    JSON.stringify(policies.find(([id]) => id.startsWith(name))?.[1]['Properties']);
  expect(statementsOf('TimersRole')).toContain('"Action":"sqs:SendMessage"');
  expect(statementsOf('TimersRole').match(/"Action"/g)).toHaveLength(1);
  const granted = statementsOf('PollVotesRole');
  for (const action of timers) expect(granted).toContain(`"scheduler:${action}"`);
  expect(granted).toContain('"iam:PassRole"');
  expect(granted).toContain('"iam:PassedToService":"scheduler.amazonaws.com"');
  expect(statementsOf('ConversationsRole')).not.toContain('scheduler:');
  template.hasResourceProperties('AWS::Lambda::Function', {
    Description: 'ChatFlow (dev): poll-votes',
    Environment: { Variables: Match.objectLike({ TIMER_GROUP: Match.anyValue() }) },
  });
});
