import { readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { expect, test, vi } from 'vitest';
import { signedHeaders } from '../../shared/webhooks/sign.ts';
import { startProgram } from '../support/backend/backend-process.ts';
import { freePort } from '../support/backend/free-port.ts';
import { temporaryFolder } from '../support/backend/runtime.ts';

// A whole process, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const root = join(import.meta.dirname, '../..');
const secret = Buffer.from('a secret of a test, of 32 bytes!').toString('base64');

test('the program in docs/webhooks.md takes what is signed, and refuses what is not, or is old', async () => {
  const page = await readFile(join(root, 'docs/webhooks.md'), 'utf8');
  const [, example = ''] = /```js\n(.*?)```/s.exec(page) ?? [];
  expect(example.trim().split('\n').length).toBeLessThanOrEqual(20);
  const file = join(await temporaryFolder(), 'receiver.mjs');
  await writeFile(file, example);
  const port = await freePort();
  const env = { PORT: String(port), WEBHOOK_SECRET: `whsec_${secret}` };
  const program = startProgram(relative(root, file), env);
  await program.prints(/Listening/);
  const body = Buffer.from(JSON.stringify({ type: 'message.created', data: { message: { text: 'Hello' } } }));
  const post = async (secrets: string[], timestamp: number) => {
    const headers = signedHeaders(secrets, { id: 'evt_1', timestamp, body });
    return (await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers, body })).status;
  };
  const now = Math.floor(Date.now() / 1_000);
  const other = Buffer.from('another secret').toString('base64');
  expect(await post([other], now)).toBe(401);
  expect(await post([secret], now - 3_600)).toBe(401);
  expect(await post([other, secret], now)).toBe(204);
  await program.prints(/Hello/);
});
