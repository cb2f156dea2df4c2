import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib/core';
import { CfnEventBus } from 'aws-cdk-lib/aws-events';
import { addStacks } from '../../infra/app.ts';
import { readConfig } from '../../infra/config.ts';
import { builtFolder } from '../../web/build/build-web.ts';

/**
 * The app, with one thing more that cannot be made: at the end of the stack that `FAIL_IN` names, an event bus by a name
 * that the stack `taken` has already. So a deployment fails half-way, for real.
 */
const app = new App();
const config = readConfig(app.node.getAllContext() as Record<string, unknown>);
// in the same Region: names of buses are taken in one only
const name = 'chatflow-taken';
new CfnEventBus(new Stack(app, 'taken', { env: { region: config.region } }), 'Bus', { name });

const built = { functions: join(import.meta.dirname, '../../dist/functions'), web: builtFolder };
const stacks = addStacks(app, config, built);
const stack = process.env['FAIL_IN'] === 'data' ? stacks.data : stacks.api;
const others = [...stack.node.children];
new CfnEventBus(stack, 'Taken', { name }).node.addDependency(...others);
app.synth();
