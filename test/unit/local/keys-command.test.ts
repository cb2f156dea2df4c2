import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { keysCommand } from '../../../local/keys/command.ts';
import { openKeyFile } from '../../../local/keys/key-file.ts';
import { readSettings } from '../../../local/settings.ts';
import { rotateConversationKey } from '../../../shared/app.ts';
import type { AuthReply, Message, Page } from '../../../shared/protocol/index.ts';
import { startBackend, temporaryFolder, type TestBackend } from '../../support/backend/runtime.ts';

const settingsFor = (DATA_DIR: string) => readSettings({ DATA_DIR, LOG_LEVEL: 'silent' });

it('given list and rotate, shows the keys by number and id, new ones first', async () => {
  const folder = await temporaryFolder();
  await openKeyFile(folder, randomBytes);
  const settings = settingsFor(folder);
  const [master = '', signing = ''] = (await keysCommand(['list'], settings)).split('\n');
  expect(master).toBe('master key 1: wraps data keys');
  const [, kid = ''] = /^signing key ([\w-]{43}): signs access tokens$/.exec(signing) ?? [];
  expect(await keysCommand(['rotate'], settings)).toMatch(/^Master key 2 .* Restart the backend/);
  expect((await keysCommand(['list'], settings)).split('\n')).toEqual([
    'master key 2: wraps data keys',
    'master key 1: opens what it wrapped',
    expect.stringMatching(/^signing key [\w-]{43}: signs access tokens$/),
    `signing key ${kid}: its tokens are accepted`,
  ]);
});

it('given a stopped backend, rotates the data key of a conversation', async () => {
  const backend = await startBackend({ env: { TABLE: 'sqlite' } });
  const [ann, bob] = await backend.people('ann', 'bob');
  if (!ann || !bob) throw new Error('two people');
  const { id } = await backend.conversation(ann, [bob]);
  const settings = settingsFor(backend.dataDir);
  const rotate = () => keysCommand(['rotate', '--conversation', id], settings);
  await expect(rotate()).rejects.toThrow(/in use by another process/);
  await backend.stop();
  expect(await rotate()).toMatch(/ are sealed under its key k2-[\w-]{8}\.$/);
});

it('given a stopped backend, wraps every data key under the newest master key, and the earlier one is not needed', async () => {
  const env = { TABLE: 'sqlite' };
  const backend = await startBackend({ env });
  const { dataDir } = backend;
  const [ann, bob] = await backend.people('ann', 'bob');
  if (!ann || !bob) throw new Error('two people');
  const { id } = await backend.conversation(ann, [bob]);
  const path = `/v1/conversations/${id}/messages`;
  const send = async ({ call }: TestBackend, text: string) =>
    expect(await call('POST', path, { token: ann.token, body: { text } })).toMatchObject({ status: 201 });
  await send(backend, 'text 1');
  await rotateConversationKey(backend.runtime.app, id);
  await send(backend, 'text 2');
  const settings = settingsFor(dataDir);
  const upload = { purpose: 'attachment', name: 'notes.txt', contentType: 'text/plain', size: 5 };
  const { body: file } = await backend.call<{ id: string }>('POST', '/v1/media', {
    ...{ token: ann.token, body: upload },
  });
  await expect(keysCommand(['rewrap'], settings)).rejects.toThrow(/in use by another process/);
  await backend.stop();

  await keysCommand(['rotate'], settings);
  const lines: string[] = [];
  // two accounts, a head, two keys of the conversation, that of a month of files, the secret of the deployment
  const done = await keysCommand(['rewrap'], settings, (line) => lines.push(line));
  expect(done).toBe('All 7 data keys are wrapped by the newest master key, 7 of them since now.');
  expect(lines).toEqual(['7 keys looked at, 7 wrapped anew']);
  expect(await keysCommand(['rewrap'], settings)).toMatch(/, 0 of them since now/);

  expect(await keysCommand(['forget'], settings)).toMatch(/^The key file no longer has master key 1\./);
  expect(await keysCommand(['list'], settings)).not.toContain('opens what it wrapped');
  expect(await keysCommand(['forget'], settings)).toBe('There is no earlier master key in the key file.');
  const restarted = await startBackend({ dataDir, env });
  await send(restarted, 'text 3');
  const page = await restarted.call<Page<Message>>('GET', path, { token: ann.token });
  expect(page.body.items.map(({ text }) => text).sort()).toEqual(['text 1', 'text 2', 'text 3']);
  const profile = await restarted.call<{ email: string }>('GET', '/v1/users/me', { token: ann.token });
  expect(profile.status).toBe(200);
  const found = await restarted.call('GET', `/v1/media/${file.id}`, { token: ann.token });
  expect(found.body).toMatchObject({ name: 'notes.txt' });
});

it('given a data key that an earlier master key wrapped, forgets none of these', async () => {
  const env = { TABLE: 'sqlite' };
  const backend = await startBackend({ env });
  const { dataDir } = backend;
  const settings = settingsFor(dataDir);
  const [ann, bob] = await backend.people('ann', 'bob');
  if (!ann || !bob) throw new Error('two people');
  await backend.stop();
  await keysCommand(['rotate'], settings);
  // under the second master key, which then is an earlier one too
  const second = await startBackend({ dataDir, env });
  await expect(keysCommand(['forget'], settings)).rejects.toThrow(/in use by another process/);
  await second.conversation(ann, [bob]);
  await second.stop();
  await keysCommand(['rotate'], settings);
  const before = await readFile(join(dataDir, 'keys.json'), 'utf8');
  await expect(keysCommand(['forget'], settings)).rejects.toThrow(
    'wrapped by earlier master keys: 3 by master key 1, 1 by master key 2. Nothing was forgotten.',
  );
  expect(await readFile(join(dataDir, 'keys.json'), 'utf8')).toBe(before);

  await keysCommand(['rewrap'], settings);
  expect(await keysCommand(['forget'], settings)).toMatch(/^The key file no longer has master key 1, 2\./);
  const restarted = await startBackend({ dataDir, env });
  const { username } = ann.user;
  const body = { username, password: ann.password };
  const { body: signedIn } = await restarted.call<AuthReply>('POST', '/v1/auth/login', { body });
  const me = await restarted.call('GET', '/v1/users/me', { token: signedIn.token });
  expect(me).toMatchObject({ status: 200 });
});

it.each(['rewrap', 'forget'])('on a DynamoDB engine, refuses to %s', async (command) => {
  const env = { TABLE: 'dynamodb', DYNAMODB_ENDPOINT: 'http://127.0.0.1:1', DATA_DIR: 'unused' };
  await expect(keysCommand([command], readSettings(env))).rejects.toThrow(/SQLite only/);
});

it.each([
  [[]],
  [['list', 'more']],
  [['list', '--conversation', 'x']],
  [['forget', '--conversation', 'x']],
  [['remove']],
])('given %j, prints its usage', async (parameters) => {
  await expect(keysCommand(parameters, settingsFor('unused'))).rejects.toThrow(/npm run keys -- list/);
});
