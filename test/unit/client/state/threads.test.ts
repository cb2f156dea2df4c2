import { describe, expect, test } from 'vitest';
import { memoryStorage, type Message, type Thread } from '../../../../client/index.ts';
import { withReply } from '../../../../client/state/index.ts';
import { laterThread } from '../../../../client/state/threads.ts';
import { eventually } from '../../../support/eventually.ts';
import { newClient, online, startServer } from '../setup.ts';
import { watch } from './state-world.ts';

const message = (seq: number, senderId: string, thread?: Thread): Message => ({
  id: `m${seq}`,
  seq,
  conversationId: 'c',
  senderId,
  kind: 'text',
  text: `text ${seq}`,
  attachments: [],
  replyTo: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  editedAt: null,
  deletedAt: null,
  status: 'sent',
  ...(thread && { thread }),
});
const thread = (more: Partial<Thread> = {}): Thread => ({ count: 2, lastSeq: 5, userIds: ['bob'], ...more });

describe('a message that gets a reply', () => {
  test('given the first one by another user, its author follows, and has one to read', () => {
    expect(withReply(message(1, 'alice'), message(2, 'bob'), 'alice').thread).toEqual({
      count: 1,
      lastSeq: 2,
      userIds: ['bob'],
      following: true,
      unreadCount: 1,
    });
  });

  test('given the first one by another user to another one, is not followed, and nothing is unread', () => {
    const { thread: now } = withReply(message(1, 'bob'), message(2, 'carol'), 'alice');
    expect(now).toMatchObject({ count: 1, following: false, unreadCount: 0 });
  });

  test('given an own one, is followed and read', () => {
    const root = message(1, 'bob', thread({ following: false, unreadCount: 0 }));
    const { thread: now } = withReply(root, message(6, 'alice'), 'alice');
    expect(now).toEqual({ count: 3, lastSeq: 6, userIds: ['bob', 'alice'], following: true, unreadCount: 0 });
  });

  test('given one that it counts already, is the same object', () => {
    const root = message(1, 'bob', thread());
    expect(withReply(root, message(5, 'carol'), 'alice')).toBe(root);
    expect(withReply(root, message(4, 'carol'), 'alice')).toBe(root);
  });

  test('names the first five who replied, each once', () => {
    const named = ['a', 'b', 'c', 'd', 'e', 'f', 'a'].reduce(
      (root, senderId, index) => withReply(root, message(2 + index, senderId), 'alice'),
      message(1, 'bob'),
    );
    expect(named.thread).toMatchObject({ count: 7, userIds: ['a', 'b', 'c', 'd', 'e'] });
  });
});

describe('a thread that is read again', () => {
  test('given an older reading, stays as it is', () => {
    const known = thread({ lastSeq: 6, count: 3 });
    expect(laterThread(known, thread())).toBe(known);
  });

  test('given an event, which does not say where the user stands, keeps that', () => {
    const known = thread({ following: true, unreadCount: 2 });
    expect(laterThread(known, thread({ lastSeq: 7, count: 3 }))).toEqual({
      ...thread({ lastSeq: 7, count: 3 }),
      following: true,
      unreadCount: 2,
    });
  });

  test('given an answer, stands as that says', () => {
    const known = thread({ following: true, unreadCount: 2 });
    const read = thread({ following: true, unreadCount: 0 });
    expect(laterThread(known, read)).toEqual(read);
    expect(laterThread(known, undefined)).toBe(known);
    expect(laterThread(undefined, read)).toBe(read);
  });
});

test('given two tabs, counts a reply in both, once, and an own one reads the thread in both', async () => {
  const server = await startServer();
  const storage = memoryStorage();
  const { client: one } = await online(server, 'alice', { storage });
  const { client: two } = newClient(server, { storage });
  await two.connect();
  const { client: bob } = await online(server, 'bob');
  const { id } = await one.conversations.openDirect('bob');
  const root = await one.messages.send(id, 'Where?');
  const windows = [one, two].map((client) => watch(client.state.messages(id)));
  const threads = () =>
    windows.map(({ now }) => {
      const item = now().items.find((each) => each.kind === 'stored' && each.seq === root.seq);
      return item?.kind === 'stored' ? item.message.thread : undefined;
    });
  const show = (expected: Partial<Thread>) =>
    eventually(() => expect(threads()).toMatchObject([expected, expected]));
  await eventually(() => expect(windows.map(({ now }) => now().items.length)).toEqual([1, 1]));
  const first = await bob.messages.send(id, 'Here', { replyTo: root.id });
  await show({ count: 1, unreadCount: 1, following: true });
  await bob.messages.send(id, 'And there', { replyTo: first.id });
  await show({ count: 2, unreadCount: 2 });
  await two.messages.send(id, 'I see', { replyTo: root.id });
  await show({ count: 3, unreadCount: 0, following: true });
});
