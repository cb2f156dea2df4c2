import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { edgeRegion } from '../../infra/config.ts';
import { deployAll, openDeployment, step, succeed, type Deployment } from './deployment.ts';
import { startEmulator, type Emulator } from './emulator.ts';
import { followGuide } from './guide.ts';
import { keepUntilInterrupted } from './keep.ts';
import { failFirstAttempt, prepareFailures, tryUnprepared } from './mistakes.ts';
import { Missing } from './python.ts';

const { values } = parseArgs({ options: { keep: { type: 'boolean', default: false } } });

/**
 * Deploys everything that the emulator knows as the guide says, uses it, turns parts of it off and removes it, and deploys
 * over first attempts that failed.
 */
async function prove(emulator: Emulator, deployment: Deployment, folder: string): Promise<void> {
  const { environment, cdk, deploy, addresses } = deployment;
  // both stages, side by side
  await followGuide(emulator, deployment, folder);
  await step('flows', async () => {
    const { http, sockets, edgeSecret } = await addresses();
    const flows = ['run', '--config', 'vitest.deploy.config.ts'];
    const deployed = {
      DEPLOYED_HTTP: http,
      DEPLOYED_SOCKETS: sockets,
      DEPLOYED_EDGE_SECRET: edgeSecret,
    };
    console.log(await succeed('vitest', flows, { ...process.env, ...environment, ...deployed }));
  });
  const again = await step('cdk deploy, again', deploy);
  if (!again.includes('no changes')) throw new Error(`The second deployment changed something:\n${again}`);
  await turnOff(deployment);
  await step('cdk destroy', () => cdk('destroy', '--all', '--force'));

  await prepareFailures(deployment, emulator.region, edgeRegion);
  await failFirstAttempt(deployment, 'dev', 'data');
  await step('cdk deploy of dev', deploy);
  // beside prod in another Region, and with a firewall, which the emulator finds in the same Region only
  await failFirstAttempt(deployment, 'prod', 'api', edgeRegion);
  const elsewhere = ['-c', 'stage=prod', '-c', `region=${edgeRegion}`, '-c', 'firewall=true'];
  await step(`cdk deploy of prod in ${edgeRegion}`, () => cdk(...deployAll, ...elsewhere));
}

/** What the guide says of parts that are turned off on a running stage. */
async function turnOff({ cdk }: Deployment): Promise<void> {
  const off = ['-c', 'alarms=false', '-c', 'edge=false'];
  await step('alarms and CloudFront off', () => cdk(...deployAll, ...off));
  for (const stack of ['observability', 'web']) {
    await step(`cdk destroy ${stack}`, () => cdk('destroy', stack, '--exclusively', '--force'));
  }
  const left = await cdk(...deployAll, ...off);
  if (!left.includes('no changes')) throw new Error(`Something was left to change:\n${left}`);
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'chatflow-deploy-'));
  try {
    const emulator = await step('emulator', () => startEmulator(folder));
    const deployment = openDeployment(emulator, folder);
    try {
      if (!values.keep) await tryUnprepared(deployment, folder);
      if (values.keep) {
        await step('cdk bootstrap', () =>
          deployment.cdk('bootstrap', `aws://${emulator.account}/${emulator.region}`),
        );
        await step('cdk deploy', deployment.deploy);
        await keepUntilInterrupted(deployment);
      } else {
        await prove(emulator, deployment, folder);
      }
    } catch (error) {
      console.error((await emulator.log()).slice(-5_000));
      throw error;
    } finally {
      await emulator.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

try {
  await main();
} catch (error) {
  if (error instanceof Missing) console.log(`Deploying is not tried: ${error.message}`);
  else {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
