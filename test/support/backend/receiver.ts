import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { strictOutbound, type OutboundPolicy } from '../../../shared/platform/outbound/outbound-policy.ts';
import { createOutboundPoster } from '../../../shared/platform/outbound/outbound-poster.ts';
import type { Clock } from '../../../shared/platform/ports.ts';
import { selfSigned } from './certificate.ts';

/** A request as it arrived. */
export interface Received {
  path: string;
  method: string;
  headers: IncomingMessage['headers'];
  body: Buffer;
}
export type Answer = (response: ServerResponse, request: Received) => void;

/** The name under which requests find it. */
const host = 'hooks.example.net';

/**
 * An https server on this machine that requests to others may reach under a public name; all else is as strict as it is for users. It
 * answers 204 unless `answer` says otherwise.
 */
export async function startReceiver({ clock }: { clock?: Clock } = {}) {
  const certificate = selfSigned([host]);
  const requests: Received[] = [];
  const state = {
    answer: ((response) => response.writeHead(204).end()) as Answer,
    address: '127.0.0.1',
  };
  const server = createServer(certificate, (request, response) => {
    const chunks: Buffer[] = [];
    request
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => {
        const { url: path = '', method = '', headers } = request;
        const received = { path, method, headers, body: Buffer.concat(chunks) };
        requests.push(received);
        state.answer(response, received);
      });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const { port } = server.address() as AddressInfo;
  const policy: OutboundPolicy = {
    ...strictOutbound,
    isAllowed: (ip) => ip === '127.0.0.1' || strictOutbound.isAllowed(ip),
    isPort: (asked) => asked === String(port) || strictOutbound.isPort(asked),
    resolve: (name) =>
      name === host
        ? Promise.resolve([{ address: state.address, family: 4 }])
        : Promise.reject(new Error(`no server is called ${name}`)),
    ca: [certificate.cert],
  };
  return {
    port,
    policy,
    server,
    /** What arrived, in order. */
    requests,
    outbound: createOutboundPoster({ policy, ...(clock && { clock }) }),
    url: (path = '/') => `https://${host}:${port}${path}`,
    /** Answers so from now on. */
    answer(answer: Answer) {
      state.answer = answer;
    },
    /** Has its name stand for another address. */
    moveTo(address: string) {
      state.address = address;
    },
  };
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>;

/** Answers with a status. */
export const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(code, headers).end();
