import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { strictPolicy, type PagePolicy } from '../../../shared/platform/pages/page-policy.ts';
import { createPageReader } from '../../../shared/platform/pages/page-reader.ts';

type Respond = (response: ServerResponse, request: IncomingMessage) => void;

/** The name under which the reader finds it. */
const host = 'www.page.net';

/**
 * A web server on this machine that readers of pages may reach under a public name, with a page at each path. All else is as strict as
 * it is for users.
 */
export async function webSite(pages: Readonly<Record<string, Respond>> = {}) {
  const requests: { path: string; headers: IncomingMessage['headers'] }[] = [];
  const all = new Map(Object.entries(pages));
  const listener: RequestListener = (request, response) => {
    const path = request.url ?? '';
    requests.push({ path, headers: request.headers });
    const respond = all.get(path);
    if (respond) respond(response, request);
    else response.writeHead(404).end();
  };
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const { port } = server.address() as AddressInfo;
  const policy: PagePolicy = {
    ...strictPolicy,
    isAllowed: (ip) => ip === '127.0.0.1' || strictPolicy.isAllowed(ip),
    isPort: () => true,
    resolve: (name) =>
      name === host
        ? Promise.resolve([{ address: '127.0.0.1', family: 4 }])
        : Promise.reject(new Error(`no server is called ${name}`)),
  };
  return {
    port,
    policy,
    /** What was asked for, in order. */
    requests,
    reader: createPageReader(policy),
    url: (path: string) => `http://${host}:${port}${path}`,
    add: (path: string, respond: Respond) => all.set(path, respond),
  };
}

/** Answers with a page. */
export const html =
  (content: string, headers: Record<string, string> = {}): Respond =>
  (response) =>
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(content);

/** Answers with bytes. */
export const file =
  (bytes: Uint8Array, contentType: string): Respond =>
  (response) =>
    response.writeHead(200, { 'content-type': contentType }).end(bytes);

/** Leads elsewhere. */
export const redirect =
  (location: string): Respond =>
  (response) =>
    response.writeHead(302, { location }).end();
