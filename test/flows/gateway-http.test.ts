import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import type { HttpResult } from '../../functions/events.ts';
import { problem } from '../../shared/protocol/index.ts';
import { startGateway } from '../support/backend/gateway.ts';

/** A request with node:http, which leaves paths and headers as they are; `fetch` tidies them. */
async function send(
  port: number,
  options: { method?: string; path: string; headers?: Record<string, string | string[]>; body?: string },
) {
  const call = request({ host: '127.0.0.1', port, method: 'GET', ...options });
  call.end(options.body);
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

/** Sends bytes as they are, and reads until the gateway hangs up. */
async function sendRaw(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.end(bytes);
  return text(socket);
}

async function problemOf(response: Response) {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const parsed = problem.parse(await response.json());
  expect(parsed.requestId).toBe(response.headers.get('x-request-id'));
  expect(parsed.status).toBe(response.status);
  return parsed;
}

test('a request becomes an event of payload format 2.0', async () => {
  const { port, httpCalls } = await startGateway({ names: { publicUrl: 'http://chat.example.com' } });
  const reply = await send(port, {
    method: 'POST',
    path: '/v1/users/me%20%C3%A9?q=a%20b&tag=1&tag=2&empty=',
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'User-Agent': 'a browser',
      'X-Twice': ['one', 'two'],
      Cookie: 'a=1; b=2',
      Host: 'chat.example.com:3000',
    },
    body: '{"né":1}',
  });
  expect(reply).toMatchObject({ status: 200, body: 'users' });
  const { service, event } = await httpCalls.nth(1);
  expect(service).toBe('users');
  expect(event).toMatchObject({
    version: '2.0',
    routeKey: 'ANY /v1/users/{proxy+}',
    rawPath: '/v1/users/me é',
    rawQueryString: 'q=a%20b&tag=1&tag=2&empty=',
    queryStringParameters: { q: 'a b', tag: '1,2', empty: '' },
    pathParameters: { proxy: 'me é' },
    cookies: ['a=1', 'b=2'],
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'x-twice': 'one,two',
      'x-forwarded-for': '127.0.0.1',
    },
    body: '{"né":1}',
    isBase64Encoded: false,
    requestContext: {
      accountId: '000000000000',
      domainName: 'chat.example.com',
      domainPrefix: 'chat',
      http: {
        method: 'POST',
        path: '/v1/users/me é',
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: 'a browser',
      },
      routeKey: 'ANY /v1/users/{proxy+}',
      stage: '$default',
      time: '09/Oct/2026:13:55:36 +0000',
      timeEpoch: Date.UTC(2026, 9, 9, 13, 55, 36, 250),
    },
  });
  expect(event.headers).not.toHaveProperty('cookie');
  expect(event.requestContext.requestId).toMatch(/^[\w-]{15}=$/);
});

test('fields that a request lacks are missing in its event', async () => {
  const { url, httpCalls } = await startGateway();
  await fetch(`${url}/v1/health`);
  const { service, event } = await httpCalls.nth(1);
  expect(service).toBe('meta');
  expect(event.routeKey).toBe('$default');
  expect(event.isBase64Encoded).toBe(false);
  for (const absent of ['body', 'cookies', 'queryStringParameters', 'pathParameters']) {
    expect(event).not.toHaveProperty(absent);
  }
});

test('a body that is not text travels in base64 both ways', async () => {
  const bytes = Buffer.from([0, 255, 128, 10]);
  const { url } = await startGateway({
    http: async ({ body, isBase64Encoded }) => {
      expect(isBase64Encoded).toBe(true);
      return {
        statusCode: 200,
        headers: { 'content-type': 'image/png' },
        ...(body !== undefined && { body }),
        isBase64Encoded: true,
      };
    },
  });
  const headers = { 'content-type': 'application/octet-stream' };
  const reply = await fetch(url, { method: 'POST', headers, body: bytes });
  expect(Buffer.from(await reply.arrayBuffer())).toEqual(bytes);
});

test('the function gets its name, the request id and the remaining time in its context', async () => {
  const { url, clock } = await startGateway({
    http: async (event, context) => {
      expect(context.awsRequestId).toBe(event.requestContext.requestId);
      expect(context.functionName).toBe('auth');
      expect(context.getRemainingTimeInMillis()).toBe(30_000);
      clock.advance(29_000);
      expect(context.getRemainingTimeInMillis()).toBe(1_000);
      return { statusCode: 204 };
    },
  });
  expect((await fetch(`${url}/v1/auth`)).status).toBe(204);
});

test('a structured result is sent as it stands, a plain one as JSON', async () => {
  const results: Record<string, HttpResult> = {
    '/structured': {
      statusCode: 201,
      headers: { 'X-Own': 7, 'Content-Type': 'text/csv', 'Content-Length': 3 },
      cookies: ['a=1', 'b=2'],
      body: 'a;b;c',
    },
    '/plain': { body: 'not a body but a member' },
  };
  const { url } = await startGateway({ http: async ({ rawPath }) => results[rawPath] ?? {} });
  const structured = await fetch(`${url}/structured`);
  expect(structured.status).toBe(201);
  expect(structured.headers.get('x-own')).toBe('7');
  expect(structured.headers.get('content-type')).toBe('text/csv');
  expect(structured.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect(await structured.text()).toBe('a;b;c');
  const plain = await fetch(`${url}/plain`);
  expect(plain.headers.get('content-type')).toBe('application/json');
  expect(await plain.json()).toEqual(results['/plain']);
});

test('HEAD is answered as GET without the body', async () => {
  const { port, httpCalls } = await startGateway();
  const reply = await send(port, { method: 'HEAD', path: '/v1/users/me' });
  expect(reply).toMatchObject({ status: 200, body: '', headers: { 'content-length': '5' } });
  expect((await httpCalls.nth(1)).event.requestContext.http.method).toBe('GET');
});

test.each([
  ['declared', { 'content-type': 'text/plain', 'content-length': '101' }],
  ['streamed', { 'content-type': 'text/plain', 'transfer-encoding': 'chunked' }],
])('a %s body beyond the limit is 413, and the connection stays open', async (_, headers) => {
  const { port, httpCalls } = await startGateway({ limits: { bodyBytes: 100 } });
  const tooLarge = await send(port, { method: 'POST', path: '/', headers, body: 'x'.repeat(101) });
  expect(tooLarge.status).toBe(413);
  expect(problem.parse(JSON.parse(tooLarge.body)).code).toBe('payload_too_large');
  expect(httpCalls.all).toHaveLength(0);
  const fits = await send(port, { method: 'POST', path: '/', body: 'x'.repeat(100) });
  expect(fits.status).toBe(200);
});

test('a function that takes too long is 503', async () => {
  const { url } = await startGateway({
    limits: { integrationMs: 1, drainMs: 1 },
    http: () => new Promise(() => undefined),
  });
  const reply = await fetch(url);
  expect(reply.status).toBe(503);
  expect((await problemOf(reply)).code).toBe('service_unavailable');
});

test.each<[string, () => Promise<HttpResult>]>([
  ['rejects', () => Promise.reject(new Error('secret detail'))],
  [
    'throws',
    () => {
      throw new Error('secret detail');
    },
  ],
  ['answers with no status', async () => ({ statusCode: 7, body: 'secret detail' })],
  [
    'answers with a broken header',
    async () => ({ statusCode: 200, headers: { a: 'b\r\nc: secret detail' } }),
  ],
])('a function that %s is 500 without internals', async (_, http) => {
  const { url } = await startGateway({ http });
  const reply = await fetch(url);
  expect(reply.status).toBe(500);
  const answer = await problemOf(reply);
  expect(answer.code).toBe('internal_error');
  expect(JSON.stringify(answer)).not.toContain('secret');
});

test.each(['/v1/users/%', '/%ff', '/%E0%A4'])('the path %s is 400', async (path) => {
  const { port, httpCalls } = await startGateway();
  const reply = await send(port, { path });
  expect(reply.status).toBe(400);
  expect(problem.parse(JSON.parse(reply.body)).code).toBe('validation_failed');
  expect(httpCalls.all).toHaveLength(0);
});

test.each([
  'not http at all\r\n\r\n',
  'GET / HTTP/1.1\r\nHost: localhost\r\nBad Header: x\r\n\r\n',
  `GET / HTTP/1.1\r\nHost: localhost\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`,
  'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
  'POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
])('malformed HTTP is refused, and other requests are served (%#)', async (bytes) => {
  const { port, url } = await startGateway();
  const reply = await sendRaw(port, bytes);
  expect(reply).toMatch(/^HTTP\/1\.1 400 /);
  expect(reply).toMatch(/x-request-id: \S+/);
  expect(problem.parse(JSON.parse(reply.slice(reply.indexOf('\r\n\r\n')))).code).toBe('validation_failed');
  expect((await fetch(url)).status).toBe(200);
});

test('given a client that goes away in the middle of its body, other requests are served', async () => {
  const { port, url, httpCalls } = await startGateway();
  const socket = connect(port, '127.0.0.1');
  socket.write('POST /v1/auth HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n12345');
  await once(socket, 'connect');
  socket.resetAndDestroy();
  expect((await fetch(url)).status).toBe(200);
  expect(httpCalls.all.map(({ service }) => service)).toEqual(['meta']);
});

test('absolute targets and upgrades to other protocols are served as usual requests', async () => {
  const { port, httpCalls } = await startGateway();
  expect((await send(port, { path: 'http://chat.example.com/v1/auth/login?a=1' })).body).toBe('auth');
  expect((await httpCalls.nth(1)).event).toMatchObject({ rawPath: '/v1/auth/login', rawQueryString: 'a=1' });
  const headers = { connection: 'upgrade', upgrade: 'h2c' };
  expect((await send(port, { path: '/v1/users', headers })).body).toBe('users');
});

const preflight = { 'access-control-request-method': 'PATCH' };

test('preflights are answered by the gateway, for allowed origins only', async () => {
  const { url, httpCalls } = await startGateway({ corsOrigins: ['https://chat.example.com'] });
  const ask = (origin: string) => fetch(url, { method: 'OPTIONS', headers: { origin, ...preflight } });
  const yes = await ask('https://chat.example.com');
  expect(yes.status).toBe(204);
  expect(Object.fromEntries(yes.headers)).toMatchObject({
    'access-control-allow-origin': 'https://chat.example.com',
    'access-control-allow-methods': 'GET,POST,PUT,PATCH,DELETE',
    'access-control-allow-headers': 'authorization,content-type',
    vary: 'origin',
  });
  const no = await ask('https://evil.example.com');
  expect(no.status).toBe(403);
  expect([...no.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  expect(httpCalls.all).toHaveLength(0);
});

test('replies and errors carry the headers of their origin', async () => {
  const { url } = await startGateway({ corsOrigins: ['*'], limits: { bodyBytes: 1 } });
  const headers = { origin: 'https://anywhere.example.com' };
  for (const body of ['1', '22']) {
    const reply = await fetch(url, { method: 'POST', headers, body });
    expect(reply.headers.get('access-control-allow-origin')).toBe('*');
    expect(reply.headers.get('access-control-expose-headers')).toBe('x-request-id,retry-after');
  }
  const same = await fetch(url);
  expect(same.headers.get('access-control-allow-origin')).toBeNull();
});

test('OPTIONS without an origin goes to the service', async () => {
  const { url } = await startGateway({ corsOrigins: ['*'] });
  expect(await (await fetch(`${url}/v1/users`, { method: 'OPTIONS' })).text()).toBe('users');
});
