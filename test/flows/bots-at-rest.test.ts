import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeBot } from '../support/backend/bots.ts';
import { startBackend } from '../support/backend/runtime.ts';

/** All that stands in the files of a folder. */
async function contentOf(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const contents = await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name))));
  return Buffer.concat(contents).toString('latin1');
}

test('given tokens that were made, used and revoked, the store and the audit log hold neither them nor their names', async () => {
  const backend = await startBackend({ env: { TABLE: 'sqlite' } });
  const ann = await backend.person('ann');
  const { bot, create } = await makeBot(backend, ann);
  const made = await Promise.all(
    ['Raspberry in the cellar', 'Laptop on the desk'].map(async (name) => {
      const { body } = await create({ name, scopes: ['messages:read', 'conversations:read'] });
      await backend.call('GET', '/v1/users/me', { token: body.token });
      await backend.socket(body);
      return body;
    }),
  );
  const [first, second] = made;
  await backend.call('DELETE', `/v1/bots/${bot.id}/tokens/${first?.id}`, { token: ann.token });
  const auditLog = async () =>
    JSON.stringify(await backend.commands.audit({ list: { person: ann.user.username } }));
  // entries are linked a moment later
  await expect.poll(auditLog).toContain('revoked');
  const audit = await auditLog();
  await backend.stop();
  const stored = await contentOf(backend.dataDir);
  // what is looked for would be found
  expect(stored).toContain(bot.username);
  expect(stored).toContain(second?.id);
  for (const { token, name } of made) {
    const secret = token.slice(-49, -6);
    for (const hidden of [token, secret, name, Buffer.from(name).toString('base64')]) {
      expect(stored.includes(hidden), hidden).toBe(false);
      expect(audit.includes(hidden), hidden).toBe(false);
    }
  }
});
