import { join } from 'node:path';
import { App, Tags, Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { Catalog } from '../functions/definition.ts';
import { ConfigError, edgeRegion, readConfig, type StackConfig } from './config.ts';
import { builtFolder, ensureWeb, WebBuildError } from '../web/build/build-web.ts';
import { BuildError } from './build-error.ts';
import { ensureBundles } from './constructs/bundles.ts';
import { ApiStack } from './stacks/api-stack.ts';
import { DataStack } from './stacks/data-stack.ts';
import { EdgeStack } from './stacks/edge-stack.ts';
import { ObservabilityStack } from './stacks/observability-stack.ts';
import { WebStack } from './stacks/web-stack.ts';

/** The folders of what was built to be deployed. */
export interface Built {
  functions: string;
  web: string;
}

/** All stacks of one stage, named `chatflow-<stage>-<what>`. */
export function addStacks(app: App, config: StackConfig, built: Built, catalog?: Catalog) {
  const { region, stage, protectData } = config;
  const of = (what: string, description: string) => ({
    config,
    stackName: `chatflow-${stage}-${what}`,
    description: `ChatFlow (${stage}): ${description}`,
    env: { region },
  });
  const data = new DataStack(app, 'data', {
    ...of('data', 'tables, files and keys'),
    // this one alone: a protected stack whose first attempt failed could not be replaced by the next attempt
    terminationProtection: protectData,
  });
  const api = new ApiStack(app, 'api', {
    ...of('api', 'functions, APIs and queues'),
    data,
    bundles: built.functions,
    ...(catalog && { catalog }),
  });
  const observability = config.alarms
    ? new ObservabilityStack(app, 'observability', {
        ...of('observability', 'alarms and dashboard'),
        api,
        data,
      })
    : undefined;
  Tags.of(app).add('chatflow', stage);
  const edge =
    config.firewall || config.costMonitor
      ? new EdgeStack(app, 'edge', {
          ...of('edge', 'firewall and watch over costs'),
          // several Regions may have theirs there
          stackName: `chatflow-${stage}-edge-${region}`,
          env: { region: edgeRegion },
        })
      : undefined;
  const firewall = edge?.firewall;
  const web = config.edge
    ? new WebStack(app, 'web', {
        ...of('web', 'CloudFront and web client'),
        api,
        data,
        firewall,
        client: config.webClient ? built.web : undefined,
      })
    : undefined;
  return { data, api, observability, edge, web };
}

/** What `cdk` runs. */
async function main(): Promise<void> {
  const app = new App();
  const config = readConfig(app.node.getAllContext() as Record<string, unknown>);
  const bundles = join(import.meta.dirname, '../dist/functions');
  const reason = await ensureBundles(bundles);
  if (reason !== undefined) process.stderr.write(`Built the functions: ${reason}.\n`);
  if (config.edge && config.webClient) await ensureClient();
  addStacks(app, config, { functions: bundles, web: builtFolder });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app, { verbose: true }));
  app.synth();
}

/** So every command of the CDK works in a fresh clone, as with the bundles. Rejects with a `BuildError`. */
async function ensureClient(): Promise<void> {
  try {
    await ensureWeb({ say: (line) => void process.stderr.write(`${line}\n`) });
  } catch (error) {
    if (!(error instanceof WebBuildError)) throw error;
    throw new BuildError(
      `The web client could not be built. ${error.message}\nTo deploy without it: -c webClient=false`,
      { cause: error },
    );
  }
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof BuildError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
