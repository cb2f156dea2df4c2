import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { Agent } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { freePort } from '../support/backend/free-port.ts';
import { Missing, virtualEnvironment } from './python.ts';

/** The version whose behaviour is known: see docs/operations.md. `cryptography` is what its KMS signs with. */
const packages = ['ministack==1.5.33', 'cryptography>=41'];
const startSeconds = 60;

/** The account of callers who sign with `test`. */
const account = '000000000000';
const region = 'eu-central-1';

export interface Emulator {
  account: string;
  region: string;
  /** What makes AWS's own programs and clients talk to it. */
  environment: Record<string, string>;
  /** Where its API Gateway answers. */
  apiBase: string;
  /** What its Secrets Manager keeps by this ARN. */
  secret: (arn: string) => Promise<string>;
  /** What it printed so far. */
  log: () => Promise<string>;
  stop: () => Promise<void>;
}

/**
 * MiniStack, an emulator of AWS, on a free port, with everything that it writes in `folder`. It speaks TLS alone and
 * enforces every caller's permissions, as AWS does. Throws `Missing` where it cannot be had.
 */
export async function startEmulator(folder: string): Promise<Emulator> {
  const programs = await virtualEnvironment(join(folder, 'python'), packages);
  const port = await freePort();
  const endpoint = `https://127.0.0.1:${port}`;
  // it makes a certificate for itself by openssl
  const certificate = join(folder, 'ministack-tls/server.crt');
  const logFile = join(folder, 'ministack.log');
  const output = await open(logFile, 'w');
  const child = spawn(join(programs, 'python'), [join(import.meta.dirname, 'emulator.py')], {
    stdio: ['ignore', output.fd, output.fd],
    env: {
      // it runs the functions on the Node that it finds there
      PATH: `${join(process.execPath, '..')}:${process.env['PATH'] ?? ''}`,
      HOME: folder,
      TMPDIR: folder,
      STATE_DIR: join(folder, 'state'),
      S3_DATA_DIR: join(folder, 's3'),
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      MINISTACK_REGION: region,
      AUTH: 'true',
      USE_SSL: '1',
      IOT_MTLS_ENABLED: '0',
      NODE_EXTRA_CA_CERTS: certificate,
    },
  });
  const ended = once(child, 'exit');
  const emulator: Emulator = {
    account,
    region,
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: region,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CA_BUNDLE: certificate,
      NODE_EXTRA_CA_CERTS: certificate,
    },
    apiBase: `${endpoint}/_aws/execute-api`,
    async secret(arn) {
      const client = new SecretsManagerClient({
        endpoint,
        region,
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
        requestHandler: new NodeHttpHandler({ httpsAgent: new Agent({ ca: await readFile(certificate) }) }),
      });
      try {
        const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
        return SecretString;
      } finally {
        client.destroy();
      }
    },
    log: () => readFile(logFile, 'utf8'),
    async stop() {
      child.kill('SIGTERM');
      await ended;
      await output.close();
    },
  };
  for (let waited = 0; waited < startSeconds * 10; waited += 1) {
    if (child.exitCode !== null) break;
    if (existsSync(certificate) && (await accepts(port))) return emulator;
    await setTimeout(100);
  }
  const log = await emulator.log();
  if (child.exitCode === null) await emulator.stop();
  throw new Missing(`The emulator does not start here:\n${log}`);
}

async function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
