import { chmod, copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { rotateKeyFile } from '../../local/keys/key-file.ts';
import { rotateConversationKey } from '../../shared/app.ts';
import { pooledRandom } from '../../shared/platform/random.ts';
import type { AuthReply, Message, Page } from '../../shared/protocol/index.ts';
import { startBackend, temporaryFolder, type TestBackend } from '../support/backend/runtime.ts';

const fixture = join(import.meta.dirname, '../fixtures/data-folder');

async function textsOf({ call }: TestBackend, token: string, conversationId: string): Promise<string[]> {
  const page = await call<Page<Message>>('GET', `/v1/conversations/${conversationId}/messages`, { token });
  expect(page.status).toBe(200);
  return page.body.items.map(({ text }) => text).sort();
}

async function send({ call }: TestBackend, token: string, conversationId: string, text: string) {
  const path = `/v1/conversations/${conversationId}/messages`;
  expect(await call('POST', path, { token, body: { text } })).toMatchObject({ status: 201 });
}

it('a text is opened with the key that sealed it, also in a process that cached an earlier head', async () => {
  const dataDir = await temporaryFolder();
  const backend = await startBackend({ dataDir });
  const { app } = backend.runtime;
  const [ann, bob] = await backend.people('ann', 'bob');
  if (!ann || !bob) throw new Error('two people');
  const { id } = await backend.conversation(ann, [bob]);
  await send(backend, ann.token, id, 'text 1');
  expect(await rotateConversationKey(app, id)).toMatch(/^k2-/);
  await send(backend, ann.token, id, 'text 2');
  expect(await rotateConversationKey(app, id)).toMatch(/^k3-/);
  await send(backend, ann.token, id, 'text 3');
  const entries = await Promise.all([1, 2, 3].map((seq) => app.messages.get(id, seq)));
  expect(entries.map((entry) => entry?.kind === 'text' && entry.keyId.slice(0, 2))).toEqual([
    'k1',
    'k2',
    'k3',
  ]);
  const texts = ['text 1', 'text 2', 'text 3'];
  expect(await textsOf(backend, bob.token, id)).toEqual(texts);

  // with nothing in memory
  await backend.stop();
  const restarted = await startBackend({ dataDir });
  expect(await textsOf(restarted, bob.token, id)).toEqual(texts);
  await expect(rotateConversationKey(restarted.runtime.app, 'cnv_none')).rejects.toMatchObject({
    code: 'conversation_not_found',
  });
});

it('given two rotations of a conversation at once, one happens and no text is lost', async () => {
  const backend = await startBackend();
  const { app } = backend.runtime;
  const [ann, bob] = await backend.people('ann', 'bob');
  if (!ann || !bob) throw new Error('two people');
  const { id } = await backend.conversation(ann, [bob]);
  // both have read the head before one writes
  const read = Promise.withResolvers<undefined>();
  let readers = 0;
  const conversations: typeof app.conversations = {
    ...app.conversations,
    head: async (conversationId) => {
      const head = await app.conversations.head(conversationId);
      readers += 1;
      if (readers === 2) read.resolve(undefined);
      await read.promise;
      return head;
    },
  };
  const rotate = () => rotateConversationKey({ conversations, envelope: app.envelope }, id);
  const outcomes = await Promise.allSettled([rotate(), rotate()]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  await send(backend, ann.token, id, 'text');
  expect(await textsOf(backend, bob.token, id)).toEqual(['text']);
});

it('given two people who open their conversation at once, what they store can be opened', async () => {
  const dataDir = await temporaryFolder();
  const backend = await startBackend({ dataDir });
  const [ann, bob] = await backend.people('ann', 'bob');
  if (!ann || !bob) throw new Error('two people');
  const [{ id }] = await Promise.all([backend.conversation(ann, [bob]), backend.conversation(bob, [ann])]);
  await send(backend, ann.token, id, 'text');
  await backend.stop();
  expect(await textsOf(await startBackend({ dataDir }), bob.token, id)).toEqual(['text']);
});

it('a data folder of an earlier version is opened, also after a rotation', async () => {
  const dataDir = await temporaryFolder();
  for (const name of ['chatflow.db', 'keys.json']) await copyFile(join(fixture, name), join(dataDir, name));
  await chmod(join(dataDir, 'keys.json'), 0o600);
  const env = { TABLE: 'sqlite' };
  const written = 'Written before keys could be rotated';
  const signIn = async (backend: TestBackend) => {
    const body = { username: 'ann', password: 'correct horse battery' };
    const answer = await backend.call<AuthReply>('POST', '/v1/auth/login', { body });
    expect(answer.body.user.email).toBe('ann@example.org');
    return answer.body.token;
  };

  const before = await startBackend({ dataDir, env });
  const token = await signIn(before);
  const [conversation] = (
    await before.call<{ items: { id: string }[] }>('GET', '/v1/conversations', { token })
  ).body.items;
  const id = conversation?.id ?? '';
  expect(await textsOf(before, token, id)).toEqual([written]);
  await before.stop();

  await rotateKeyFile(dataDir, pooledRandom());
  const after = await startBackend({ dataDir, env });
  // a token of the key before is accepted
  expect(await textsOf(after, token, id)).toEqual([written]);
  await rotateConversationKey(after.runtime.app, id);
  await send(after, await signIn(after), id, 'Written after');
  expect(await textsOf(after, token, id)).toEqual(['Written after', written]);
});
