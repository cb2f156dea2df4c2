import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { edgeHeader } from '../../shared/platform/config.ts';
import { start, step, type Deployment } from './deployment.ts';
import type { Emulator } from './emulator.ts';

const root = join(import.meta.dirname, '../..');

/** What the steps of a section of docs/operations.md have a reader run, in their order. */
export async function commandsOf(section: string): Promise<string[]> {
  const guide = await readFile(join(root, 'docs/operations.md'), 'utf8');
  const text = guide.split(/^## /m).find((part) => part.startsWith(`${section}\n`)) ?? '';
  const steps = text.split(/^(?=\d+\. )/m).slice(1);
  return steps.flatMap((one) =>
    [...one.matchAll(/`((?:npm|npx|curl) [^`]+)`/g)].map(([, command = '']) => command),
  );
}

/**
 * Follows the guide's *First deploy* to the letter in a clone of what is committed, which has the packages and nothing
 * else. What the emulator lacks is said where a person's own settings of the CDK and of curl are, so that no command is
 * another.
 */
export async function followGuide(emulator: Emulator, deployment: Deployment, folder: string): Promise<void> {
  const clone = join(folder, 'clone');
  const home = join(folder, 'home');
  await mkdir(home);
  await succeed(`git clone --quiet "${root}" "${clone}"`, folder, process.env);
  await symlink(join(root, 'node_modules'), join(clone, 'node_modules'));
  const environment = {
    ...process.env,
    ...deployment.environment,
    HOME: home,
    // this repository's own programs are not in a reader's way
    PATH: (process.env['PATH'] ?? '')
      .split(delimiter)
      .filter((entry) => !entry.startsWith(root))
      .join(delimiter),
    npm_config_userconfig: join(homedir(), '.npmrc'),
    CURL_CA_BUNDLE: emulator.environment['AWS_CA_BUNDLE'],
  };
  const context = Object.fromEntries(
    deployment.settings.map((setting) => setting.split('=') as [string, string]),
  );
  const [install, ...commands] = await commandsOf('First deploy');
  // which is what the clone is given
  if (install !== 'npm ci') throw new Error(`The guide begins with ${String(install)} instead of npm ci.`);

  for (const command of commands) {
    const stage = /stage=(\w+)/.exec(command)?.[1] ?? 'dev';
    const outputsFile = deployment.outputsFile(stage);
    await writeFile(
      join(home, '.cdk.json'),
      JSON.stringify({ context, requireApproval: 'never', notices: false, outputsFile }),
    );
    let filled = command.replaceAll('<account>', emulator.account);
    if (command.includes('<address>')) {
      const { http, edgeSecret } = await deployment.addresses();
      filled = filled.replaceAll('<address>', http);
      // there is no CloudFront that would add it
      await writeFile(join(home, '.curlrc'), `header = "${edgeHeader}: ${edgeSecret}"\n`);
    }
    const printed = await step(`guide: ${command}`, () => succeed(filled, clone, environment));
    if (command.startsWith('curl ') && !printed.includes('{"status":"ok"}')) {
      throw new Error(`${filled} answers:\n${printed}`);
    }
  }
}

/** Runs a command of a shell and returns what it printed. Rejects with that, if it fails. */
async function succeed(command: string, folder: string, environment: NodeJS.ProcessEnv): Promise<string> {
  const { code, printed } = await start('bash', ['-c', command], environment, folder);
  if (code !== 0) throw new Error(`${command} ended with ${String(code)}:\n${printed}`);
  return printed;
}
