import { request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import * as z from 'zod';
import type { App } from '../../shared/app.ts';
import { edgeHeader } from '../../shared/platform/config.ts';
import { routes } from '../../shared/protocol/index.ts';
import { defineLambda } from '../lambda.ts';

/** Where clients reach the backend: the HTTP API without `/v1`, and the sockets. The schedule says it with each call. */
const probedAddresses = z.object({
  http: z.url(),
  sockets: z.url(),
  /** Whether these are the APIs' own, which may take requests with CloudFront's secret only. */
  direct: z.boolean().default(false),
});
type ProbedAddresses = z.infer<typeof probedAddresses>;

export type ProbeFunction = (event: unknown) => Promise<{ reachable: boolean }>;

/** The timeout of each request. */
const patienceMilliseconds = 5_000;

/**
 * Checks from outside whether both APIs can be reached, through everything in between: names, certificates, CloudFront.
 * Without it no alarm would notice a failure that keeps every request away. Rejects with a `ZodError` without addresses.
 */
export function probeFunction({ log, metrics, random, config }: App): ProbeFunction {
  return async (event) => {
    const addresses = probedAddresses.parse(event);
    metrics.count('Probes');
    try {
      const [secret] = addresses.direct ? config.edgeSecrets : [];
      const headers = secret === undefined ? {} : { [edgeHeader]: secret };
      await Promise.all([askHealth(addresses, headers), handshake(addresses, headers, random(16))]);
      // said too, as a look that is not made counts as failed
      metrics.count('FailedProbes', 0);
      return { reachable: true };
    } catch (error) {
      metrics.count('FailedProbes');
      log.error({ err: error, ...addresses }, 'people do not get through');
      return { reachable: false };
    }
  };
}

export const lambda = defineLambda('schedule', probeFunction);

async function askHealth({ http }: ProbedAddresses, headers: Record<string, string>): Promise<void> {
  const response = await fetch(`${http}/v1/health`, {
    headers,
    signal: AbortSignal.timeout(patienceMilliseconds),
  });
  if (response.status !== 200) throw new Error(`the HTTP API answered with ${response.status}`);
  routes.health.replies[200].parse(await response.json());
}

/** Asks for a socket without a token, which is refused by the authorizer and no sooner. */
async function handshake(
  { sockets }: ProbedAddresses,
  headers: Record<string, string>,
  key: Uint8Array,
): Promise<void> {
  const url = new URL(sockets.replace(/^ws/, 'http'));
  const request = url.protocol === 'https:' ? overHttps : overHttp;
  const status = await new Promise<number | undefined>((resolve, reject) => {
    request(url, {
      headers: {
        ...headers,
        'user-agent': 'chatflow-probe',
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': Buffer.from(key).toString('base64'),
      },
      signal: AbortSignal.timeout(patienceMilliseconds),
    })
      .on('response', (response) => {
        response.resume();
        resolve(response.statusCode);
      })
      .on('upgrade', (response, socket) => {
        socket.destroy();
        resolve(response.statusCode);
      })
      .on('error', reject)
      .end();
  });
  if (status !== 401) throw new Error(`the WebSocket API answered with ${status ?? 'nothing'}`);
}
