import { expect, it } from 'vitest';
import { functionsOn } from './setup.ts';

async function start() {
  const { backend, app, commands, logged } = await functionsOn();
  const [ann, bob] = await backend.people('ann', 'bob');
  if (!ann || !bob) throw new Error('two people');
  const { id } = await backend.conversation(ann, [bob]);
  const send = async (text: string) => {
    const path = `/v1/conversations/${id}/messages`;
    const { status } = await backend.call('POST', path, { token: ann.token, body: { text } });
    expect(status).toBe(201);
  };
  const keyIdOf = async (seq: number) => {
    const entry = await app.messages.get(id, seq);
    return entry?.kind === 'text' ? entry.keyId : undefined;
  };
  return { rotate: commands['rotate-key'], id, send, keyIdOf, logged };
}

it('given a conversation, seals its later texts under a new key, and logs the ids alone', async () => {
  const { rotate, id, send, keyIdOf, logged } = await start();
  await send('text 1');
  const { keyId } = (await rotate({ conversation: id })) as { keyId: string };
  expect(keyId).toMatch(/^k2-[\w-]{8}$/);
  await send('text 2');
  expect(await keyIdOf(1)).toBe('k1');
  expect(await keyIdOf(2)).toBe(keyId);
  expect(logged).toEqual([
    expect.objectContaining({ msg: 'the conversation has a new data key', conversationId: id, keyId }),
  ]);
});

it('given an unknown conversation, rejects with conversation_not_found', async () => {
  const { rotate } = await start();
  await expect(rotate({ conversation: 'cnv_none' })).rejects.toMatchObject({
    code: 'conversation_not_found',
  });
});

it.each([undefined, {}, { conversation: '' }, { conversation: 1 }, { conversation: 'a', more: true }])(
  'given the request %o, changes nothing and rejects with what is wrong with it',
  async (request) => {
    const { rotate, send, keyIdOf } = await start();
    await expect(rotate(request)).rejects.toThrow(/invalid|unrecognized|small|expected/i);
    await send('text');
    expect(await keyIdOf(1)).toBe('k1');
  },
);
