import { describe, expect, test } from 'vitest';
import { memoryStorage } from '../../../../client/index.ts';
import { eventually } from '../../../support/eventually.ts';
import { newClient, online, signedIn, startServer } from '../setup.ts';
import { stored, watch } from './state-world.ts';

async function twoConversations() {
  const server = await startServer();
  const alice = await online(server, 'alice');
  const { client } = alice;
  const { id: quiet } = await client.conversations.createGroup('quiet', ['bob']);
  const { id: busy } = await client.conversations.createGroup('busy', ['bob']);
  server.say(quiet, 'bob', 'long ago');
  server.timePasses = true;
  server.say(busy, 'bob', 'recently');
  const list = watch(client.state.conversations);
  const order = () => list.now().items.map(({ id }) => id);
  await eventually(() => expect(order()).toEqual([busy, quiet]));
  return { server, ...alice, quiet, busy, list, order };
}

describe('the preview of a conversation', () => {
  test('given a message that waits, shows it and moves the conversation up', async () => {
    const { client, quiet, busy, list, order } = await twoConversations();
    client.disconnect();
    const sending = client.state.messages(quiet).send('waits');
    expect(order()).toEqual([quiet, busy]);
    expect(list.now().items[0]).toMatchObject({
      lastMessage: { text: 'long ago' },
      unsentCount: 1,
      preview: { kind: 'text', text: 'waits', own: true, status: 'waiting', senderId: 'usr_alice' },
    });
    await client.connect();
    await sending;
    await eventually(() =>
      expect(list.now().items[0]).toMatchObject({
        id: quiet,
        unsentCount: 0,
        preview: { text: 'waits', status: 'sent' },
      }),
    );
  });

  test('given a message that failed, shows that until something newer is said, and forgets one discarded', async () => {
    const { server, client, quiet, busy, list, order } = await twoConversations();
    const view = client.state.messages(quiet);
    const window = watch(view);
    server.onFrame = ({ type }) => (type === 'message:send' ? 'validation_failed' : 'handle');
    await expect(view.send('refused')).rejects.toMatchObject({ code: 'validation_failed' });
    const item = () => client.state.conversation(quiet).getSnapshot();
    expect(order()).toEqual([quiet, busy]);
    expect(item()).toMatchObject({ failedCount: 1, preview: { text: 'refused', status: 'failed' } });
    const { createdAt = '' } = item()?.preview ?? {};
    server.later = (key, value) => (key === 'createdAt' ? createdAt.replace('.', '.9') : value);
    server.say(quiet, 'bob', 'newer');
    await eventually(() => expect(item()?.preview).toMatchObject({ text: 'newer', own: false }));
    expect(item()?.preview?.status).toBeUndefined();
    expect(item()).toMatchObject({ failedCount: 1 });
    const failed = window.now().items.find(({ kind }) => kind === 'unsent');
    expect(view.discard(failed?.key ?? '')).toBe(true);
    expect(item()).toMatchObject({ failedCount: 0, preview: { text: 'newer' } });
    expect(list.now().items[0]?.id).toBe(quiet);
  });

  test('given an own message, rises to delivered and read with the marks of the others', async () => {
    const { server, client, quiet } = await twoConversations();
    await client.messages.send(quiet, 'mine');
    const status = () => client.state.conversation(quiet).getSnapshot()?.preview?.status;
    await eventually(() => expect(status()).toBe('sent'));
    const receipt = { conversationId: quiet, userId: 'usr_bob', deliveredSeq: 2 };
    server.push('alice', { type: 'receipt', data: { ...receipt, readSeq: 0 } });
    await eventually(() => expect(status()).toBe('delivered'));
    server.push('alice', { type: 'receipt', data: { ...receipt, readSeq: 2 } });
    await eventually(() => expect(status()).toBe('read'));
  });

  test('given a last message of an unknown kind, has no text and keeps the list whole', async () => {
    const server = await startServer();
    const { client } = await signedIn(server, 'alice');
    const { id } = await client.conversations.openDirect('bob');
    server.say(id, 'bob', '');
    Object.assign(server.messages(id)[0] ?? {}, { kind: 'hologram' });
    server.later = (key, value) =>
      key === 'lastMessage' ? { ...(value as object), createdAt: 'noon' } : value;
    const list = watch(client.state.conversations);
    await client.connect();
    await eventually(() => expect(list.now().loaded).toBe(true));
    expect(list.now().items).toMatchObject([{ id, preview: { kind: 'hologram', text: null } }]);
    server.later = (_key, value) => value;
    server.say(id, 'bob', 'plain');
    await eventually(() =>
      expect(list.now().items[0]?.preview).toMatchObject({ kind: 'text', text: 'plain' }),
    );
  });

  test('given a fetch whose last message is of an unknown kind, keeps the message before it', async () => {
    const { server, client, quiet } = await twoConversations();
    server.pushes = false;
    server.say(quiet, 'bob', '');
    Object.assign(server.messages(quiet).at(-1) ?? {}, { kind: 'hologram' });
    await client.conversations.get(quiet);
    expect(client.state.conversation(quiet).getSnapshot()).toMatchObject({
      lastSeq: 2,
      preview: { kind: 'text', text: 'long ago' },
    });
  });

  test('stays the same object while nothing in it changes', async () => {
    const { server, client, quiet } = await twoConversations();
    const item = () => client.state.conversation(quiet).getSnapshot();
    const before = item();
    const data = { conversationId: quiet, userId: 'usr_bob', typing: true };
    server.push('alice', { type: 'typing', data });
    await eventually(() => expect(item()?.typing).toEqual(['usr_bob']));
    expect(item()?.preview).toBe(before?.preview);
    await client.conversations.list();
    const after = item();
    await client.conversations.list();
    expect(item()).toBe(after);
  });
});

describe('pages of the list beyond the first', () => {
  async function manyGroups(count: number) {
    const server = await startServer();
    server.timePasses = true;
    const bob = await online(server, 'bob');
    const ids: string[] = [];
    for (let n = 0; n < count; n++) {
      const { id } = await bob.client.conversations.createGroup(`group ${n}`, ['alice']);
      ids.unshift(id);
      server.say(id, 'bob', `hello ${n}`);
    }
    return { server, ids };
  }
  const listCalls = (requests: string[]) => requests.filter((line) => line === 'GET /conversations').length;

  test('are read again after a start, so that what was missed in them shows', async () => {
    const { server, ids } = await manyGroups(60);
    const storage = memoryStorage();
    const { client, clock } = await online(server, 'alice', { storage });
    const list = watch(client.state.conversations);
    await eventually(() => expect(list.now().loaded).toBe(true));
    await client.state.conversations.loadMore();
    await stored(client, clock);
    const last = ids.at(-1) ?? '';
    // What is stored lags behind: the position is stored, the conversation is not.
    const talked = server.say(last, 'bob', 'missed');
    clock.advance(300);
    await eventually(() => expect(list.now().items[0]?.id).toBe(last));
    server.loseAfter(last, talked.seq);
    const again = newClient(server, { storage });
    const shown = watch(again.client.state.conversations);
    await again.client.restore();
    await eventually(() => expect(shown.now().items).toHaveLength(60));
    const before = listCalls(server.requests);
    await again.client.connect();
    await eventually(() =>
      expect(shown.now()).toMatchObject({ loaded: true, loading: false, hasMore: false }),
    );
    expect(listCalls(server.requests) - before).toBe(2);
    expect(shown.now().items).toHaveLength(60);
    expect(shown.now().items[0]).toMatchObject({ id: last, preview: { text: 'missed' } });
    for (const { items } of shown.seen) expect(items.length).toBeGreaterThanOrEqual(60);
  });

  test('are read again when many conversations are doubtful at once', async () => {
    const { server, ids } = await manyGroups(60);
    const { client } = await online(server, 'alice');
    const list = watch(client.state.conversations);
    await eventually(() => expect(list.now().loaded).toBe(true));
    await client.state.conversations.loadMore();
    expect(list.now().items).toHaveLength(60);
    const doubtful = ids.slice(-6);
    server.pushes = false;
    for (const id of doubtful) server.loseAfter(id, 0);
    client.disconnect();
    await client.connect();
    await eventually(() => {
      const items = list.now().items.filter(({ id }) => doubtful.includes(id));
      expect(items.map(({ unreadCount, preview }) => [unreadCount, preview])).toEqual(
        doubtful.map(() => [0, null]),
      );
    });
    expect(list.now()).toMatchObject({ hasMore: false });
    expect(list.now().items).toHaveLength(60);
  });

  test('lose the conversations that the user is not in any more', async () => {
    const { server, ids } = await manyGroups(3);
    const storage = memoryStorage();
    const { client, clock } = await online(server, 'alice', { storage });
    const list = watch(client.state.conversations);
    await eventually(() => expect(list.now().items).toHaveLength(3));
    await stored(client, clock);
    client.disconnect();
    const [, left = ''] = ids;
    server.later = (key, value) =>
      key === 'items' && Array.isArray(value) ? value.filter(({ id }: { id: string }) => id !== left) : value;
    server.intercept = (line) =>
      line === `GET /conversations/${left}` ? { status: 404, body: gone } : undefined;
    const again = newClient(server, { storage });
    const shown = watch(again.client.state.conversations);
    await again.client.connect();
    await eventually(() => expect(shown.now().items.map(({ id }) => id)).toEqual([ids[0], ids[2]]));
  });
});

const gone = {
  type: 'about:blank',
  title: 'gone',
  status: 404,
  detail: 'gone',
  code: 'conversation_not_found',
  requestId: 'req_1',
};
