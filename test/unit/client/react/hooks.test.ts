import { act, createElement, memo, useEffect, type ReactNode } from 'react';
import { describe, expect, test } from 'vitest';
import type { MessagesResult } from '../../../../client/react/index.ts';
import {
  useAccount,
  useConnection,
  useConversation,
  useConversations,
  useMessages,
  usePresence,
  useSession,
  useTyping,
  useUnreadTotal,
  useUser,
} from '../../../../client/react/index.ts';
import { online, startServer } from '../setup.ts';
import { shown } from '../state/state-world.ts';
import { eventuallyOnPage, onPage } from './react-world.ts';

/** Counts how often something is put on the page: StrictMode renders twice, and puts it there once. */
function counting() {
  const counts: Record<string, number> = {};
  const useCount = (name: string) =>
    useEffect(() => {
      counts[name] = (counts[name] ?? 0) + 1;
    });
  return { counts, useCount };
}

async function talkOfTwo() {
  const server = await startServer();
  const { client, clock } = await online(server, 'alice');
  const { id } = await client.conversations.openDirect('bob');
  const other = await client.conversations.createGroup('others', ['bob', 'carol']);
  return { server, client, clock, id, other: other.id };
}

describe('a list', () => {
  test('renders a row again only when something in that row changed', async () => {
    const { server, client, id, other } = await talkOfTwo();
    const { counts, useCount } = counting();
    const Row = memo(function Row({ conversationId }: { conversationId: string }): ReactNode {
      const item = useConversation(conversationId);
      useCount(conversationId);
      return `${item?.lastMessage?.text ?? '-'}/${item?.unreadCount};`;
    });
    function List(): ReactNode {
      const { items } = useConversations();
      useCount('list');
      return items.map((item) => createElement(Row, { key: item.id, conversationId: item.id }));
    }
    const page = await onPage(client, createElement(List));
    await eventuallyOnPage(() => expect(page.text()).toBe('-/0;-/0;'));
    await eventuallyOnPage(() => expect(client.state.conversations.getSnapshot().loading).toBe(false));
    const before = { ...counts };
    server.say(id, 'bob', 'hello');
    await eventuallyOnPage(() => expect(page.text()).toContain('hello/1;'));
    expect((counts[id] ?? 0) - (before[id] ?? 0)).toBe(1);
    expect(counts[other]).toBe(before[other]);
    expect((counts['list'] ?? 0) - (before['list'] ?? 0)).toBe(1);
  });
});

describe('messages', () => {
  test('show what is sent at once, and are rendered once for each turn', async () => {
    const { server, client, id } = await talkOfTwo();
    const { counts, useCount } = counting();
    let result: MessagesResult | undefined;
    function Messages(): ReactNode {
      const messages = useMessages(id);
      useCount('messages');
      useEffect(() => {
        result = messages;
      });
      return shown(messages).join(', ');
    }
    const page = await onPage(client, createElement(Messages));
    await eventuallyOnPage(() => expect(result).toMatchObject({ loaded: true, jumping: false }));
    const before = counts['messages'] ?? 0;
    await act(async () => {
      for (const text of ['one', 'two', 'three']) client.messages.send(id, text).catch(() => undefined);
    });
    expect(counts['messages']).toBe(before + 1);
    expect(page.text()).toBe('one (waiting), two (waiting), three (waiting)');
    await eventuallyOnPage(() => expect(page.text()).toBe('one, two, three'));
    expect(server.messages(id)).toHaveLength(3);
    await act(async () => {
      await result?.send('four');
    });
    await eventuallyOnPage(() => expect(page.text()).toBe('one, two, three, four'));
  });

  test('of another conversation take their place with the id', async () => {
    const { server, client, id, other } = await talkOfTwo();
    server.say(id, 'bob', 'here');
    server.say(other, 'bob', 'there');
    function Messages({ in: conversationId }: { in: string }): ReactNode {
      return shown(useMessages(conversationId)).join(', ');
    }
    const page = await onPage(client, createElement(Messages, { in: id }));
    await eventuallyOnPage(() => expect(page.text()).toBe('here'));
    await page.render(createElement(Messages, { in: other }));
    await eventuallyOnPage(() => expect(page.text()).toBe('there'));
    await page.close();
    server.say(id, 'bob', 'unseen');
    expect(page.text()).toBe('');
  });

  test('never differ between two places of one page', async () => {
    const { server, client, id } = await talkOfTwo();
    const torn: string[] = [];
    function Page(): ReactNode {
      const [list, item] = [useMessages(id), useConversation(id)];
      const again = useMessages(id);
      if (list.items !== again.items) torn.push('messages');
      const last = list.items.at(-1);
      if (last?.kind === 'stored' && item?.lastMessage && item.lastMessage.id !== last.message.id)
        torn.push(`${item.lastMessage.text} and ${last.message.text}`);
      return String(list.items.length);
    }
    const page = await onPage(client, createElement(Page));
    await eventuallyOnPage(() => expect(client.state.messages(id).getSnapshot().loaded).toBe(true));
    for (let n = 0; n < 20; n++) server.say(id, 'bob', `m${n}`);
    await eventuallyOnPage(() => expect(page.text()).toBe('20'));
    expect(torn).toEqual([]);
  });
});

test('typing, unread, presence, connection, session, account and user each render for their own changes', async () => {
  const { server, client, id } = await talkOfTwo();
  const { counts, useCount } = counting();
  const part = (name: string, useText: () => string) => {
    const Part = function Part(): ReactNode {
      useCount(name);
      return `${name}=${useText()};`;
    };
    return createElement(Part, { key: name });
  };
  const page = await onPage(client, [
    part('typing', () => useTyping(id).join('+')),
    part('unread', () => String(useUnreadTotal())),
    part('presence', () => String(usePresence('usr_bob')?.status)),
    part('nobody', () => (usePresence(undefined) === undefined ? 'none' : 'some')),
    part('user', () => String(useUser('usr_carol')?.name)),
    part('connection', () => useConnection().state),
    part('session', () => String(useSession().userId)),
    part('account', () => String(useAccount()?.username)),
  ]);
  await eventuallyOnPage(() =>
    expect(page.text()).toBe(
      'typing=;unread=0;presence=offline;nobody=none;user=carol;connection=online;session=usr_alice;account=alice;',
    ),
  );
  const before = { ...counts };
  server.push('alice', { type: 'typing', data: { conversationId: id, userId: 'usr_bob', typing: true } });
  await eventuallyOnPage(() => expect(page.text()).toContain('typing=usr_bob;'));
  expect(counts).toEqual({ ...before, typing: (before['typing'] ?? 0) + 1 });
  client.disconnect();
  await eventuallyOnPage(() => expect(page.text()).toContain('connection=offline;'));
  await eventuallyOnPage(() => expect(page.text()).toContain('typing=;'));
});
