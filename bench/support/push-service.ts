import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { pushArrival, pushServiceReady } from './push-service-protocol.ts';

const serviceFile = fileURLToPath(new URL('../push-service.ts', import.meta.url));

/** A push as a browser gets it. */
export interface ArrivedPush {
  path: string;
  /** When the service had it: milliseconds of `performance.now()` of this process. */
  at: number;
  encoding: string;
  body: Buffer;
}

/** A push service in a process of its own. Disposing of it ends it. */
export interface PushService extends AsyncDisposable {
  /** `https://localhost:<port>` */
  origin: string;
  /** The file with the certificate that it shows: a server has to trust that. */
  certificateFile: string;
  /** Called with each push. */
  onPush: (push: ArrivedPush) => void;
}

export async function startPushService(): Promise<PushService> {
  const folder = await mkdtemp(join(tmpdir(), 'chatflow-bench-push-'));
  const certificateFile = join(folder, 'certificate.pem');
  const child = fork(serviceFile);
  const ended = once(child, 'exit');
  const end = async () => {
    child.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const [first] = (await Promise.race([
      once(child, 'message'),
      ended.then(() => Promise.reject(new Error('The push service ended before it listened.'))),
    ])) as [unknown];
    const { port, certificate } = pushServiceReady.parse(first);
    await writeFile(certificateFile, certificate);
    const service: PushService = {
      origin: `https://localhost:${port}`,
      certificateFile,
      onPush: () => undefined,
      [Symbol.asyncDispose]: end,
    };
    child.on('message', (message) => {
      const { path, at, encoding, base64 } = pushArrival.parse(message);
      // the clocks of two processes begin at different times
      service.onPush({
        path,
        at: at - performance.timeOrigin,
        encoding,
        body: Buffer.from(base64, 'base64'),
      });
    });
    return service;
  } catch (error) {
    await end();
    throw error;
  }
}
