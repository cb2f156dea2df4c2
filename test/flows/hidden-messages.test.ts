import { expect, it } from 'vitest';
import type {
  ChangesPage,
  Conversation,
  GalleryPage,
  Message,
  MessagePage,
  SearchPage,
  SentReply,
  SyncReply,
} from '../../shared/protocol/index.ts';
import { uploaderOf } from '../support/backend/uploads.ts';
import { problem, startBackend, type Person } from '../support/backend/runtime.ts';

async function talking() {
  const backend = await startBackend();
  const [ann, bob] = await backend.people('ann', 'bob');
  if (!ann || !bob) throw new Error('two people');
  const { id } = await backend.conversation(ann, [bob]);
  const path = `/v1/conversations/${id}`;
  const get = async <T>({ token }: Person, rest: string) =>
    (await backend.call<T>('GET', `${path}${rest}`, { token })).body;
  return {
    backend,
    ann,
    bob,
    id,
    path,
    get,
    send: async ({ token }: Person, text: string, more: object = {}) =>
      (await backend.call<SentReply>('POST', `${path}/messages`, { token, body: { text, ...more } })).body,
    hide: ({ token }: Person, seq: number) =>
      backend.call('DELETE', `${path}/messages/${seq}?for=me`, { token }),
    texts: async (by: Person) => (await get<MessagePage>(by, '/messages')).items.map(({ text }) => text),
  };
}

it('a message that a member deletes for themselves is gone for them everywhere, and for no other', async () => {
  const { backend, ann, bob, id, path, get, send, hide, texts } = await talking();
  const file = (await uploaderOf(backend, bob).upload({ bytes: Buffer.from('Hello') })).id;
  const kept = await send(bob, 'Keep this');
  const gone = await send(bob, 'Forget this', { attachments: [file] });
  const reply = await send(ann, 'About it', { replyTo: gone.id });
  await send(bob, 'Anything else?');
  const synced = (await backend.call<SyncReply>('GET', '/v1/sync', { token: ann.token })).body;
  const [tablet, bobs] = [await backend.socket(ann), await backend.socket(bob)];

  expect((await hide(ann, gone.seq)).status).toBe(204);
  expect(await tablet.events('message:hidden', 1)).toEqual([
    { conversationId: id, seq: gone.seq, hiddenCount: 1 },
  ]);
  // once more is a no-op
  expect((await hide(ann, gone.seq)).status).toBe(204);
  expect(await texts(ann)).toEqual(['Keep this', 'About it', 'Anything else?']);
  expect(await texts(bob)).toEqual(['Keep this', 'Forget this', 'About it', 'Anything else?']);
  const changes = await get<ChangesPage>(ann, '/changes?after=0');
  expect(changes.items.map(({ seq }) => seq)).not.toContain(gone.seq);
  expect(changes.upTo).toBe(reply.seq + 1);
  expect(await get<Message>(ann, `/messages/${reply.seq}`)).not.toHaveProperty('quote');
  expect(
    problem(await backend.call('GET', `${path}/messages/${gone.seq}`, { token: ann.token })),
  ).toMatchObject({
    code: 'message_not_found',
  });
  expect((await get<GalleryPage>(ann, '/media?kind=document')).items).toEqual([]);
  expect((await get<GalleryPage>(bob, '/media?kind=document')).items).toHaveLength(1);
  const find = async (by: Person) =>
    (await backend.call<SearchPage>('GET', '/v1/conversations/search/all?q=this', { token: by.token })).body
      .items;
  expect((await find(ann)).map(({ message }) => message.text)).toEqual(['Keep this']);
  expect(await find(bob)).toHaveLength(2);
  // who was away learns of it by a sync, and reads again
  const later = (
    await backend.call<SyncReply>('GET', `/v1/sync?cursor=${synced.cursor}`, { token: ann.token })
  ).body;
  expect(later.conversations).toMatchObject([{ id, hiddenCount: 1 }]);

  for (const by of [ann, bob]) {
    const react = `${path}/messages/${gone.seq}/reactions/${encodeURIComponent('👍')}`;
    const { status } = await backend.call('PUT', react, { token: by.token });
    expect(status).toBe(by === ann ? 404 : 200);
  }
  expect(await bobs.eventsSoFar('message:hidden')).toEqual([]);
  expect(kept.seq).toBeLessThan(gone.seq);
});

it('the last message of a list is the one before, for the member who deleted the last', async () => {
  const { ann, bob, get, send, hide } = await talking();
  await send(bob, 'First');
  const last = await send(bob, 'Last');
  await hide(ann, last.seq);
  expect(await get<Conversation>(ann, '')).toMatchObject({
    lastMessage: { text: 'First' },
    me: { hiddenCount: 1 },
  });
  expect(await get<Conversation>(bob, '')).toMatchObject({ lastMessage: { text: 'Last' } });
});

it('a message that mentions a member and that they delete unread counts no more, however many are unread', async () => {
  const { backend, ann, bob, id, get, send, hide } = await talking();
  const mention = await send(bob, `Here, @${ann.user.username}`);
  for (let n = 1; n <= 4; n += 1) await send(bob, 'And so on');
  const unread = async () => {
    const { unreadCount, unreadMentions = 0 } = await get<Conversation>(ann, '');
    const synced = (await backend.call<SyncReply>('GET', '/v1/sync', { token: ann.token })).body;
    const [head] = synced.conversations;
    expect(head).toMatchObject({ id, unreadCount });
    expect(head?.unreadMentions ?? 0).toBe(unreadMentions);
    return [unreadCount, unreadMentions];
  };
  expect(await unread()).toEqual([5, 1]);
  await hide(ann, mention.seq);
  expect(await unread()).toEqual([4, 0]);

  // enough of them that the count is remembered
  const again = await send(bob, `Once more, @${ann.user.username}`);
  for (let n = 1; n <= 200; n += 1) await send(bob, 'And so on');
  expect(await unread()).toEqual([205, 1]);
  expect(await unread()).toEqual([205, 1]);
  await hide(ann, again.seq);
  expect(await unread()).toEqual([204, 0]);
});

it('is refused for what is not there, to strangers, and for whom no one knows', async () => {
  const { backend, ann, path, send, hide } = await talking();
  const { seq } = await send(ann, 'Hello');
  expect(problem(await hide(ann, 99))).toMatchObject({ code: 'message_not_found' });
  const stranger = await backend.person('stranger');
  expect(problem(await hide(stranger, seq))).toMatchObject({ code: 'conversation_not_found' });
  const other = await backend.call('DELETE', `${path}/messages/${seq}?for=bob`, { token: ann.token });
  expect(problem(other)).toMatchObject({ code: 'validation_failed' });
});
