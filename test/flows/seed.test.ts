import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { demoDirect, demoGroup, demoGroupName, demoNames, demoPassword } from '../../local/demo-data.ts';
import { seed, SeedError } from '../../local/seed.ts';
import type { AuthReply, Conversation, MessagePage, Page } from '../../shared/protocol/index.ts';
import type { TestApi } from '../support/api.ts';
import { runProgram, startProcess } from '../support/backend-process.ts';
import { startBackend, temporaryFolder, type TestBackend } from '../support/runtime.ts';

// Whole processes, and passwords at their full cost, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

async function register(api: TestApi, username: string, password = demoPassword): Promise<AuthReply> {
  const body = { username, email: `${username}@example.com`, name: username, password };
  return (await api.call<AuthReply>('POST', '/v1/auth/register', { body })).body;
}

async function login(api: TestApi, username: string): Promise<AuthReply> {
  const body = { username, password: demoPassword };
  const answer = await api.call<AuthReply>('POST', '/v1/auth/login', { body });
  expect(answer.status).toBe(200);
  return answer.body;
}

async function open(api: TestApi, token: string, participantUsernames: string[], name?: string) {
  const body = { participantUsernames, ...(name !== undefined && { name }) };
  return (await api.call<Conversation>('POST', '/v1/conversations', { token, body })).body;
}

async function say(api: TestApi, token: string, conversationId: string, text: string): Promise<void> {
  await api.call('POST', `/v1/conversations/${conversationId}/messages`, { token, body: { text } });
}

/** All conversations as somebody sees them, with their messages. */
async function seenBy(api: TestApi, username: string) {
  const { token } = await login(api, username);
  const { body } = await api.call<Page<Conversation>>('GET', '/v1/conversations', { token });
  return Promise.all(
    body.items.map(async ({ id, name, memberCount, unreadCount }) => {
      const path = `/v1/conversations/${id}/messages`;
      const { items } = (await api.call<MessagePage>('GET', path, { token })).body;
      return { id, name, memberCount, unreadCount, messages: items };
    }),
  );
}

/** Seeds, and returns what that printed. */
async function seeded({ runtime }: TestBackend): Promise<string[]> {
  const printed: string[] = [];
  await seed(runtime.url, (line) => printed.push(line));
  return printed;
}

const texts = (lines: readonly (readonly [string, string])[]) => lines.map(([, text]) => text);

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

  test('stay as they are when they are made again, at once or days later', async () => {
    let now = Date.UTC(2026, 4, 4);
    const backend = await startBackend({ clock: { now: () => now } });
    expect(await seeded(backend)).toEqual([
      'Alice Archer (alice): new',
      'Bob Baker (bob): new',
      'Carol Carter (carol): new',
      'Dave Dyer (dave): new',
      'Erin Evans (erin): new',
      'Alice and Bob: 6 messages written',
      'Group "Weekend trip": 8 messages written',
    ]);
    const first = await Promise.all(demoNames.map((name) => seenBy(backend, name)));

    const days = 24 * 3600 * 1000;
    for (const later of [0, 3 * days]) {
      now += later;
      const printed = await seeded(backend);
      expect(printed.map((line) => line.replace(/^.*: /, ''))).toEqual(printed.map(() => 'there already'));
      expect(await Promise.all(demoNames.map((name) => seenBy(backend, name)))).toEqual(first);
    }
  });

  test('are the same when two make them at the same moment', async () => {
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

  test("do not touch somebody else's account", async () => {
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

describe('npm run seed', () => {
  const run = (settings: Record<string, string>) => runProgram('local/seed.ts', settings);
  const refusal = (sentence: string) => ({ code: 1, signal: null, stderr: `${sentence}\n` });

  /** A server that answers everything with the same page, until the test ends. */
  async function otherServer(): Promise<{ port: number; close: () => Promise<void> }> {
    const server = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const close = async () => {
      if (!server.listening) return;
      server.close();
      await once(server, 'close');
    };
    onTestFinished(close);
    return { port, close };
  }

  test('works without a running server and with one', async () => {
    const dataDir = await temporaryFolder();
    const offline = await run({ PORT: '0', DATA_DIR: dataDir });
    expect(offline).toMatchObject({ code: 0, stderr: '' });
    expect(offline.stdout).toContain('ChatFlow is not running: starting it for a moment.\n');
    expect(offline.stdout).toContain('Group "Weekend trip": 8 messages written\n');

    const backend = await startProcess(dataDir);
    const before = await seenBy(backend, 'alice');
    const online = await run({ PORT: String(backend.port), DATA_DIR: dataDir });
    expect(online).toMatchObject({ code: 0, stderr: '' });
    expect(online.stdout).toContain(`ChatFlow runs at http://localhost:${backend.port}.\n`);
    expect(online.stdout).toContain('Group "Weekend trip": there already\n');
    expect(online.stdout).toContain('alice, bob, carol, dave, erin; the password is chatflow-demo');
    expect(online.stdout).toContain(
      `npm run chat -- --as alice --with bob --url http://localhost:${backend.port}\n`,
    );
    expect(online.stdout).toContain(`curl http://localhost:${backend.port}/v1/auth/login`);
    expect(await seenBy(backend, 'alice')).toEqual(before);
  });

  test('says in a sentence what is in its way', async () => {
    const dataDir = await temporaryFolder();
    const other = await otherServer();
    const free = await otherServer();
    await free.close();
    await startProcess(dataDir);
    const [taken, elsewhere, wrong] = await Promise.all([
      run({ PORT: String(other.port), DATA_DIR: dataDir }),
      run({ PORT: String(free.port), DATA_DIR: dataDir }),
      run({ PORT: 'abc' }),
    ]);
    expect(taken).toMatchObject(
      refusal(
        `What answers at http://localhost:${other.port} is not ChatFlow. Choose another port: PORT=… npm run seed`,
      ),
    );
    expect(elsewhere).toMatchObject(
      refusal(
        `The data folder ${dataDir} is in use, and no ChatFlow answers at http://localhost:${free.port}. ` +
          'If it runs at another port, name that: PORT=… npm run seed',
      ),
    );
    expect(wrong).toMatchObject(
      refusal('Some settings are wrong:\n  PORT: must be a whole number from 0 to 65535'),
    );
  });
});
