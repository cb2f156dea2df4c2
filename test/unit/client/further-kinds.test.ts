import { describe, expect, test } from 'vitest';
import { isOfKnownKind } from '../../../client/api/entries.ts';
import { changesPage } from '../../../client/api/protocol.ts';
import { read, refused } from '../../../client/api/shapes.ts';
import { eventually } from '../../support/eventually.ts';
import type { FakeServer } from '../../support/client/fake/server.ts';
import { nextState, online, startServer } from './setup.ts';

interface Place {
  text: string;
  seq: number;
  conversationId: string;
}
const isPoll = (value: unknown): value is Place =>
  typeof value === 'object' && value !== null && 'text' in value && value.text === 'a quiz';

/** Polls, which this version of the client does not know, and which have no text. */
async function start() {
  const server = await startServer();
  server.later = (_key, value) =>
    isPoll(value)
      ? { kind: 'quiz', seq: value.seq, conversationId: value.conversationId, question: 'Tea?' }
      : value;
  const { client, clock } = await online(server, 'alice');
  const { id } = await client.conversations.openDirect('bob');
  const heard: string[] = [];
  client.on('message:new', ({ kind, text }) => heard.push(`${kind} ${text}`));
  client.on('error', (error) => heard.push(String(error)));
  return { server, client, clock, id, heard, say: sayer(server, id) };
}

const sayer = (server: FakeServer, id: string) => (text: string) => server.say(id, 'bob', text);

describe('a client that meets an entry of a kind that it does not know', () => {
  test('passes its number when it is pushed, without asking the server', async () => {
    const { server, client, heard, say, id, clock } = await start();
    for (const text of ['one', 'a quiz', 'three', 'a quiz']) say(text);
    await eventually(() => expect(heard).toEqual(['text one', 'text three']));
    expect(clock.due).not.toContain(300);
    expect(server.requests.filter((line) => line.endsWith(`/${id}/changes`))).toEqual([]);
    expect(client.behind).toBe(0);
  });

  test('passes its number when it catches up by changes', async () => {
    const { server, client, clock, heard, say } = await start();
    const offline = nextState(client, 'offline');
    server.closeSockets();
    await offline;
    for (const text of ['one', 'a quiz', 'three', 'a quiz']) say(text);
    const back = nextState(client, 'online');
    clock.advance(125);
    await back;
    expect(heard).toEqual(['text one', 'text three']);
    expect(client.behind).toBe(0);
    say('five');
    await eventually(() => expect(heard).toEqual(['text one', 'text three', 'text five']));
  });

  test('passes its number when it catches up by the history', async () => {
    const { server, client, clock, heard, say } = await start();
    const offline = nextState(client, 'offline');
    server.closeSockets();
    await offline;
    // more than a server replays
    for (let count = 0; count < 260; count += 1) {
      say('a quiz');
      say('a text');
    }
    const back = nextState(client, 'online');
    clock.advance(125);
    await back;
    expect(heard).toEqual(Array.from({ length: 260 }, () => 'text a text'));
    expect(client.behind).toBe(0);
  });

  test('does not count it in its state, which knows its number', async () => {
    const { client, id, say } = await start();
    const item = client.state.conversation(id);
    const stop = item.subscribe(() => undefined);
    await eventually(() => expect(item.getSnapshot()).toBeDefined());
    say('one');
    say('a quiz');
    await eventually(() =>
      expect(item.getSnapshot()).toMatchObject({ lastSeq: 2, unreadCount: 1, lastMessage: { seq: 1 } }),
    );
    stop();
  });

  test('reads the pages and conversations that hold it', async () => {
    const { client, id, say } = await start();
    say('one');
    say('a quiz');
    const { items } = await client.messages.list(id);
    expect(items.map(({ kind, seq, text }) => [kind, seq, text])).toEqual([
      ['text', 1, 'one'],
      ['quiz', 2, ''],
    ]);
    expect(items.filter(isOfKnownKind)).toHaveLength(1);
    expect(await client.conversations.get(id)).toMatchObject({
      lastSeq: 2,
      lastMessage: { kind: 'quiz', text: '' },
    });
  });
});

test('a message of a known kind that lacks a field is refused, whatever else a page holds', () => {
  const page = (items: object[]) => ({ items, upTo: 2, hasMore: false, reset: false });
  const place = { seq: 1, conversationId: 'cnv_1' };
  expect(changesPage(page([{ ...place, kind: 'text' }]))).toBe(refused);
  expect(changesPage(page([{ kind: 'quiz' }]))).toBe(refused);
  expect(read(changesPage, page([{ ...place, kind: 'quiz' }]))?.items).toMatchObject([
    { ...place, kind: 'quiz' },
  ]);
});
