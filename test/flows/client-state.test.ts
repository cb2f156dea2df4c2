import { expect, onTestFinished, test } from 'vitest';
import {
  createClient,
  memoryStorage,
  type ChatClient,
  type ClientEvents,
  type Slice,
  type Storage,
} from '../../client/index.ts';
import { chatState } from '../../client/state/index.ts';
import { eventually } from '../support/eventually.ts';
import { startBackend } from '../support/backend/runtime.ts';
import { shown } from '../unit/client/state/state-world.ts';

const password = 'correct horse battery';

function open(baseUrl: string, storage: Storage = memoryStorage()): ChatClient {
  const client = createClient({ baseUrl, storage, state: chatState() });
  onTestFinished(() => client.disconnect());
  return client;
}

/** Observes a slice until the end of the test, as a component on screen does. */
function watch<T>(slice: Slice<T>): () => T {
  onTestFinished(slice.subscribe(() => undefined));
  return slice.getSnapshot;
}

async function people(baseUrl: string) {
  const storage = memoryStorage();
  const [laptop, phone, bob] = [open(baseUrl, storage), open(baseUrl), open(baseUrl)];
  for (const [client, username] of [
    [laptop, 'alice'],
    [bob, 'bob'],
  ] as const) {
    await client.register({ username, email: `${username}@example.com`, name: username, password });
  }
  await phone.login({ username: 'alice', password });
  await Promise.all([laptop, phone, bob].map((client) => client.connect()));
  return { storage, laptop, phone, bob };
}

test('given an invite that asks, the user comes in once the other accepts, and both see it', async () => {
  const { runtime } = await startBackend();
  const { laptop: alice, bob } = await people(runtime.url);
  const { id } = await alice.conversations.createGroup('Tea', ['bob']);
  await bob.groups.leave(id);
  await alice.groups.update(id, { welcome: 'Hello', rules: 'Be kind' });
  const [mine, bobs] = [watch(alice.state.conversation(id)), watch(bob.state.conversations)];
  const { code, uses } = await alice.groups.createInvite(id, { approval: true, maxUses: 1 });
  expect(uses).toBe(0);
  const preview = await bob.groups.previewInvite(code);
  expect(preview).toMatchObject({ id, rules: 'Be kind', approval: true, membership: 'none' });
  await expect(bob.groups.acceptInvite(code)).rejects.toMatchObject({ code: 'rules_not_accepted' });
  const { rulesVersion } = preview;
  await expect(bob.groups.acceptInvite(code, { rulesVersion, message: 'Please' })).resolves.toEqual({
    outcome: 'requested',
  });
  await eventually(() => expect(mine()?.me.pendingRequests).toBe(1));
  // and what happens while one is offline
  alice.disconnect();
  await bob.groups.declineRequest(id, bob.userId ?? '');
  await alice.connect();
  await eventually(() => expect(mine()?.me.pendingRequests ?? 0).toBe(0));
  const again = (await alice.groups.createInvite(id, { approval: true })).code;
  await bob.groups.acceptInvite(again, { rulesVersion, message: 'Please' });
  await eventually(() => expect(mine()?.me.pendingRequests).toBe(1));
  const { items } = await alice.groups.requests(id);
  expect(items).toMatchObject([{ user: { username: 'bob' }, message: 'Please' }]);
  await bob.groups.declineRequest(id, bob.userId ?? '');
  await eventually(() => expect(mine()?.me.pendingRequests ?? 0).toBe(0));
  await expect(bob.groups.join(id)).rejects.toMatchObject({ code: 'conversation_not_found' });
  await alice.groups.update(id, { visibility: 'public', joining: 'request' });
  await bob.groups.join(id, { rulesVersion });
  await alice.groups.acceptRequest(id, bob.userId ?? '');
  await eventually(() => expect(bobs().items.map((item) => item.id)).toContain(id));
  expect(mine()?.me.pendingRequests ?? 0).toBe(0);
  await expect(bob.groups.welcome(id)).resolves.toEqual({ welcome: 'Hello', rules: 'Be kind', rulesVersion });
  const open = await alice.groups.createInvite(id);
  expect((await alice.groups.invites(id)).items.map((one) => one.code).sort()).toEqual(
    [open.code, again].sort(),
  );
  await alice.groups.revokeInvite(id, open.code);
  await bob.groups.leave(id);
  await expect(bob.groups.acceptInvite(open.code)).rejects.toMatchObject({ code: 'invite_revoked' });
  await alice.groups.update(id, { joining: 'open' });
  await expect(bob.groups.join(id, { rulesVersion })).resolves.toMatchObject({ outcome: 'joined' });
});

test('two devices of one person and one of another show the same conversation', async () => {
  const { runtime } = await startBackend();
  const { laptop, phone, bob } = await people(runtime.url);
  const lists = [laptop, phone, bob].map((client) => watch(client.state.conversations));
  const { id } = await laptop.conversations.openDirect('bob');
  await eventually(() => {
    for (const list of lists) expect(list().items.map((item) => item.id)).toEqual([id]);
  });
  const windows = [laptop, phone, bob].map((client) => watch(client.state.messages(id)));
  const show = (texts: string[]) =>
    eventually(() => {
      for (const window of windows) expect(shown(window())).toEqual(texts);
    });
  await show([]);
  await laptop.state.messages(id).send('from the laptop');
  await bob.state.messages(id).send('from bob');
  await phone.state.messages(id).send('from the phone');
  await show(['from the laptop', 'from bob', 'from the phone']);

  const unread = (client: ChatClient) => client.state.unreadTotal.getSnapshot();
  await eventually(() => expect(unread(bob)).toBe(2));
  await eventually(() => expect(unread(laptop)).toBe(1));
  const statuses = () =>
    windows[0]?.().items.flatMap((item) => (item.kind === 'stored' && item.own ? [item.status] : []));
  await eventually(() => expect(statuses()).toEqual(['delivered', 'delivered']));
  await bob.state.messages(id).markRead(3);
  await eventually(() => expect(statuses()).toEqual(['read', 'read']));
  expect(unread(bob)).toBe(0);
  // What one device reads is read on the other.
  await phone.state.messages(id).markRead(3);
  await eventually(() => expect(unread(laptop)).toBe(0));
  expect(lists[1]?.().items[0]?.lastMessage?.text).toBe('from the phone');
});

test('what is edited, deleted and reacted to is the same on every device, also after a time offline and a reload', async () => {
  const { runtime } = await startBackend();
  const { storage, laptop, phone, bob } = await people(runtime.url);
  const { id } = await laptop.conversations.openDirect('bob');
  for (const text of ['one', 'two', 'three']) await laptop.messages.send(id, text);
  const window = (client: ChatClient) => watch(client.state.messages(id));
  const said = (now: ReturnType<typeof window>) =>
    now().items.map((item) => {
      if (item.kind === 'unsent') return item.text;
      const { text, deletedAt, reactions = [] } = item.message;
      const chips = reactions.map(({ emoji, count, mine }) => `${emoji}${count}${mine ? ' mine' : ''}`);
      return [deletedAt === null ? text : 'deleted', ...chips].join(' ');
    });
  const windows = [laptop, phone, bob].map(window);
  const shows = (texts: string[], of = windows) =>
    eventually(() => {
      for (const one of of) expect(said(one)).toEqual(texts);
    });
  await shows(['one', 'two', 'three']);
  await phone.messages.edit(id, 1, 'first');
  await laptop.messages.delete(id, 2);
  await shows(['first', 'deleted', 'three']);
  await phone.messages.react(id, 3, '👍');
  await shows(['first', 'deleted', 'three 👍1 mine'], windows.slice(0, 2));
  await shows(['first', 'deleted', 'three 👍1'], windows.slice(2));

  laptop.disconnect();
  await laptop.stored();
  await bob.messages.react(id, 3, '👍');
  await phone.messages.edit(id, 1, 'the first');
  await phone.messages.unreact(id, 3, '👍');
  const again = open(runtime.url, storage);
  await again.restore();
  const reloaded = window(again);
  await again.connect();
  await shows(['the first', 'deleted', 'three 👍1'], [reloaded, ...windows.slice(1, 2)]);
  await shows(['the first', 'deleted', 'three 👍1 mine'], windows.slice(2));
});

test('a thread counts the same on all devices, and what one reads and follows is so on the others', async () => {
  const { runtime } = await startBackend();
  const { laptop, phone, bob } = await people(runtime.url);
  const { id } = await laptop.conversations.createGroup('Trip', ['bob']);
  const windows = [laptop, phone, bob].map((client) => watch(client.state.messages(id)));
  const root = await laptop.messages.send(id, 'Where do we go?');
  const threads = () =>
    windows.map((window) => {
      const item = window().items.find((one) => one.kind === 'stored' && one.seq === root.seq);
      return item?.kind === 'stored' ? item.message.thread : undefined;
    });
  await eventually(() => {
    for (const window of windows) expect(shown(window())).toEqual(['Where do we go?']);
  });
  const first = await bob.messages.send(id, 'To the sea', { replyTo: root.id });
  await bob.messages.send(id, 'Or not', { replyTo: first.id });
  const counted = { count: 2, lastSeq: first.seq + 1, userIds: [bob.userId] };
  const alices = { ...counted, following: true, unreadCount: 2 };
  await eventually(() =>
    expect(threads()).toEqual([alices, alices, { ...counted, following: true, unreadCount: 0 }]),
  );
  // as the server says to a device that reads it
  const { items } = await phone.messages.threads();
  expect(items.map(({ message }) => message.thread)).toEqual([alices]);
  await phone.messages.updateThread(id, root.seq, { read: true });
  await eventually(() => expect(threads()[0]).toEqual({ ...alices, unreadCount: 0 }));
  await laptop.messages.updateThread(id, root.seq, { following: false });
  await bob.messages.send(id, 'Well?', { replyTo: root.id });
  await eventually(() => {
    for (const thread of threads().slice(0, 2))
      expect(thread).toMatchObject({ count: 3, following: false, unreadCount: 0 });
  });
});

test('a thread that is read while a device is away is read there once it is back, also after a restart', async () => {
  const { runtime } = await startBackend();
  const { storage, laptop, phone, bob } = await people(runtime.url);
  const { id } = await laptop.conversations.createGroup('Trip', ['bob']);
  const unreadOn = (client: ChatClient) => {
    const window = watch(client.state.messages(id));
    return () =>
      window().items.flatMap((item) =>
        item.kind === 'stored' ? (item.message.thread?.unreadCount ?? []) : [],
      );
  };
  const unread = unreadOn(laptop);
  const root = await laptop.messages.send(id, 'Where do we go?');
  const reply = async () => {
    await bob.messages.send(id, 'To the sea', { replyTo: root.id });
    await eventually(() => expect(unread()).toEqual([1]));
  };
  const readElsewhere = async () => {
    laptop.disconnect();
    await laptop.stored();
    await phone.messages.updateThread(id, root.seq, { read: true });
  };

  await reply();
  await readElsewhere();
  await laptop.connect();
  await eventually(() => expect(unread()).toEqual([0]));

  await reply();
  await readElsewhere();
  const again = open(runtime.url, storage);
  await again.restore();
  const unreadAgain = unreadOn(again);
  await eventually(() => expect(unreadAgain()).toEqual([1]));
  await again.connect();
  await eventually(() => expect(unreadAgain()).toEqual([0]));
});

test('given no connection, the client opens with what it knew, then catches up, unread counts included', async () => {
  const { runtime } = await startBackend();
  const { storage, laptop, bob } = await people(runtime.url);
  const { id } = await laptop.conversations.openDirect('bob');
  const before = [watch(laptop.state.conversations), watch(laptop.state.messages(id))] as const;
  await bob.messages.send(id, 'one');
  await eventually(() => expect(shown(before[1]())).toEqual(['one']));
  await eventually(() => expect(before[0]().items).toMatchObject([{ id, unreadCount: 1 }]));
  laptop.disconnect();
  await laptop.stored();
  await bob.messages.send(id, 'two');

  const again = open(runtime.url, storage);
  expect(await again.restore()).toBe(true);
  const [list, window] = [watch(again.state.conversations), watch(again.state.messages(id))];
  await eventually(() => expect(shown(window())).toEqual(['one']));
  expect(list()).toMatchObject({ loaded: false, items: [{ id, unreadCount: 1 }] });
  const sending = again.state.messages(id).send('written offline');
  await eventually(() => expect(shown(window())).toEqual(['one', 'written offline (waiting)']));
  await again.connect();
  await sending;
  await eventually(() => expect(shown(window())).toEqual(['one', 'two', 'written offline']));
  await eventually(() => expect(list()).toMatchObject({ loaded: true, items: [{ unreadCount: 2 }] }));
  expect(again.state.unreadTotal.getSnapshot()).toBe(2);
});

test('a window goes back through a long conversation, jumps into it, and returns to its end', async () => {
  const { runtime } = await startBackend();
  const { laptop, bob } = await people(runtime.url);
  const { id } = await laptop.conversations.openDirect('bob');
  const texts = Array.from({ length: 130 }, (_, index) => `message ${index + 1}`);
  for (const text of texts) await bob.messages.send(id, text);
  const view = laptop.state.messages(id);
  const window = watch(view);
  await eventually(() => expect(window()).toMatchObject({ loaded: true, hasNewer: false }));
  await view.jumpTo(40);
  expect(shown(window())).toEqual(texts.slice(14, 64));
  await view.loadOlder();
  await view.loadNewer();
  await view.loadNewer();
  expect(shown(window())).toEqual(texts);
  expect(window()).toMatchObject({ hasOlder: false, hasNewer: false });
  await bob.messages.send(id, 'the end');
  await eventually(() => expect(shown(window()).at(-1)).toBe('the end'));
});

test('given a removal while the client was offline, the group leaves the list once it is back, and the app hears of it', async () => {
  const { runtime } = await startBackend();
  const { laptop, bob } = await people(runtime.url);
  const { id } = await bob.conversations.createGroup('Engine', ['alice']);
  const { id: other } = await laptop.conversations.openDirect('bob');
  const list = watch(laptop.state.conversations);
  const listed = (ids: string[]) =>
    eventually(() => expect(new Set(list().items.map((item) => item.id))).toEqual(new Set(ids)));
  await listed([id, other]);
  laptop.disconnect();
  await bob.groups.remove(id, laptop.userId ?? '');
  const removed: ClientEvents['conversation:removed'][] = [];
  laptop.on('conversation:removed', (event) => removed.push(event));
  await laptop.connect();
  await listed([other]);
  // a sync does not know why
  expect(removed).toEqual([{ id }]);
});

test('what a group allows is done by its calls, and the state of both users follows', async () => {
  const { runtime } = await startBackend();
  const { laptop: alice, bob } = await people(runtime.url);
  const { id } = await alice.conversations.createGroup('Engine', ['bob']);
  const [aliceId, bobId] = [alice.userId ?? '', bob.userId ?? ''];
  const [mine, bobs] = [watch(alice.state.conversation(id)), watch(bob.state.conversation(id))];
  const { groups } = alice;

  await groups.setRole(id, bobId, 'admin');
  await eventually(() => expect(bobs()?.me.role).toBe('admin'));
  expect((await groups.members(id, { role: 'admin' })).items).toMatchObject([{ id: bobId }]);
  expect(await groups.mute(id, bobId, 'forever')).toMatchObject({ mutedUntil: 'forever' });
  await eventually(() => expect(bobs()?.me.mutedUntil).toBe('forever'));
  await expect(bob.messages.send(id, 'hello')).rejects.toMatchObject({ code: 'muted' });
  await groups.mute(id, bobId, null);
  await groups.update(id, { name: 'Engines', about: 'All of them', settings: { post: 'admins' } });
  await eventually(() =>
    expect(bobs()).toMatchObject({ name: 'Engines', about: 'All of them', settings: { post: 'admins' } }),
  );

  await groups.ban(id, bobId);
  await eventually(() => expect(bobs()).toBeUndefined());
  expect((await groups.bans(id)).items).toMatchObject([{ id: bobId }]);
  await expect(groups.add(id, ['bob'])).rejects.toMatchObject({ code: 'member_banned' });
  await groups.unban(id, bobId);
  await groups.add(id, ['bob']);
  await eventually(() => expect(bobs()?.me.role).toBe('member'));

  await groups.transfer(id, bobId);
  await eventually(() => expect(mine()?.me.role).toBe('admin'));
  await groups.leave(id);
  await eventually(() => expect(mine()).toBeUndefined());
  expect((await bob.groups.members(id)).items.map((member) => member.id)).not.toContain(aliceId);
  await bob.groups.delete(id);
  await eventually(() => expect(bobs()).toBeUndefined());
});

test('given messages saved on one device, the other shows it, through edits, and after it was away', async () => {
  const { runtime } = await startBackend();
  const { storage, laptop, phone, bob } = await people(runtime.url);
  const { id } = await bob.conversations.openDirect('alice');
  for (const text of ['one', 'two']) await bob.messages.send(id, text);
  const starred = (client: ChatClient) => {
    const now = watch(client.state.messages(id));
    return () => now().items.map((item) => item.kind === 'stored' && item.message.starred);
  };
  const [onLaptop, onPhone, bobs] = [starred(laptop), starred(phone), starred(bob)];
  await eventually(() => expect([onLaptop(), onPhone(), bobs()].flat()).toHaveLength(6));
  await laptop.stars.add(id, 1);
  for (const now of [onLaptop, onPhone]) await eventually(() => expect(now()).toEqual([true, undefined]));
  expect(bobs()).toEqual([undefined, undefined]);
  await bob.messages.edit(id, 1, 'One');
  const texts = watch(phone.state.messages(id));
  await eventually(() => expect(shown(texts())).toEqual(['One', 'two']));
  expect(onPhone()).toEqual([true, undefined]);
  const { items } = await phone.stars.list({ conversationId: id });
  expect(items.map(({ message }) => message.text)).toEqual(['One']);

  laptop.disconnect();
  await phone.stars.remove(id, 1);
  await phone.stars.add(id, 2);
  const again = open(runtime.url, storage);
  await again.restore();
  const afterwards = starred(again);
  await eventually(() => expect(afterwards()).toEqual([true, undefined]));
  await again.connect();
  await eventually(() => expect(afterwards()).toEqual([false, true]));
});

test.each([
  { what: 'the conversation, and not its messages', hasConversation: true },
  { what: 'neither a conversation nor its messages', hasConversation: false },
])('given a tab that was closed once it had stored $what, what was hidden stays hidden', async (given) => {
  const { runtime } = await startBackend();
  const values = new Map<string, string>();
  const storage: Storage = {
    get: (key) => values.get(key),
    set: (key, value) => void values.set(key, value),
    remove: (key) => void values.delete(key),
  };
  const laptop = open(runtime.url, storage);
  const [phone, bob] = [open(runtime.url), open(runtime.url)];
  for (const [client, username] of [
    [laptop, 'alice'],
    [bob, 'bob'],
  ] as const) {
    await client.register({ username, email: `${username}@example.com`, name: username, password });
  }
  await phone.login({ username: 'alice', password });
  await Promise.all([laptop, phone, bob].map((client) => client.connect()));
  const { id } = await bob.conversations.openDirect('alice');
  for (const text of ['One', 'Two', 'Three']) await bob.messages.send(id, text);
  const messages = watch(laptop.state.messages(id));
  const list = watch(laptop.state.conversations);
  await eventually(() => expect(shown(messages())).toEqual(['One', 'Two', 'Three']));
  await eventually(() => expect(list().items.map((item) => item.id)).toEqual([id]));
  await laptop.stored();
  const before = new Map(values);
  await phone.messages.hide(id, 2);
  await eventually(() => expect(shown(messages())).toEqual(['One', 'Three']));
  await laptop.stored();
  laptop.disconnect();
  await laptop.stored();

  for (const key of [...values.keys()]) {
    if (key.includes(' state messages ')) values.set(key, before.get(key) ?? '');
    if (key.includes(' state conversation ') && !given.hasConversation) values.delete(key);
  }
  const again = open(runtime.url, storage);
  const shownAgain = watch(again.state.messages(id));
  const link = watch(again.state.connection);
  await again.connect();
  await eventually(() => expect(link().state).toBe('online'));
  await eventually(() => expect(shown(shownAgain())).toEqual(['One', 'Three']));
});
