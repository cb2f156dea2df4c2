import { join } from 'node:path';
import { deployAll, step, type Deployment } from './deployment.ts';

/** Deploys what cannot be deployed. Throws what the CDK printed, unless it ended with a failure that this explains. */
async function refused(
  deployment: Deployment,
  args: readonly string[],
  explained: RegExp,
  environment: Record<string, string>,
): Promise<void> {
  const { code, printed } = await deployment.try(args, { ...deployment.environment, ...environment });
  if (code === 0 || !explained.test(printed)) {
    throw new Error(
      `cdk ${args.join(' ')} ended with ${String(code)}, without ${String(explained)}:\n${printed}`,
    );
  }
}

/** What goes wrong in an account that is not prepared: docs/operations.md explains each of these messages. */
export async function tryUnprepared(deployment: Deployment, folder: string): Promise<void> {
  const nobody = {
    AWS_ACCESS_KEY_ID: '',
    AWS_SECRET_ACCESS_KEY: '',
    AWS_PROFILE: '',
    AWS_CONFIG_FILE: join(folder, 'none'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
  };
  await step('no credentials', () =>
    refused(deployment, deployAll, /Unable to resolve AWS account to use/, nobody),
  );
  await step('no bootstrap', () =>
    refused(deployment, deployAll, /Has the environment been bootstrapped\? Please run 'cdk bootstrap'/, {}),
  );
}

const failing = ['--require-approval', 'never', '--app', 'node test/deploy/failing-app.ts'] as const;

/** Takes the name that the failing app's stacks want too, in each of these Regions. */
export async function prepareFailures({ cdk }: Deployment, ...regions: string[]): Promise<void> {
  for (const region of regions) {
    await step(`cdk deploy, a name that is then taken in ${region}`, () =>
      cdk('deploy', 'taken', ...failing, '-c', `region=${region}`),
    );
  }
}

/** A first attempt to deploy a stage that fails at the end of a stack. What it leaves, the next attempt has to replace. */
export async function failFirstAttempt(
  deployment: Deployment,
  stage: 'dev' | 'prod',
  stack: 'data' | 'api',
  region = 'eu-central-1',
): Promise<void> {
  const attempt = ['deploy', 'data', 'api', ...failing, '-c', `stage=${stage}`, '-c', `region=${region}`];
  const explained = new RegExp(`chatflow-${stage}-${stack} failed to deploy[^]*chatflow-taken`);
  await step(`cdk deploy of ${stage}, failing in ${stack}`, () =>
    refused(deployment, attempt, explained, { FAIL_IN: stack }),
  );
}
