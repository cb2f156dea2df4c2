import { request } from 'node:http';
import { once } from 'node:events';
import { json } from 'node:stream/consumers';
import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { routes, type Route } from '../../shared/protocol/index.ts';
import { startBackend } from '../support/backend/runtime.ts';

/** Both documents as a client gets them that names this host, which `fetch` would not let it choose. */
async function documentsAt(port: number, host: string) {
  const get = async (path: string) => {
    const call = request({ host: '127.0.0.1', port, path, headers: { host } });
    call.end();
    const [response] = (await once(call, 'response')) as [IncomingMessage];
    expect(response.headers['cache-control']).toBe('no-store');
    return json(response);
  };
  return { openApi: await get('/v1/openapi.json'), asyncApi: await get('/v1/asyncapi.json') };
}

/** What the documents say of the servers at this address. */
function at(http: string, socketHost: string, protocol: 'ws' | 'wss') {
  return {
    openApi: { openapi: '3.1.1', servers: [{ url: `${http}/v1` }] },
    asyncApi: {
      asyncapi: '3.0.0',
      servers: { gateway: { host: socketHost, pathname: '/ws', protocol } },
    },
  };
}

test('the documents name the address that they were fetched from', async () => {
  const { runtime } = await startBackend();
  const own = `localhost:${runtime.port}`;
  expect(await documentsAt(runtime.port, own)).toMatchObject(at(`http://${own}`, own, 'ws'));
  expect(await documentsAt(runtime.port, '192.168.0.7:8080')).toMatchObject(
    at('http://192.168.0.7:8080', '192.168.0.7:8080', 'ws'),
  );
});

test('behind a proxy, the documents name the address of the setting', async () => {
  const { runtime } = await startBackend({ env: { PUBLIC_URL: 'https://chat.example.org/' } });
  expect(await documentsAt(runtime.port, '10.0.0.5:3000')).toMatchObject(
    at('https://chat.example.org', 'chat.example.org', 'wss'),
  );
});

test('no reply may be cached, except the keys for some minutes', async () => {
  const { call, person } = await startBackend();
  const { token, refreshToken, username, password } = await person('ada').then((ada) => ({
    ...ada,
    username: ada.user.username,
  }));
  const cacheControl = async (...parameters: Parameters<typeof call>) =>
    (await call(...parameters)).headers.get('cache-control');

  expect(await cacheControl('POST', '/v1/auth/login', { body: { username, password } })).toBe('no-store');
  expect(await cacheControl('POST', '/v1/auth/refresh', { body: { refreshToken } })).toBe('no-store');
  for (const { method, path, cacheSeconds } of Object.values<Route>(routes)) {
    const expected = cacheSeconds === undefined ? 'no-store' : `public, max-age=${cacheSeconds}`;
    for (const options of [{}, { token }]) {
      expect(await cacheControl(method, `/v1${path}`, options), path).toBe(expected);
    }
  }
  for (const path of ['/v1/nothing', '/', '/v1/users/%']) {
    expect(await cacheControl('GET', path, { token }), path).toBe('no-store');
  }
  expect(await cacheControl('POST', '/v1/auth/login', { body: 'x'.repeat(11_000_000) })).toBe('no-store');
});
