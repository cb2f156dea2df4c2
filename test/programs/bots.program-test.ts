import { readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test, vi } from 'vitest';
import type { Message, Page, Scope } from '../../shared/protocol/index.ts';
import { startProgram } from '../support/backend/backend-process.ts';
import { makeBot } from '../support/backend/bots.ts';
import { startBackend, temporaryFolder } from '../support/backend/runtime.ts';

// Whole processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const root = join(import.meta.dirname, '../..');
const scopes: Scope[] = ['conversations:read', 'messages:read', 'messages:write'];

/** A direct conversation with a bot, and what stands in it. */
async function start() {
  const backend = await startBackend();
  const ann = await backend.person('ann');
  const { bot, create } = await makeBot(backend, ann);
  const { body: made } = await create({ name: 'Test', scopes });
  const { id } = await backend.conversation(ann, [{ ...ann, user: { ...ann.user, ...bot } }]);
  const { token } = ann;
  return {
    url: backend.runtime.url,
    bot,
    token: made.token,
    say: (text: string) =>
      backend.call('POST', `/v1/conversations/${id}/messages`, { token, body: { text } }),
    answers: async () => {
      const { body } = await backend.call<Page<Message>>('GET', `/v1/conversations/${id}/messages`, {
        token,
      });
      return body.items.filter(({ senderId }) => senderId === bot.id).map(({ text }) => text);
    },
    revoke: () => backend.call('DELETE', `/v1/bots/${bot.id}/tokens/${made.id}`, { token }),
  };
}

test('the program in docs/bots.md answers, and says why it ends when its token is revoked', async () => {
  const { url, token, say, answers, revoke } = await start();
  const page = await readFile(join(root, 'docs/bots.md'), 'utf8');
  const [, example = ''] = /```js\n(.*?)```/s.exec(page) ?? [];
  expect(example.trim().split('\n').length).toBeLessThanOrEqual(20);
  const file = join(await temporaryFolder(), 'bot.mjs');
  const library = pathToFileURL(join(root, 'client/index.ts')).href;
  await writeFile(file, example.replace('@chatflow/client', library));
  const program = startProgram(relative(root, file), { CHAT_URL: url, CHAT_TOKEN: token });
  await program.prints(/Listening/);
  await say('Hello');
  await expect.poll(answers).toEqual(['You said: Hello']);
  await revoke();
  const { code, stderr } = await program.ended;
  expect(stderr).toContain('The token does not work any more: session_revoked');
  expect(code).toBe(1);
});

test('npm run agent with the token of a bot answers as it, word by word, and ends with its token', async () => {
  const { url, bot, token, say, answers, revoke } = await start();
  const program = startProgram('client/terminal/agent.ts', {}, ['--url', url, '--token', token]);
  await program.prints(new RegExp(`Write to ${bot.username}`));
  await say('What do you think?');
  await expect.poll(async () => (await answers()).length, { timeout: 60_000 }).toBe(1);
  await revoke();
  expect(await program.ended).toMatchObject({ code: 1 });
});
