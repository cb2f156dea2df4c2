import { describe, expect, test } from 'vitest';
import {
  demoDirect,
  demoGroup,
  demoGroupName,
  demoNames,
  demoPassword,
  type DemoLine,
} from '../../local/demo-data.ts';
import { systemClock, type Clock } from '../../client/index.ts';
import { seed, SeedError } from '../../local/seed.ts';
import type { AuthReply, Conversation } from '../../shared/protocol/index.ts';
import type { TestApi } from '../support/backend/api.ts';
import { demoLogin as login, seenBy } from '../support/backend/demo-people.ts';
import { eventually } from '../support/eventually.ts';
import { startBackend, type TestBackend } from '../support/backend/runtime.ts';

async function register(api: TestApi, username: string, password = demoPassword): Promise<AuthReply> {
  const body = { username, email: `${username}@example.com`, name: username, password };
  return (await api.call<AuthReply>('POST', '/v1/auth/register', { body })).body;
}

async function open(api: TestApi, token: string, participantUsernames: string[], name?: string) {
  const body = { participantUsernames, ...(name !== undefined && { name }) };
  return (await api.call<Conversation>('POST', '/v1/conversations', { token, body })).body;
}

async function say(api: TestApi, token: string, conversationId: string, text: string): Promise<void> {
  await api.call('POST', `/v1/conversations/${conversationId}/messages`, { token, body: { text } });
}

/** A clock on which the second between two receipts of a conversation is over at once. */
const hurried: Clock = {
  ...systemClock,
  after: (milliseconds, work) => systemClock.after(milliseconds <= 1_000 ? 0 : milliseconds, work),
};

/** Seeds, and returns what that printed. */
async function seeded({ runtime }: TestBackend): Promise<string[]> {
  const printed: string[] = [];
  await seed(runtime.url, (line) => printed.push(line), hurried);
  return printed;
}

const texts = (lines: readonly DemoLine[]) => lines.map(([, text]) => text);

describe('the demo data', () => {
  test('are five people with a direct conversation and a group, unread messages and all three marks', async () => {
    const backend = await startBackend();
    await seeded(backend);

    const [group, direct] = await seenBy(backend, 'alice');
    expect(direct).toMatchObject({ name: null, memberCount: 2, unreadCount: 2 });
    expect(direct?.messages.map(({ text }) => text)).toEqual(texts(demoDirect.lines));
    expect(direct?.messages.map(({ status }) => status)).toEqual([
      ...Array.from({ length: 4 }, () => 'read'),
      ...Array.from({ length: 2 }, () => 'delivered'),
    ]);
    expect(group).toMatchObject({ name: demoGroupName, memberCount: 5, unreadCount: 1 });
    expect(group?.messages.map(({ text }) => text)).toEqual(texts(demoGroup.lines));
    expect(group?.messages.map(({ status }) => status)).toEqual([
      ...Array.from({ length: 3 }, () => 'read'),
      ...Array.from({ length: 2 }, () => 'delivered'),
      ...Array.from({ length: 3 }, () => 'sent'),
    ]);
    const erin = await seenBy(backend, 'erin');
    expect(erin.map(({ name, unreadCount }) => ({ name, unreadCount }))).toEqual([
      { name: demoGroupName, unreadCount: 5 },
    ]);
  });

  test('made again, at once or days later, stay as they are', async () => {
    let now = Date.UTC(2026, 4, 4);
    const backend = await startBackend({ clock: { now: () => now } });
    expect(await seeded(backend)).toEqual([
      'Alice Archer (alice): new',
      'Bob Baker (bob): new',
      'Carol Carter (carol): new',
      'Dave Dyer (dave): new',
      'Erin Evans (erin): new',
      'Public group "Photo walks": new',
      'Public group "Board game nights": new',
      'Public group "Lesekreis am Fluss": new',
      'Alice and Bob: 6 messages written',
      'Group "Weekend trip": 8 messages written',
    ]);
    const seen = () => Promise.all(demoNames.map((name) => seenBy(backend, name)));
    // files are looked at after they arrived
    await eventually(async () => expect(JSON.stringify(await seen())).not.toContain('"checking"'));
    const first = await seen();

    const days = 24 * 3600 * 1000;
    for (const later of [0, 3 * days]) {
      now += later;
      const printed = await seeded(backend);
      expect(printed.map((line) => line.replace(/^.*: /, ''))).toEqual(printed.map(() => 'there already'));
      expect(await seen()).toEqual(first);
    }
  });

  test('made by two at the same moment are the same', async () => {
    const backend = await startBackend();
    await register(backend, 'alice');
    await register(backend, 'bob');
    await open(backend, (await login(backend, 'alice')).token, ['bob']);
    for (const name of ['carol', 'dave', 'erin']) await register(backend, name);
    await open(
      backend,
      (await login(backend, 'alice')).token,
      ['bob', 'carol', 'dave', 'erin'],
      demoGroupName,
    );

    await Promise.all([seeded(backend), seeded(backend)]);
    const conversations = await seenBy(backend, 'alice');
    expect(conversations.map(({ messages }) => messages.length).sort()).toEqual([
      demoDirect.lines.length,
      demoGroup.lines.length,
    ]);
    const files = conversations
      .flatMap(({ messages }) => messages)
      .flatMap(({ attachments = [] }) => attachments.map(({ kind, name }) => `${kind} ${name}`));
    expect(files.toSorted()).toEqual([
      'document Breakfast.txt',
      'image Cup.jpg',
      'image Evening.jpg',
      'image Morning.jpg',
      'image Night.jpg',
    ]);
  });

  test('are completed after an interruption', async () => {
    const backend = await startBackend();
    const alice = await register(backend, 'alice');
    const bob = await register(backend, 'bob');
    const { id } = await open(backend, alice.token, ['bob']);
    await say(backend, alice.token, id, demoDirect.lines[0]?.[1] ?? '');
    await say(backend, bob.token, id, demoDirect.lines[1]?.[1] ?? '');

    expect(await seeded(backend)).toContain('Alice and Bob: 4 messages written');
    const direct = (await seenBy(backend, 'bob')).find((conversation) => conversation.id === id);
    expect(direct?.messages.map(({ text }) => text)).toEqual(texts(demoDirect.lines));
  });

  test('leave alone what people wrote and a group of the same name', async () => {
    const backend = await startBackend();
    const alice = await register(backend, 'alice');
    await register(backend, 'bob');
    const direct = await open(backend, alice.token, ['bob']);
    const group = await open(backend, alice.token, ['bob'], demoGroupName);
    await say(backend, alice.token, direct.id, 'Our own words.');

    const left = 'there already with other messages or people, left as it is';
    const printed = await seeded(backend);
    expect(printed.slice(-2)).toEqual([`Alice and Bob: ${left}`, `Group "${demoGroupName}": ${left}`]);
    const conversations = await seenBy(backend, 'alice');
    expect(
      conversations.map(({ id, messages }) => ({ id, texts: messages.map(({ text }) => text) })),
    ).toEqual([
      { id: direct.id, texts: ['Our own words.'] },
      { id: group.id, texts: [] },
    ]);
  });

  test("given another user's account with a demo name or address, are refused and leave it alone", async () => {
    const backend = await startBackend();
    await register(backend, 'alice', 'something else');
    await expect(seeded(backend)).rejects.toThrow(
      new SeedError(
        'There is an account "alice" already, with another password. ' +
          'Choose another data folder for the demo: DATA_DIR=…',
      ),
    );

    const another = await startBackend();
    const body = { username: 'ally', email: 'Alice@example.com', name: 'Ally', password: demoPassword };
    await another.call('POST', '/v1/auth/register', { body });
    await expect(seeded(another)).rejects.toThrow(
      new SeedError(
        'There is another account with the address alice@example.com already. ' +
          'Choose another data folder for the demo: DATA_DIR=…',
      ),
    );
  });
});
