import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ZodError } from 'zod';
import { probeFunction } from '../../../functions/schedule/probe.ts';
import { Totals } from '../../../local/metrics/totals.ts';
import { functionsOn } from './setup.ts';

async function probeOn() {
  const metrics = new Totals();
  const { backend, app, logged } = await functionsOn(() => ({ metrics }));
  const http = `http://127.0.0.1:${backend.runtime.port}`;
  const sockets = `ws://127.0.0.1:${backend.runtime.port}/ws`;
  return { probe: probeFunction(app), backend, metrics, logged, http, sockets };
}

/** A server in the place of a backend; without `respond` it leaves requests and handshakes unanswered, and hangs up. */
async function standIn(respond?: RequestListener): Promise<string> {
  const server = createServer(respond ?? ((request) => request.socket.destroy()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('the probe', () => {
  test('given a backend that answers, succeeds and leaves nothing behind', async () => {
    const { probe, backend, metrics, logged, http, sockets } = await probeOn();
    expect(await probe({ http, sockets })).toEqual({ reachable: true });
    // CloudWatch takes a look that says nothing for one that was not made
    expect(metrics.sums()).toEqual({ Probes: 1, FailedProbes: 0 });
    expect(logged).toEqual([]);
    expect([...backend.permissions.used]).toEqual([]);
  });

  test.each([
    ['a page that is not ours', 200, 'hello'],
    ['an error', 503, '{}'],
    ['a refusal', 403, '{"status":"ok"}'],
  ])('fails given %s in place of the HTTP API', async (_what, status, body) => {
    const { probe, metrics, logged, sockets } = await probeOn();
    const http = await standIn((_request, response) => response.writeHead(status).end(body));
    expect(await probe({ http, sockets })).toEqual({ reachable: false });
    expect(metrics.sums()).toEqual({ Probes: 1, FailedProbes: 1 });
    expect(logged).toMatchObject([{ msg: 'people do not get through', http, sockets }]);
  });

  test.each([403, 500, 503])('fails given %d for a socket without a token', async (status) => {
    const { probe, metrics, logged, http } = await probeOn();
    const sockets = (await standIn((_request, response) => response.writeHead(status).end())).replace(
      'http',
      'ws',
    );
    expect(await probe({ http, sockets })).toEqual({ reachable: false });
    expect(metrics.sums()).toMatchObject({ FailedProbes: 1 });
    expect(logged).toMatchObject([{ err: { message: `the WebSocket API answered with ${status}` } }]);
  });

  test('fails given a socket that opens without a token, or a server that hangs up', async () => {
    const { probe, metrics, http } = await probeOn();
    const open = createServer();
    open.on('upgrade', (_request, socket) =>
      socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'),
    );
    open.listen(0, '127.0.0.1');
    await once(open, 'listening');
    onTestFinished(() => void open.close());
    const opens = `ws://127.0.0.1:${(open.address() as AddressInfo).port}/ws`;
    expect(await probe({ http, sockets: opens })).toEqual({ reachable: false });
    const hangsUp = (await standIn()).replace('http', 'ws');
    expect(await probe({ http, sockets: hangsUp })).toEqual({ reachable: false });
    expect(metrics.sums()).toEqual({ Probes: 2, FailedProbes: 2 });
  });

  test('fails without the addresses in its settings', async () => {
    const { probe, metrics } = await probeOn();
    await expect(probe({ http: 'somewhere' })).rejects.toThrow(ZodError);
    expect(metrics.sums()).toEqual({});
  });
});
