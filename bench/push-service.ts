import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';
import { selfSigned } from '../test/support/backend/certificate.ts';
import type { PushArrival, PushServiceReady } from './support/push-service-protocol.ts';

/**
 * A push service as a child process of the bench: takes every push over HTTPS, and tells the bench what arrived when. Ends with the
 * bench.
 */
if (!process.connected) throw new Error('This is started by bench/main.ts.');

const certificate = selfSigned(['localhost']);
const created = 201;

const server = createServer(certificate, (request, response) => {
  const chunks: Buffer[] = [];
  request
    .on('data', (chunk: Buffer) => chunks.push(chunk))
    .on('end', () => {
      const at = performance.timeOrigin + performance.now();
      response.writeHead(created).end();
      const { url: path = '', headers } = request;
      process.send?.({
        path,
        at,
        encoding: headers['content-encoding'] ?? '',
        base64: Buffer.concat(chunks).toString('base64'),
      } satisfies PushArrival);
    });
});
// Ctrl-C reaches the whole process group: the bench ends, and then this.
process.on('SIGINT', () => undefined);
process.once('disconnect', () => process.exit());
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
process.send?.({ port, certificate: certificate.cert } satisfies PushServiceReady);
