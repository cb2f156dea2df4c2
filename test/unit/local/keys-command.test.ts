import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { keysCommand } from '../../../local/keys/command.ts';
import { openKeyFile } from '../../../local/keys/key-file.ts';
import { readSettings } from '../../../local/settings.ts';
import { startBackend, temporaryFolder } from '../../support/backend/runtime.ts';

const settingsFor = (DATA_DIR: string) => readSettings({ DATA_DIR, LOG_LEVEL: 'silent' });

it('shows the keys by number and id, and rotates them', async () => {
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

it.each([[[]], [['list', 'more']], [['list', '--conversation', 'x']], [['forget']]])(
  'given %j, prints its usage',
  async (parameters) => {
    await expect(keysCommand(parameters, settingsFor('unused'))).rejects.toThrow(/npm run keys -- list/);
  },
);
