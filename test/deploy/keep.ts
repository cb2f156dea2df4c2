import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { edgeHeader } from '../../shared/platform/config.ts';
import type { Deployment } from './deployment.ts';

const root = join(import.meta.dirname, '../..');
const file = join(root, 'dist/emulator.sh');

/**
 * Leaves what was deployed running until Ctrl-C, and writes a file from which a shell learns how to use it: with that, the
 * commands of docs/operations.md can be tried without an account.
 */
export async function keepUntilInterrupted({ environment, settings, addresses }: Deployment): Promise<void> {
  const { http, sockets, edgeSecret } = await addresses();
  // the AWS CLI knows the Region by the second name
  const shell = {
    ...environment,
    AWS_DEFAULT_REGION: environment['AWS_REGION'] ?? '',
    HTTP: http,
    SOCKETS: sockets,
    EDGE: `${edgeHeader}: ${edgeSecret}`,
  };
  const lines = [
    ...Object.entries(shell).map(([name, value]) => `export ${name}='${value}'`),
    // a command with the settings that the emulator needs after it
    `emulated() { "$@" ${settings.map((setting) => `-c '${setting}'`).join(' ')}; }`,
  ];
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, lines.join('\n') + '\n');
  console.log(`
HTTP API:  ${http}
sockets:   ${sockets}

In another shell, here:

  source ${relative(root, file)}
  curl --cacert "$AWS_CA_BUNDLE" -H "$EDGE" $HTTP/v1/health
  emulated npx cdk diff

Ctrl-C ends the emulator and removes everything in it.`);
  await once(process, 'SIGINT');
  await rm(file, { force: true });
}
