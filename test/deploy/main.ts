import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { deployAll, openDeployment, step, succeed, type Deployment } from './deployment.ts';
import { startEmulator } from './emulator.ts';
import { keepUntilInterrupted } from './keep.ts';
import { failFirstAttempt, prepareFailures, tryUnprepared } from './mistakes.ts';
import { Missing } from './python.ts';

const { values } = parseArgs({ options: { keep: { type: 'boolean', default: false } } });

/** Deploys everything that the emulator knows, over first attempts that failed, uses it, and removes it again. */
async function prove(deployment: Deployment): Promise<void> {
  const { environment, cdk, deploy, addresses } = deployment;
  await prepareFailures(deployment);
  await failFirstAttempt(deployment, 'dev', 'data');
  await failFirstAttempt(deployment, 'dev', 'api');
  await step('cdk deploy', deploy);
  await step('flows', async () => {
    const { http, sockets } = await addresses();
    const flows = ['run', '--config', 'vitest.deploy.config.ts'];
    const deployed = { DEPLOYED_HTTP: http, DEPLOYED_SOCKETS: sockets };
    console.log(await succeed('vitest', flows, { ...process.env, ...environment, ...deployed }));
  });
  const again = await step('cdk deploy, again', deploy);
  if (!again.includes('no changes')) throw new Error(`The second deployment changed something:\n${again}`);
  await step('cdk destroy', () => cdk('destroy', '--all', '--force'));

  await failFirstAttempt(deployment, 'prod', 'api');
  await step('cdk deploy of prod', () => cdk(...deployAll, '-c', 'stage=prod'));
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'chatflow-deploy-'));
  try {
    const emulator = await step('emulator', () => startEmulator(folder));
    const deployment = openDeployment(emulator, folder);
    try {
      if (!values.keep) await tryUnprepared(deployment, folder);
      await step('cdk bootstrap', () =>
        deployment.cdk('bootstrap', `aws://${emulator.account}/${emulator.region}`),
      );
      if (values.keep) {
        await step('cdk deploy', deployment.deploy);
        await keepUntilInterrupted(deployment);
      } else {
        await prove(deployment);
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
