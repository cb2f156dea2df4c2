import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startBackend } from '../support/backend/runtime.ts';

/** What a request with these headers is answered, of which `fetch` would not let one choose the host. */
async function ask(port: number, path: string, headers: Record<string, string>, method = 'GET') {
  const call = request({ host: '127.0.0.1', port, path, method, headers });
  call.end(method === 'GET' ? undefined : '{}');
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

/** The status of a handshake: 101 where it succeeds. */
async function handshake(port: number, token: string, headers: Record<string, string>) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, ['chat.v1', `bearer.${token}`], { headers });
  const opened = once(socket, 'open').then(() => 101);
  const refused = new Promise<number>((resolve) => {
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
  });
  const status = await Promise.race([opened, refused]);
  socket.on('error', () => undefined);
  socket.terminate();
  return status;
}

const forbidden = { status: 403, body: expect.stringContaining('edge_required') as string };

test('given a host that someone else can point to this machine, everything is refused', async () => {
  const backend = await startBackend();
  const { port } = backend.runtime;
  const ann = await backend.person('ann');
  for (const host of [
    'evil.example',
    `evil.example:${port}`,
    'localhost.evil.example',
    'localhost.',
    'a b',
  ]) {
    for (const path of ['/_local/mail', '/v1/health', '/v1/users/me', '/', '/@connections/x']) {
      expect(await ask(port, path, { host }), `${host} ${path}`).toMatchObject(forbidden);
    }
    expect(await handshake(port, ann.token, { host }), host).toBe(403);
  }
  const forwarded = { host: 'localhost', 'x-forwarded-host': 'evil.example' };
  expect(await ask(port, '/v1/health', forwarded)).toMatchObject(forbidden);
});

test('given a page of another origin, it can neither read nor send, nor open a socket', async () => {
  const backend = await startBackend();
  const { port } = backend.runtime;
  const ann = await backend.person('ann');
  const host = `localhost:${port}`;
  for (const origin of [
    'https://evil.example',
    'null',
    'http://localhost:1',
    'file://',
    `http://evil.example:${port}`,
  ]) {
    for (const method of ['GET', 'POST', 'OPTIONS']) {
      const refused = await ask(port, '/v1/auth/login', { host, origin }, method);
      expect(refused, `${method} of ${origin}`).toMatchObject(forbidden);
      expect(refused.headers['access-control-allow-origin']).toBeUndefined();
    }
    expect(await ask(port, '/_local/mail', { host, origin })).toMatchObject(forbidden);
    expect(await handshake(port, ann.token, { host, origin }), origin).toBe(403);
  }
});

test('given its own page, an allowed one or no page, it is answered', async () => {
  const env = { PUBLIC_URL: 'https://chat.example.org', CORS_ORIGINS: 'https://other.example' };
  const backend = await startBackend({ env });
  const { port } = backend.runtime;
  const ann = await backend.person('ann');
  const local = `localhost:${port}`;
  for (const headers of [
    { host: local },
    { host: `127.0.0.1:${port}` },
    { host: `[::1]:${port}` },
    { host: '192.168.0.7' },
    { host: 'chat.localhost' },
    { host: 'chat.example.org' },
    { host: 'CHAT.example.org', origin: 'https://chat.example.org' },
    { host: local, origin: `http://${local}` },
    { host: local, origin: 'https://other.example' },
    { host: '10.0.0.5', origin: 'https://chat.example.org', 'x-forwarded-host': 'chat.example.org' },
  ]) {
    expect(await ask(port, '/v1/health', headers), JSON.stringify(headers)).toMatchObject({ status: 200 });
    expect(await handshake(port, ann.token, headers), JSON.stringify(headers)).toBe(101);
  }
});
