import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Emulator } from './emulator.ts';

const root = join(import.meta.dirname, '../..');

export interface Ran {
  code: number | null;
  /** Both of its outputs, as they came. */
  printed: string;
}

/** Runs a program of the repository's own in its root, with nothing but this environment. */
export async function run(
  program: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<Ran> {
  return start(join(root, 'node_modules/.bin', program), args, environment, root);
}

/** Runs any program in a folder, with nothing but this environment, until it ends. */
export async function start(
  program: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  folder: string,
): Promise<Ran> {
  const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], env: environment });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, printed };
}

/** Runs a program and returns what it printed. Throws that, if the program fails. */
export async function succeed(...[program, args, environment]: Parameters<typeof run>): Promise<string> {
  const { code, printed } = await run(program, args, environment);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${String(code)}:\n${printed}`);
  return printed;
}

/** Does a part of the proof and prints how long it took. */
export async function step<T>(what: string, action: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const result = await action();
  console.log(`${what}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return result;
}

/** What `cdk deploy --outputs-file` writes. */
const outputs = z.object({
  'chatflow-dev-api': z.object({ HttpApiId: z.string(), SocketApiId: z.string(), EdgeSecretArn: z.string() }),
});

export interface Addresses {
  http: string;
  sockets: string;
  /** What CloudFront would send in `edgeHeader`, without which both refuse. */
  edgeSecret: string;
}

/** The CDK, at work in an emulator. */
export interface Deployment {
  /** What makes AWS's own programs, and the CDK, talk to the emulator. */
  environment: Record<string, string>;
  /**
   * What the emulator cannot do is left out: CodeDeploy, a firewall in another Region than the rest, and the CDK's function
   * that copies files into a bucket by the AWS CLI.
   */
  settings: readonly string[];
  /** Runs the CDK, however it ends, in this environment if another than the emulator's. */
  try: (args: readonly string[], environment?: Record<string, string>) => Promise<Ran>;
  /** Runs the CDK and returns what it printed. Throws that, if it fails. */
  cdk: (...args: string[]) => Promise<string>;
  /** Deploys the stage `dev`. */
  deploy: () => Promise<string>;
  /** Where the CDK writes the outputs of a stage. */
  outputsFile: (stage: string) => string;
  /** Where the APIs of the stage `dev` answer, and to what. */
  addresses: () => Promise<Addresses>;
}

export const deployAll = ['deploy', '--all', '--require-approval', 'never'] as const;

/** Where to deploy from: the CDK writes what it makes to `folder`. */
export function openDeployment(emulator: Emulator, folder: string): Deployment {
  const { apiBase } = emulator;
  const settings = [`apiBase=${apiBase}`, 'firewall=false', 'canary=false', 'webClient=false'];
  const common = [...settings.flatMap((setting) => ['-c', setting]), '--output', join(folder, 'cdk')];
  const outputsFile = (stage: string) => join(folder, `outputs-${stage}.json`);
  const environment = {
    ...emulator.environment,
    CDK_HOME: join(folder, 'cdk-home'),
    CDK_DISABLE_VERSION_CHECK: '1',
    CI: 'true',
  };
  const complete = (args: readonly string[]) => [...args, ...common, '--no-notices'];
  const cdk = (...args: string[]) => succeed('cdk', complete(args), { ...process.env, ...environment });
  return {
    environment,
    settings,
    try: (args, other = environment) => run('cdk', complete(args), { ...process.env, ...other }),
    cdk,
    deploy: () => cdk(...deployAll, '--outputs-file', outputsFile('dev')),
    outputsFile,
    async addresses() {
      const { HttpApiId, SocketApiId, EdgeSecretArn } = outputs.parse(
        JSON.parse(await readFile(outputsFile('dev'), 'utf8')),
      )['chatflow-dev-api'];
      return {
        http: `${apiBase}/${HttpApiId}`,
        sockets: `${apiBase.replace('https:', 'wss:')}/${SocketApiId}/ws`,
        edgeSecret: await emulator.secret(EdgeSecretArn),
      };
    },
  };
}
