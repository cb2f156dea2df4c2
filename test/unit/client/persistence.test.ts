import * as fs from 'node:fs/promises';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { memoryStorage, webStorage, type ChatClient, type Storage } from '../../../client/index.ts';
import { fileStorage, type Files } from '../../../client/node/file-storage.ts';
import { fakePassword } from '../../support/client/fake/backend.ts';
import type { FakeServer } from '../../support/client/fake/server.ts';
import { newClient, nextState, online, signedIn, startServer } from './setup.ts';
import { eventually } from '../../support/eventually.ts';

function hear(client: ChatClient): string[] {
  const heard: string[] = [];
  client.onMessage(({ text }) => heard.push(text));
  return heard;
}
const texts = (server: FakeServer, id: string) => server.messages(id).map(({ text }) => text);
/** Nothing in it is answered before the next turn of the event loop. */
function slowStorage(): Storage {
  const values = memoryStorage();
  const later = () => new Promise((resolve) => setImmediate(resolve));
  return {
    get: async (key) => (await later(), values.get(key)),
    set: async (key, value) => (await later(), values.set(key, value)),
    remove: async (key) => (await later(), values.remove(key)),
  };
}

describe('after a reload', () => {
  test.each([
    ['a synchronous storage', memoryStorage],
    ['a slow one', slowStorage],
  ])('with %s, messages go on where they were', async (_, newStorage) => {
    const server = await startServer();
    const storage = newStorage();
    const { client, clock } = await online(server, 'alice', { storage });
    const heard = hear(client);
    const { id } = await client.conversations.openDirect('bob');
    server.say(id, 'bob', 'one');
    await eventually(() => expect(heard).toEqual(['one']));
    clock.advance(250);
    client.disconnect();
    for (const text of ['two', 'three']) server.say(id, 'bob', text);
    await eventually(async () => {
      expect(await storage.get(`chatflow ${server.url} usr_alice positions`)).toContain('[1,1]');
    });
    const again = newClient(server, { storage });
    const heardAgain = hear(again.client);
    await again.client.connect();
    await eventually(() => expect(heardAgain).toEqual(['two', 'three']));
  });

  test('unsent messages are sent, in order and once, before those that follow', async () => {
    const server = await startServer();
    const storage = memoryStorage();
    const { client, clock } = await online(server, 'alice', { storage });
    const { id } = await client.conversations.openDirect('bob');
    // The first one is stored, but the program never gets to know.
    server.onFrame = () => 'no-ack';
    void client.messages.send(id, 'one').catch(() => undefined);
    void client.messages.send(id, 'two').catch(() => undefined);
    await eventually(() => expect(server.messages(id)).toHaveLength(1));
    server.onFrame = () => 'handle';
    clock.advance(250);
    client.disconnect();
    const again = newClient(server, { storage });
    const heard = hear(again.client);
    await again.client.restore();
    expect(again.client.messages.unsent()).toMatchObject([{ text: 'one' }, { text: 'two' }]);
    const third = again.client.messages.send(id, 'three');
    await again.client.connect();
    await expect(third).resolves.toMatchObject({ seq: 3 });
    expect(texts(server, id)).toEqual(['one', 'two', 'three']);
    await eventually(() => expect(heard).toEqual(['one', 'two', 'three']));
    expect(again.client.messages.unsent()).toEqual([]);
    await eventually(async () => {
      expect(await storage.get(`chatflow ${server.url} usr_alice outbox`)).toBeUndefined();
    });
  });

  test('a message that may have been sent a day ago is not sent again', async () => {
    const server = await startServer();
    const storage = memoryStorage();
    const { client } = await online(server, 'alice', { storage });
    const { id } = await client.conversations.openDirect('bob');
    server.onFrame = ({ type }) => (type === 'message:send' ? 'drop' : 'handle');
    void client.messages.send(id, 'tried').catch(() => undefined);
    await eventually(() => expect(server.frames).toHaveLength(1));
    client.disconnect();
    void client.messages.send(id, 'never tried').catch(() => undefined);
    server.onFrame = () => 'handle';
    const again = newClient(server, { storage });
    const failed: unknown[] = [];
    again.client.on('message:failed', (failure) => failed.push(failure));
    server.expiresIn = 10 * 86_400;
    await again.client.login({ username: 'alice', password: fakePassword });
    again.clock.advance(23 * 3_600_000 + 1);
    await again.client.connect();
    await eventually(() => expect(texts(server, id)).toEqual(['never tried']));
    expect(failed).toMatchObject([{ message: { text: 'tried' }, error: { code: 'outcome_unknown' } }]);
  });

  test('a message that the server refuses then is reported', async () => {
    const server = await startServer();
    const storage = memoryStorage();
    const { client } = await signedIn(server, 'alice', { storage });
    void client.messages.send('con_none', 'lost').catch(() => undefined);
    const again = newClient(server, { storage });
    const failure = new Promise((resolve) => again.client.on('message:failed', resolve));
    await again.client.connect();
    await expect(failure).resolves.toMatchObject({
      message: { conversationId: 'con_none', text: 'lost' },
      error: { code: 'conversation_not_found' },
    });
  });

  test('after signing out, nothing of that user is left but the device token', async () => {
    const server = await startServer();
    const values = new Map<string, string>();
    const storage: Storage = {
      get: (key) => values.get(key),
      set: (key, value) => void values.set(key, value),
      remove: (key) => void values.delete(key),
    };
    const { client } = await online(server, 'alice', { storage });
    const { id } = await client.conversations.openDirect('bob');
    await client.messages.send(id, 'hello');
    client.disconnect();
    void client.messages.send(id, 'unsent').catch(() => undefined);
    await eventually(() => expect(values.size).toBe(4));
    await client.logout();
    expect([...values.keys()]).toEqual([`chatflow ${server.url} devices`]);
  });
});

describe('a sign-out', () => {
  test.each(['logout', 'forget'] as const)(
    'by %s removes the session before it shows, so that no reload in between undoes it',
    async (how) => {
      const server = await startServer();
      const values = memoryStorage();
      const session = () => values.get(`chatflow ${server.url}`);
      let release: () => void = () => undefined;
      const held = new Promise<void>((resolve) => (release = resolve));
      const storage: Storage = {
        get: (key) => values.get(key),
        set: (key, value) => values.set(key, value),
        // erasing what is stored of the user takes long
        remove: async (key) => {
          if (key.includes('usr_')) await held;
          await values.remove(key);
        },
      };
      const { client } = await online(server, 'alice', { storage });
      expect(session()).toBeDefined();
      const sessions: unknown[] = [];
      client.on('state', () => {
        if (client.userId === undefined) sessions.push(session());
      });
      const done = client[how]();
      await eventually(() => expect(sessions).not.toEqual([]));
      expect(new Set(sessions)).toEqual(new Set([undefined]));
      release();
      await done;
    },
  );
});

describe('when a session ends', () => {
  /** Alice online with a message that waits, and the events that she gets. */
  async function withUnsent(newStorage: () => Storage = memoryStorage) {
    const server = await startServer();
    const storage = newStorage();
    const made = await online(server, 'alice', { storage });
    const { id } = await made.client.conversations.openDirect('bob');
    server.onFrame = ({ type }) => (type === 'message:send' ? 'drop' : 'handle');
    const told: string[] = [];
    made.client.on('message:kept', ({ message }) => told.push(`kept ${message.text}`));
    made.client.on('message:failed', ({ message }) => told.push(`failed ${message.text}`));
    made.client.on('session:ended', ({ reason }) => told.push(reason));
    const outcomes = ['one', 'two'].map((text) =>
      made.client.messages.send(id, text).catch((error: unknown) => error),
    );
    await eventually(() => expect(server.frames).toHaveLength(1));
    return { server, storage, id, told, outcomes, ...made };
  }
  const alice = { username: 'alice', password: fakePassword };
  const bob = { username: 'bob', password: fakePassword };
  type World = Awaited<ReturnType<typeof withUnsent>>;

  test.each<[string, (world: World) => unknown, string | undefined]>([
    [
      'revoked elsewhere',
      ({ server }) => server.push('alice', { type: 'session:ended', data: { reason: 'session_revoked' } }),
      'session_revoked',
    ],
    [
      'refused to be renewed',
      async ({ server, client }) => {
        server.revokeSessions();
        await client.account.get().catch(() => undefined);
      },
      'expired',
    ],
    ['replaced by another sign-in', ({ client }) => client.login(bob), undefined],
  ])('%s, what was not sent waits for the same person', async (_, end, reason) => {
    const world = await withUnsent(slowStorage);
    const { server, storage, id, told, outcomes, client } = world;
    await end(world);
    for (const outcome of outcomes) await expect(outcome).resolves.toMatchObject({ code: 'signed_out' });
    const expected = [...(reason === undefined ? [] : [reason]), 'kept one', 'kept two'];
    await eventually(() => expect(told).toEqual(expected));
    server.onFrame = () => 'handle';
    // Another user on the device sees and sends nothing of it.
    await client.login(bob);
    expect(client.messages.unsent()).toEqual([]);
    await client.connect();
    expect(server.messages(id)).toEqual([]);
    await client.logout();
    // After a reload, too.
    const again = newClient(server, { storage });
    await again.client.login(alice);
    expect(again.client.messages.unsent()).toMatchObject([{ text: 'one' }, { text: 'two' }]);
    await again.client.connect();
    await eventually(() => expect(texts(server, id)).toEqual(['one', 'two']));
    expect(told).toEqual(expected);
  });

  test('the same client sends it after the next sign-in', async () => {
    const { server, id, client } = await withUnsent();
    server.push('alice', { type: 'session:ended', data: { reason: 'suspended' } });
    await nextState(client, 'signed-out');
    server.onFrame = () => 'handle';
    await client.login(alice);
    await client.connect();
    await eventually(() => expect(texts(server, id)).toEqual(['one', 'two']));
  });

  test.each<[string, (world: World) => void]>([
    ['as chosen', () => undefined],
    ['as chosen, though it was over', ({ server }) => server.revokeSessions()],
  ])('%s, nothing is kept', async (_, before) => {
    const world = await withUnsent();
    const { server, storage, told, outcomes, client } = world;
    before(world);
    await client.logout();
    for (const outcome of outcomes) await expect(outcome).resolves.toMatchObject({ code: 'signed_out' });
    expect(told).toEqual([]);
    expect(await storage.get(`chatflow ${server.url} usr_alice outbox`)).toBeUndefined();
    await client.login(alice);
    expect(client.messages.unsent()).toEqual([]);
  });

  test('given a logout in another tab, no message is reported as kept', async () => {
    const { server, storage, told, outcomes, client } = await withUnsent();
    const { client: other } = newClient(server, { storage });
    await other.logout();
    server.push('alice', { type: 'session:ended', data: { reason: 'signed_out' } });
    for (const outcome of outcomes) await expect(outcome).resolves.toMatchObject({ code: 'signed_out' });
    // Signing in waits for what becomes of those before.
    await client.login(alice);
    expect(told).toEqual(['signed_out']);
    expect(client.messages.unsent()).toEqual([]);
    expect(await storage.get(`chatflow ${server.url} usr_alice outbox`)).toBeUndefined();
  });

  test('given a logout before anything was restored, no message is kept', async () => {
    const { server, storage, client } = await withUnsent();
    await client.stored();
    client.disconnect();
    const again = newClient(server, { storage });
    await again.client.logout();
    expect(await storage.get(`chatflow ${server.url} usr_alice outbox`)).toBeUndefined();
    expect(await storage.get(`chatflow ${server.url}`)).toBeUndefined();
  });
});

test('two tabs on one storage keep both their unsent messages', async () => {
  const server = await startServer();
  const storage = slowStorage();
  const one = await signedIn(server, 'alice', { storage });
  const { id } = await one.client.conversations.openDirect('bob');
  const two = newClient(server, { storage });
  await two.client.restore();
  void one.client.messages.send(id, 'of one').catch(() => undefined);
  await eventually(async () => {
    expect(await storage.get(`chatflow ${server.url} usr_alice outbox`)).toContain('of one');
  });
  void two.client.messages.send(id, 'of two').catch(() => undefined);
  await eventually(async () => {
    expect(await storage.get(`chatflow ${server.url} usr_alice outbox`)).toContain('of two');
  });
  const three = newClient(server, { storage });
  await three.client.restore();
  expect(three.client.messages.unsent()).toMatchObject([{ text: 'of one' }, { text: 'of two' }]);
});

describe('a storage that fails', () => {
  test.each([
    [
      'synchronously',
      () => {
        throw new Error('storage is full');
      },
    ],
    ['later', () => Promise.reject(new Error('storage is full'))],
  ])('%s is reported, and the client goes on in memory', async (_, fail) => {
    const server = await startServer();
    const storage = { get: fail, set: fail, remove: fail };
    const made = newClient(server, { storage });
    const { client, clock } = made;
    const errors: unknown[] = [];
    client.on('error', (error) => errors.push(error));
    const heard = hear(client);
    await client.login({ username: 'alice', password: fakePassword });
    await client.connect();
    const { id } = await client.conversations.openDirect('bob');
    await client.messages.send(id, 'one');
    const offline = nextState(client, 'offline');
    server.closeSockets();
    await offline;
    server.say(id, 'bob', 'two');
    server.expireAccessTokens();
    clock.advance(125);
    await nextState(client, 'offline');
    clock.advance(250);
    await eventually(() => expect(heard).toEqual(['one', 'two']));
    expect(errors).toContainEqual(new Error('storage is full'));
  });
});

describe('a file', () => {
  async function folder(): Promise<string> {
    const path = await mkdtemp(join(tmpdir(), 'chatflow-'));
    onTestFinished(() => rm(path, { recursive: true }));
    return path;
  }

  test('keeps values over a restart, for its owner only', async () => {
    const path = join(await folder(), 'state', 'alice.json');
    const storage = fileStorage(path);
    await expect(storage.get('a')).resolves.toBeUndefined();
    await Promise.all([
      storage.set('a', '1'),
      storage.set('b', '2'),
      storage.set('a', '3'),
      storage.remove('b'),
    ]);
    const again = fileStorage(path);
    await expect(again.get('a')).resolves.toBe('3');
    await expect(again.get('b')).resolves.toBeUndefined();
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test.each([
    ['is empty', ''],
    ['was cut off', '{"a":"1","b'],
    ['holds something else', 'dear diary'],
    ['holds other JSON', '{"a":1}'],
  ])('that %s is put aside, told once, and begun anew', async (_, text) => {
    const path = join(await folder(), 'alice.json');
    await writeFile(path, text);
    const troubles: unknown[] = [];
    const storage = fileStorage(path);
    storage.reportErrors?.((error) => troubles.push(error));
    await Promise.all([storage.get('a'), storage.set('b', '2'), storage.get('b')]);
    await expect(storage.get('a')).resolves.toBeUndefined();
    expect(troubles).toMatchObject([{ code: 'storage_corrupt' }]);
    await expect(readFile(`${path}.corrupt`, 'utf8')).resolves.toBe(text);
    await expect(fileStorage(path).get('b')).resolves.toBe('2');
    // What was put aside before stays.
    await writeFile(path, 'again');
    await fileStorage(path).get('a');
    await expect(readFile(`${path}.corrupt`, 'utf8')).resolves.toBe(text);
    await expect(readFile(`${path}.corrupt-2`, 'utf8')).resolves.toBe('again');
  });

  test('that was cut off emits an error, and the client goes on and stores', async () => {
    const server = await startServer();
    const path = join(await folder(), 'alice.json');
    await writeFile(path, '{');
    const { client } = newClient(server, { storage: fileStorage(path) });
    const errors: unknown[] = [];
    client.on('error', (error) => errors.push(error));
    await client.login({ username: 'alice', password: fakePassword });
    expect(errors).toMatchObject([{ code: 'storage_corrupt' }]);
    const again = newClient(server, { storage: fileStorage(path) });
    await expect(again.client.restore()).resolves.toBe(true);
    expect(again.client.userId).toBe('usr_alice');
  });

  test('is synced to the disk before it replaces the last one, and its folder afterwards', async () => {
    const path = join(await folder(), 'alice.json');
    const done: string[] = [];
    const files: Files = {
      ...fs,
      open: async (file, ...rest) => {
        const handle = await fs.open(file, ...rest);
        const name = String(file).endsWith('.new') ? 'file' : 'folder';
        const sync = handle.sync.bind(handle);
        handle.sync = async () => {
          await sync();
          done.push(`${name} synced`);
        };
        return handle;
      },
      rename: async (...names) => {
        await fs.rename(...names);
        done.push('renamed');
      },
    };
    await fileStorage(path, files).set('a', '1');
    expect(done).toEqual(['file synced', 'renamed', 'folder synced']);
  });
});

test('localStorage can be passed as a storage', async () => {
  const values = new Map<string, string>();
  const storage = webStorage({
    length: 0,
    clear: () => values.clear(),
    key: () => null,
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  });
  await storage.set('a', '1');
  expect(storage.get('a')).toBe('1');
  await storage.remove('a');
  expect(storage.get('a')).toBeNull();
});
