import { expect, test } from 'vitest';
import { freePort } from '../support/backend/free-port.ts';
import { startProgram } from '../support/backend/backend-process.ts';
import { apiAt } from '../support/backend/api.ts';
import { temporaryFolder } from '../support/backend/runtime.ts';

test('npm start builds the web client, names its address first and serves it', async () => {
  const settings = { PORT: '0', DATA_DIR: await temporaryFolder(), WEB: 'on' };
  const { prints, kill, ended } = startProgram('local/main.ts', settings);
  const [, url = ''] = await prints(
    /running\.\n\n {2}Web client {2}(http:\/\/localhost:\d+)\/\n[^]*Stop with/,
  );
  const page = await fetch(url);
  expect(page.status).toBe(200);
  const [, script = ''] = /src="(\/assets\/[^"]+\.js)"/.exec(await page.text()) ?? [];
  expect((await fetch(url + script)).headers.get('content-type')).toContain('text/javascript');
  kill('SIGTERM');
  expect(await ended).toMatchObject({ code: 0, stderr: '' });
});

test('npm run dev brings the page from Vite, and requests and sockets to a backend that ends with it', async () => {
  const [port, vite] = [await freePort(), await freePort()];
  const dataDir = await temporaryFolder();
  const settings = { PORT: String(port), VITE_PORT: String(vite), DATA_DIR: dataDir };
  const { prints, kill, ended } = startProgram('local/dev/main.ts', settings);
  await prints(/ChatFlow is running[^]*Stop with/);
  await prints(/ready in/);
  const page = await fetch(`http://localhost:${vite}/`);
  expect(await page.text()).toContain('/@vite/client');
  const api = apiAt(vite);
  expect((await api.call('GET', '/v1/health')).body).toEqual({ status: 'ok' });
  const socket = await api.socket(await api.person('alice'));
  kill('SIGINT');
  const { code, stdout } = await ended;
  expect(code).toBe(0);
  expect(stdout).toContain('Stopped. Everything is stored.');
  await socket.closed;
  await expect(fetch(`http://127.0.0.1:${port}/v1/health`)).rejects.toThrow();
});
