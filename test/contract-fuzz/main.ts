import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startRuntime } from '../../local/runtime.ts';
import { readSettings } from '../../local/settings.ts';
import { authReply, conversation } from '../../shared/protocol/index.ts';
import { routeExamples } from '../../shared/protocol/examples.ts';
import { Missing, virtualEnvironment } from '../deploy/python.ts';
import { excludedChecks } from './exceptions.ts';
import { findingsOf } from './findings.ts';

const packages = ['schemathesis==4.32.5'];
/** It takes about a minute; if it takes so much longer, something hangs. */
const limitMs = 8 * 60_000;

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '20261129' }, examples: { type: 'string', default: '10' } },
});

/** Gives the backend two people and a conversation, so that requests meet something. */
async function prepare(api: string): Promise<{ token: string; conversationId: string; userId: string }> {
  async function post(path: string, body: unknown, token?: string): Promise<unknown> {
    const response = await fetch(`${api}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path} replied ${response.status}: ${await response.text()}`);
    return response.json();
  }
  const { body } = routeExamples.register;
  const { token, user } = authReply.parse(await post('/auth/register', body));
  const [other = ''] = routeExamples.createConversation.body.participantUsernames;
  await post('/auth/register', { ...body, username: other, email: `${other}@example.org` });
  const made = await post('/conversations', routeExamples.createConversation.body, token);
  return { token, userId: user.id, conversationId: conversation.parse(made).id };
}

/** Ids of the path are sometimes those of what there is. */
const configuration = (ids: { userId: string; conversationId: string }) => `
[dictionaries]
users = { values = ["${ids.userId}"] }
conversations = { values = ["${ids.conversationId}"] }

[[operations]]
include-path-regex = "^/users/\\\\{"
parameters = { "path.id" = { dictionary = "users", probability = 0.8 } }

[[operations]]
include-path-regex = "^/conversations/\\\\{"
parameters = { "path.id" = { dictionary = "conversations", probability = 0.8 } }
`;

/** Sends generated requests to a backend of its own and returns its report, and whether it found anything. Throws `Missing` without Schemathesis. */
async function fuzz(folder: string): Promise<{ report: string; found: boolean }> {
  const programs = await virtualEnvironment(join(folder, 'python'), packages);
  const settings = {
    PORT: '0',
    DATA_DIR: join(folder, 'data'),
    PASSWORD_COST: '4',
    LOG_LEVEL: 'error',
    WEB: 'off',
  };
  const runtime = await startRuntime(readSettings(settings));
  try {
    const { token, ...ids } = await prepare(`${runtime.url}/v1`);
    await writeFile(join(folder, 'schemathesis.toml'), configuration(ids));
    const report = join(folder, 'report.ndjson');
    const child = spawn(
      join(programs, 'schemathesis'),
      [
        '--config-file',
        join(folder, 'schemathesis.toml'),
        'run',
        `${runtime.url}/v1/openapi.json`,
        '--header',
        `Authorization: Bearer ${token}`,
        '--seed',
        values.seed,
        '--max-examples',
        values.examples,
        '--continue-on-failure',
        '--exclude-checks',
        Object.keys(excludedChecks).join(','),
        '--report',
        'ndjson',
        '--report-ndjson-path',
        report,
      ],
      { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], timeout: limitMs },
    );
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    // 1: it found something, which the report says
    if (code !== 0 && code !== 1) {
      throw new Error(`Schemathesis ended with ${code ?? signal ?? 'nothing'}:\n${printed.slice(-5_000)}`);
    }
    return { report: await readFile(report, 'utf8'), found: code === 1 };
  } finally {
    await runtime.close();
  }
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'chatflow-contract-fuzz-'));
  try {
    console.log(`Schemathesis tries the contract: --seed ${values.seed} --examples ${values.examples}`);
    const { report, found } = await fuzz(folder);
    const { requests, failures, excepted } = findingsOf(report);
    if (found && failures.length === 0 && excepted.size === 0) {
      throw new Error('Schemathesis found something that its report does not show.');
    }
    const met = [...excepted].map(([exception, times]) => `  ${times} × ${exception}`);
    console.log([`${requests} requests. Refused for a reason that no schema can say:`, ...met].join('\n'));
    if (failures.length > 0) {
      console.error([`${failures.length} failures:`, ...failures].join('\n\n'));
      process.exitCode = 1;
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  // on a laptop without Python there is nothing to do; where everything is checked, it must not be left out
  process.exitCode = error instanceof Missing && process.env['CI'] !== 'true' ? 0 : 1;
}
