import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { freePort } from '../support/backend/free-port.ts';
import type {
  AckData,
  AuthReply,
  Conversation,
  Message,
  MessagePage,
  OwnProfile,
  TokenReply,
  UserProfile,
} from '../../shared/protocol/index.ts';
import type { Person, TestApi } from '../support/backend/api.ts';
import { runProgram, startProcess, type BackendProcess } from '../support/backend/backend-process.ts';
import { temporaryFolder } from '../support/backend/runtime.ts';
import type { TestSocket } from '../support/backend/test-socket.ts';

// Whole processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const start = (settings: Record<string, string>) => runProgram('local/main.ts', settings);

/** Everything in a conversation, oldest first. */
async function history(api: TestApi, person: Person, conversationId: string): Promise<Message[]> {
  const items: Message[] = [];
  for (;;) {
    const after = items.at(-1)?.seq ?? 0;
    const path = `/v1/conversations/${conversationId}/messages?after=${after}&limit=100`;
    const { body } = await api.call<MessagePage>('GET', path, { token: person.token });
    items.push(...body.items);
    if (body.nextCursor === null) return items;
  }
}

async function say(api: TestApi, person: Person, conversationId: string, text: string): Promise<void> {
  const path = `/v1/conversations/${conversationId}/messages`;
  const answer = await api.call('POST', path, { token: person.token, body: { text } });
  expect(answer.status).toBe(201);
}

async function two(api: TestApi): Promise<[Person, Person]> {
  return Promise.all([api.person('alice'), api.person('bob')]);
}

/** A port with a listener until the test ends. */
async function takenPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

test('given a start, it prints its addresses', async () => {
  const dataDir = await temporaryFolder();
  const backend = await startProcess(dataDir);
  const health = await backend.call('GET', '/v1/health');
  const { stdout, stderr } = await backend.stop('SIGTERM');

  expect(health.body).toEqual({ status: 'ok' });
  expect(stdout).toContain(`HTTP API    http://localhost:${backend.port}/v1\n`);
  expect(stdout).toContain(`WebSocket   ws://localhost:${backend.port}/ws\n`);
  expect(stdout).toContain(`Data        SQLite in ${dataDir}/\n`);
  expect(stderr).toBe('');
});

test('given a restart, all data is there again', async () => {
  const dataDir = await temporaryFolder();
  const before = await startProcess(dataDir);
  const [alice, bob] = await two(before);
  const { id } = await before.conversation(alice, [bob]);
  for (const text of ['one', 'two', 'three']) await say(before, bob, id, text);
  const path = `/v1/conversations/${id}`;
  await before.call('POST', `${path}/read`, { token: alice.token, body: { seq: 1 } });
  const conversation = await before.call<Conversation>('GET', path, { token: alice.token });
  const messages = await history(before, alice, id);
  await before.stop('SIGTERM');

  const after = await startProcess(dataDir);
  const again = await after.call<Conversation>('GET', path, { token: alice.token });
  expect(again.body).toEqual(conversation.body);
  expect(again.body).toMatchObject({ unreadCount: 2, lastMessage: { text: 'three' }, me: { readSeq: 1 } });
  expect(await history(after, alice, id)).toEqual(messages);
  expect(messages.map(({ text, status }) => [text, status])).toEqual([
    ['one', 'read'],
    ['two', 'sent'],
    ['three', 'sent'],
  ]);

  const refresh = { refreshToken: bob.refreshToken };
  const refreshed = await after.call<TokenReply>('POST', '/v1/auth/refresh', { body: refresh });
  const me = await after.call<OwnProfile>('GET', '/v1/users/me', { token: refreshed.body.token });
  expect(me.body).toMatchObject({ id: bob.user.id, email: bob.user.email });
  const credentials = { username: alice.user.username, password: alice.password };
  const login = await after.call<AuthReply>('POST', '/v1/auth/login', { body: credentials });
  expect(login.body.user).toEqual(alice.user);
});

test.each(['SIGINT', 'SIGTERM'] as const)('given %s, it stops cleanly', async (signal) => {
  const dataDir = await temporaryFolder();
  const backend = await startProcess(dataDir);
  const socket = await backend.socket(await backend.person('alice'));
  const { code, stdout, stderr } = await backend.stop(signal);

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('Stopped. Everything is stored.');
  expect((await socket.closed).code).toBe(1001);
  expect(readdirSync(dataDir).sort()).toEqual([
    'chatflow.db',
    'chatflow.lock',
    'connections.log',
    'keys.json',
    'mail.jsonl',
    'push-key.json',
  ]);
  // both the port and the folder are free again
  const next = await startProcess(dataDir, backend.port);
  expect((await next.call('GET', '/v1/health')).status).toBe(200);
});

describe('a process that is killed', () => {
  interface Send {
    /** Says who sends it and which one of theirs it is; the text is the same. */
    clientId: string;
    sender: Person;
    ack?: AckData<'message:send'>;
  }
  const socketsPerPerson = 2;
  const atOnce = 50;
  const acksBeforeTheKill = 300;

  /**
   * Sends over several sockets at once, many on each, and kills the backend in the middle of it. Returns, for each of
   * those that sent one message after the other, what they sent: the last one was never answered.
   */
  async function sendUntilKilled(backend: BackendProcess, people: Person[], conversationId: string) {
    let acks = 0;
    async function sendOneByOne(sender: Person, socket: TestSocket, name: string) {
      const sends: Send[] = [];
      for (;;) {
        const send: Send = { clientId: `${name}-${sends.length + 1}`, sender };
        sends.push(send);
        const data = { conversationId, clientId: send.clientId, text: send.clientId };
        const answer = socket.request<AckData<'message:send'>>('message:send', data);
        const [reply] = await Promise.allSettled([answer]);
        // the socket closed
        if (reply.status === 'rejected') return sends;
        if (!reply.value.data) throw new Error(`refused: ${JSON.stringify(reply.value)}`);
        send.ack = reply.value.data;
        acks += 1;
        if (acks === acksBeforeTheKill) void backend.stop('SIGKILL');
      }
    }
    const sockets = people.flatMap((sender) =>
      Array.from({ length: socketsPerPerson }, async (_, index) => ({
        sender,
        socket: await backend.socket(sender),
        name: `${sender.user.name}-${index + 1}`,
      })),
    );
    const lanes = (await Promise.all(sockets)).flatMap(({ sender, socket, name }) =>
      Array.from({ length: atOnce }, (_, index) => sendOneByOne(sender, socket, `${name}-${index + 1}`)),
    );
    const sent = await Promise.all(lanes);
    expect((await backend.ended).signal).toBe('SIGKILL');
    return sent;
  }

  test('in the middle of sending has lost nothing acknowledged and doubles nothing', async () => {
    const dataDir = await temporaryFolder();
    const before = await startProcess(dataDir);
    const people = await two(before);
    const [alice, bob] = people;
    const { id } = await before.conversation(alice, [bob]);
    const lanes = await sendUntilKilled(before, people, id);
    const sends = lanes.flat();
    const acked = sends.filter((send) => send.ack !== undefined);
    const unacked = sends.filter((send) => send.ack === undefined);
    expect(acked.length).toBeGreaterThanOrEqual(acksBeforeTheKill);
    expect(unacked).toHaveLength(lanes.length);

    const after = await startProcess(dataDir);
    const stored = await history(after, alice, id);
    const byText = new Map(stored.map((message) => [message.text, message]));
    expect(byText.size).toBe(stored.length);
    const seqs = stored.map(({ seq }) => seq);
    expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
    for (const { clientId, sender, ack } of acked) {
      const { id: messageId, seq, createdAt } = ack ?? {};
      expect(byText.get(clientId)).toMatchObject({ id: messageId, seq, createdAt, senderId: sender.user.id });
    }
    for (const lane of lanes) {
      const inHistory = lane.flatMap(({ clientId }) => byText.get(clientId)?.seq ?? []);
      expect(inHistory).toEqual(inHistory.toSorted((a, b) => a - b));
    }

    // what was not acknowledged is sent again, and a part of what was
    const sockets = new Map([
      [alice, await after.socket(alice)],
      [bob, await after.socket(bob)],
    ]);
    await Promise.all(
      [...unacked, ...acked.slice(-20)].map(async ({ clientId, sender }) => {
        const data = { conversationId: id, clientId, text: clientId };
        const reply = await sockets.get(sender)?.request<AckData<'message:send'>>('message:send', data);
        const earlier = byText.get(clientId);
        expect(reply?.data?.duplicate).toBe(earlier !== undefined);
        if (earlier) expect(reply?.data).toMatchObject({ id: earlier.id, seq: earlier.seq });
      }),
    );
    const texts = (await history(after, bob, id)).map(({ text }) => text);
    expect(texts.toSorted()).toEqual(sends.map(({ clientId }) => clientId).sort());
  });

  test('shows no one online who is not, once it runs again', async () => {
    const dataDir = await temporaryFolder();
    const before = await startProcess(dataDir);
    const [alice, bob] = await two(before);
    await before.socket(bob);
    const seenBy = async (api: TestApi) =>
      (await api.call<UserProfile>('GET', `/v1/users/${bob.user.id}`, { token: alice.token })).body;
    const shown = await seenBy(before);
    expect(shown).toMatchObject({ online: true });
    await before.stop('SIGKILL');

    const after = await startProcess(dataDir);
    const { online, lastOnline } = await seenBy(after);
    expect(online).toBe(false);
    expect(Date.parse(lastOnline ?? '')).toBeGreaterThanOrEqual(Date.parse(shown.lastOnline ?? ''));
    const watching = await after.socket(alice);
    const watched = await watching.request('presence:watch', { userIds: [bob.user.id] });
    const bobs = { userId: bob.user.id, online: false, status: 'offline', lastOnline };
    expect(watched.data).toEqual({ users: [bobs] });
    await after.socket(bob);
    expect(await seenBy(after)).toMatchObject({ online: true });
  });
});

/** One plain sentence and exit code 1: no stack trace, nothing half started. */
const refusal = (sentence: string) => ({ code: 1, signal: null, stdout: '', stderr: `${sentence}\n` });

describe('it refuses to start, with a sentence,', () => {
  test('on a data folder in use', async () => {
    const dataDir = await temporaryFolder();
    const first = await startProcess(dataDir);
    expect(await start({ PORT: '0', DATA_DIR: dataDir })).toEqual(
      refusal(
        `The data folder ${dataDir} is in use by another process. Is ChatFlow running already? ` +
          'Stop it, or choose another folder: DATA_DIR=… npm start',
      ),
    );
    expect((await first.call('GET', '/v1/health')).status).toBe(200);
  });

  test('on a port in use', async () => {
    const port = await takenPort();
    expect(await start({ PORT: String(port), DATA_DIR: await temporaryFolder() })).toEqual(
      refusal(
        `Port ${port} is taken by another program. Stop that, or choose another port: PORT=… npm start`,
      ),
    );
  });

  test('on an address of another machine', async () => {
    // set aside for documentation, so no machine has it
    const HOST = '192.0.2.1';
    expect(await start({ PORT: '0', HOST, DATA_DIR: await temporaryFolder() })).toEqual(
      refusal('HOST=192.0.2.1 is no address of this machine. Leave it out, or name one that is.'),
    );
  });

  test('in a data folder that is not writable', async () => {
    const file = join(await temporaryFolder(), 'file');
    await writeFile(file, '');
    // permission bits do not bind root, these do
    const folders = [file, join(file, 'data'), ...(process.platform === 'linux' ? ['/proc/chatflow'] : [])];
    const ends = await Promise.all(folders.map((folder) => start({ PORT: '0', DATA_DIR: folder })));
    expect(ends).toEqual(
      folders.map((folder) =>
        refusal(
          `The data folder ${folder} cannot be written to. Make it writable, or choose another: DATA_DIR=… npm start`,
        ),
      ),
    );
  });

  test('with a damaged or missing key file, and starts again once that is back', async () => {
    const dataDir = await temporaryFolder();
    const keyFile = join(dataDir, 'keys.json');
    const before = await startProcess(dataDir);
    const alice = await before.person('alice');
    await before.stop('SIGTERM');
    const keys = await readFile(keyFile, 'utf8');

    await writeFile(keyFile, keys.slice(0, -20));
    expect(await start({ PORT: '0', DATA_DIR: dataDir })).toEqual(
      refusal(
        `The key file ${keyFile} is damaged. What is stored cannot be read without it: bring it back from a backup. ` +
          'To start over with nothing, delete the whole data folder.',
      ),
    );
    await rm(keyFile);
    expect(await start({ PORT: '0', DATA_DIR: dataDir })).toEqual(
      refusal(
        `The keys in ${keyFile} do not open the stored data. Put back the key file that it was written with, ` +
          'or start afresh with another DATA_DIR.',
      ),
    );
    await writeFile(keyFile, keys);
    const after = await startProcess(dataDir);
    const me = await after.call<OwnProfile>('GET', '/v1/users/me', { token: alice.token });
    expect(me.body.email).toBe(alice.user.email);
  });

  test('on a file that is no database', async () => {
    const dataDir = await temporaryFolder();
    await writeFile(join(dataDir, 'chatflow.db'), 'this is something else entirely');
    expect(await start({ PORT: '0', DATA_DIR: dataDir })).toEqual(
      refusal(
        `The database in ${dataDir} cannot be opened: file is not a database. ` +
          'Bring it back from a backup, or choose another folder: DATA_DIR=… npm start',
      ),
    );
  });

  test('without the DynamoDB endpoint of its settings', async () => {
    const endpoint = `http://127.0.0.1:${await freePort()}`;
    const settings = { PORT: '0', DATA_DIR: await temporaryFolder(), TABLE: 'dynamodb' };
    expect(await start({ ...settings, DYNAMODB_ENDPOINT: endpoint })).toEqual(
      refusal(`No DynamoDB answers at ${endpoint}. Start it first.`),
    );
  });

  test('with wrong settings, naming each', async () => {
    expect(await start({ PORT: 'abc', SQLITE_SYNCHRONOUS: 'FAST' })).toEqual(
      refusal(
        'Some settings are wrong:\n' +
          '  PORT: must be a whole number from 0 to 65535\n' +
          '  SQLITE_SYNCHRONOUS: Invalid option: expected one of "NORMAL"|"FULL"',
      ),
    );
    expect(await start({ TABLE: 'dynamodb' })).toEqual(
      refusal(
        'Some settings are wrong:\n' +
          '  DYNAMODB_ENDPOINT: is needed with TABLE=dynamodb, for example http://localhost:8000',
      ),
    );
  });
});

describe('the data folder', () => {
  /** The bytes of every file of the data folder. */
  function everything(dataDir: string): string {
    const files = readdirSync(dataDir, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    // the mails stand for what a mail service would have: addresses and links
    const kept = files.filter(({ name }) => name !== 'mail.jsonl');
    return kept.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1')).join('\n');
  }

  test('contains no readable text, address, password or token', async () => {
    const dataDir = await temporaryFolder();
    const backend = await startProcess(dataDir);
    const [alice, bob] = await two(backend);
    const { id } = await backend.conversation(alice, [bob]);
    const socket = await backend.socket(alice);
    await say(backend, bob, id, 'Rhubarb for breakfast?');
    const data = { conversationId: id, clientId: 'c1', text: 'Only with saffron.' };
    await socket.request('message:send', data);

    const secrets = [alice, bob].flatMap(({ user, password, token, refreshToken }) => [
      user.email,
      password,
      refreshToken,
      // a token's three parts
      ...token.split('.').slice(1),
    ]);
    const found = () => {
      const content = everything(dataDir).toLowerCase();
      return ['rhubarb', 'breakfast', 'saffron', ...secrets].filter((secret) =>
        content.includes(secret.toLowerCase()),
      );
    };
    expect(everything(dataDir)).toContain(alice.user.username);
    expect(found()).toEqual([]);
    await backend.stop('SIGTERM');
    expect(everything(dataDir)).toContain(alice.user.username);
    expect(found()).toEqual([]);
  });

  test.skipIf(process.platform === 'win32')('and its keys are readable by their owner only', async () => {
    const dataDir = join(await temporaryFolder(), 'data');
    await startProcess(dataDir);
    const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
    expect(mode(dataDir)).toBe('700');
    expect(mode(join(dataDir, 'keys.json'))).toBe('600');
  });
});
