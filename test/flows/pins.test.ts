import { expect, it } from 'vitest';
import type { ChangesPage, Conversation, Message, PinList, SentReply } from '../../shared/protocol/index.ts';
import { keys } from '../../shared/keys.ts';
import { eventually } from '../support/eventually.ts';
import { problem, startBackend, type Person } from '../support/backend/runtime.ts';

async function group(name?: string) {
  const backend = await startBackend();
  const [ann, bob, cid] = await backend.people('ann', 'bob', 'cid');
  if (!ann || !bob || !cid) throw new Error('three people');
  const { id } = await backend.conversation(ann, name === undefined ? [bob] : [bob, cid], name);
  const path = `/v1/conversations/${id}`;
  return {
    backend,
    ann,
    bob,
    cid,
    id,
    path,
    send: async ({ token }: Person, text: string) =>
      (await backend.call<SentReply>('POST', `${path}/messages`, { token, body: { text } })).body.seq,
    pin: ({ token }: Person, seq: number) => backend.call<Message>('PUT', `${path}/pins/${seq}`, { token }),
    unpin: ({ token }: Person, seq: number) =>
      backend.call<Message>('DELETE', `${path}/pins/${seq}`, { token }),
    pins: async ({ token }: Person) =>
      (await backend.call<PinList>('GET', `${path}/pins`, { token })).body.items,
    conversation: async ({ token }: Person) =>
      (await backend.call<Conversation>('GET', path, { token })).body,
    changes: async ({ token }: Person, after: number) =>
      (await backend.call<ChangesPage>('GET', `${path}/changes?after=${after}`, { token })).body,
  };
}

it('a pinned message is shown to all members, under a number of its own, until it is unpinned or deleted', async () => {
  const { backend, ann, bob, id, path, send, pin, unpin, pins, conversation, changes } = await group();
  const [one, two] = [await send(ann, 'One'), await send(bob, 'Two')];
  const anns = await backend.socket(ann);
  const pinned = await pin(bob, one);
  expect(pinned.body).toMatchObject({ seq: one, pinned: { userId: bob.user.id }, changeSeq: two + 1 });
  expect((await pin(ann, one)).body).toEqual({ ...pinned.body, editableUntil: expect.any(String) as string });
  await pin(ann, two);
  expect(await anns.events('message:updated', 2)).toMatchObject([
    { seq: one, pinned: { userId: bob.user.id }, change: { type: 'pinned', userId: bob.user.id } },
    { seq: two, pinned: { userId: ann.user.id } },
  ]);
  expect((await pins(ann)).map(({ text }) => text)).toEqual(['Two', 'One']);
  expect(await conversation(bob)).toMatchObject({ pinCount: 2, lastMessage: { seq: two } });
  expect((await changes(bob, two)).messages).toHaveLength(2);
  expect((await unpin(ann, one)).body).not.toHaveProperty('pinned');
  expect((await unpin(ann, one)).status).toBe(200);
  await backend.call('DELETE', `${path}/messages/${two}`, { token: bob.token });
  expect(await pins(ann)).toEqual([]);
  expect(await conversation(bob)).not.toHaveProperty('pinCount');
  expect(problem(await pin(ann, two))).toMatchObject({ status: 410, code: 'message_deleted' });
  expect(problem(await pin(ann, 999))).toMatchObject({ status: 404, code: 'message_not_found' });
  await eventually(async () => {
    expect((await backend.runtime.app.durable.query(keys.pins(id))).items).toEqual([]);
  });
});

it('in a group a setting says who may pin', async () => {
  const { backend, ann, bob, path, send, pin, unpin } = await group('Group');
  const seq = await send(ann, 'Rules');
  expect(problem(await pin(bob, seq))).toMatchObject({ status: 403, code: 'forbidden' });
  expect((await pin(ann, seq)).status).toBe(200);
  expect(problem(await unpin(bob, seq))).toMatchObject({ status: 403, code: 'forbidden' });
  const body = { settings: { pin: 'everyone' } };
  await backend.call('PATCH', path, { token: ann.token, body });
  expect((await unpin(bob, seq)).status).toBe(200);
});

it('a conversation has at most a hundred pinned messages, also where several users pin at once', async () => {
  const { ann, bob, send, pin, pins, conversation } = await group();
  const seqs: number[] = [];
  for (let n = 0; n < 101; n += 1) seqs.push(await send(ann, `Message ${n}`));
  for (const seq of seqs.slice(0, 98)) expect((await pin(ann, seq)).status).toBe(200);
  const last = await Promise.all(seqs.slice(98).map((seq, n) => pin(n % 2 ? ann : bob, seq)));
  expect(last.map(({ status }) => status).sort()).toEqual([200, 200, 409]);
  expect(await pins(bob)).toHaveLength(100);
  expect((await conversation(ann)).pinCount).toBe(100);
});

it('who is blocked, or blocks, pins nothing', async () => {
  const { backend, ann, bob, send, pin } = await group();
  const seq = await send(bob, 'Hello');
  await backend.call('PUT', `/v1/users/me/blocks/${bob.user.id}`, { token: ann.token });
  expect(problem(await pin(ann, seq))).toMatchObject({ code: 'user_blocked' });
  expect(problem(await pin(bob, seq))).toMatchObject({ code: 'forbidden' });
});
