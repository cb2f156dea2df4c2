import { expect, it } from 'vitest';
import type { Draft, DraftList } from '../../shared/protocol/index.ts';
import { keys } from '../../shared/keys.ts';
import { problem, startBackend, type Person } from '../support/backend/runtime.ts';

it('drafts are the same on all devices of a user, and of no other, and sealed', async () => {
  const backend = await startBackend();
  const [ann, bob] = await backend.people('ann', 'bob');
  if (!ann || !bob) throw new Error('two people');
  const { id } = await backend.conversation(ann, [bob]);
  const group = await backend.conversation(ann, [bob], 'Group');
  const [phone, bobs] = [await backend.socket(ann), await backend.socket(bob)];
  const save = ({ token }: Person, conversationId: string, body: object) =>
    backend.call<Draft>('PUT', `/v1/conversations/${conversationId}/draft`, { token, body });
  const list = async ({ token }: Person) =>
    (await backend.call<DraftList>('GET', '/v1/conversations/drafts/all', { token })).body.items;

  const saved = await save(ann, id, { text: 'Hello\nB', replyTo: 'msg_x' });
  expect(saved.body).toMatchObject({ conversationId: id, text: 'Hello\nB', replyTo: 'msg_x' });
  expect(await phone.events('draft:updated', 1)).toEqual([saved.body]);
  await save(ann, group.id, { text: 'News' });
  await save(ann, id, { text: 'Hello Bob' });
  expect((await list(ann)).map(({ text, replyTo }) => [text, replyTo]).sort()).toEqual([
    ['Hello Bob', null],
    ['News', null],
  ]);
  expect(await list(bob)).toEqual([]);
  expect(await bobs.eventsSoFar('draft:updated')).toEqual([]);
  const stored = await backend.runtime.app.durable.get(keys.draft(ann.user.id, id));
  expect(JSON.stringify(stored)).not.toContain('Hello');

  await save(ann, id, { text: '' });
  expect((await list(ann)).map(({ text }) => text)).toEqual(['News']);
  expect(await phone.events('draft:updated', 4)).toMatchObject([{}, {}, {}, { text: '' }]);
  // who is in the conversation no more sees no draft of it
  await backend.call('DELETE', `/v1/conversations/${group.id}`, { token: ann.token });
  expect(await list(ann)).toEqual([]);
});

it('a draft that no message could be is refused', async () => {
  const backend = await startBackend();
  const [ann, bob] = await backend.people('ann', 'bob');
  if (!ann || !bob) throw new Error('two people');
  const { id } = await backend.conversation(ann, [bob]);
  const save = ({ token }: Person, body: object) =>
    backend.call('PUT', `/v1/conversations/${id}/draft`, { token, body });
  expect(problem(await save(ann, { text: 'x'.repeat(8_001) }))).toMatchObject({ code: 'validation_failed' });
  expect(problem(await save(ann, {}))).toMatchObject({ code: 'validation_failed' });
  const stranger = await backend.person('stranger');
  expect(problem(await save(stranger, { text: 'x' }))).toMatchObject({ code: 'conversation_not_found' });
});
