import { expect, onTestFinished, test } from 'vitest';
import {
  createClient,
  memoryStorage,
  type ChatClient,
  type Message,
  type SendResult,
  type Storage,
} from '../../client/index.ts';
import { systemRandom } from '../../client/platform/random.ts';
import { aroundTable } from '../../shared/platform/around-table.ts';
import { startBackend } from '../support/backend/runtime.ts';
import { eventually } from '../support/eventually.ts';
import { ManualClock } from '../support/manual-clock.ts';

const password = 'correct horse battery';

/** Reconnects without a pause. */
const impatient = (bytes: number) => (bytes === 4 ? new Uint8Array(4) : systemRandom(bytes));

/** One device of a person: what it heard over all its reloads, and sockets that can be cut. */
class Device {
  readonly heard: Message[] = [];
  readonly storage: Storage = memoryStorage();
  readonly sockets = new Set<WebSocket>();
  readonly #baseUrl: string;
  client: ChatClient;

  constructor(baseUrl: string) {
    this.#baseUrl = baseUrl;
    this.client = this.#open();
    onTestFinished(() => this.client.disconnect());
  }

  #open(): ChatClient {
    const { sockets, storage } = this;
    class CutSocket extends WebSocket {
      constructor(...input: ConstructorParameters<typeof WebSocket>) {
        super(...input);
        sockets.add(this);
        this.addEventListener('close', () => sockets.delete(this));
      }
    }
    const client = createClient({
      baseUrl: this.#baseUrl,
      storage,
      random: impatient,
      WebSocket: CutSocket,
    });
    client.onMessage((message) => this.heard.push(message));
    return client;
  }

  cut(): void {
    for (const socket of this.sockets) socket.close();
  }

  async reload(): Promise<void> {
    this.client.disconnect();
    this.client = this.#open();
    await this.client.connect();
  }
}

async function people(baseUrl: string) {
  const [alice, phone, bob] = [new Device(baseUrl), new Device(baseUrl), new Device(baseUrl)];
  for (const [device, username] of [
    [alice, 'alice'],
    [bob, 'bob'],
  ] as const) {
    await device.client.register({ username, email: `${username}@example.com`, name: username, password });
  }
  await phone.client.login({ username: 'alice', password });
  await Promise.all([alice, phone, bob].map(({ client }) => client.connect()));
  return { alice, phone, bob };
}

test('given lost sockets and restarted programs, each message reaches each device exactly once and in order', async () => {
  const { runtime } = await startBackend();
  const { alice, phone, bob } = await people(runtime.url);
  const devices = [alice, phone, bob];
  const { id } = await alice.client.conversations.openDirect('bob');
  const sends: Promise<SendResult>[] = [];
  for (let n = 0; n < 90; n++) {
    const device = devices[n % 3] ?? alice;
    // A reload leaves these promises behind; what they stand for is sent all the same.
    sends.push(device.client.messages.send(id, `message ${n}`));
    if (n % 10 === 9) devices[Math.floor(n / 10) % 3]?.cut();
    if (n === 40) await bob.reload();
    if (n === 70) await phone.reload();
    if (n % 4 === 3) await sends[n]?.catch(() => undefined);
  }
  await eventually(() => {
    for (const device of devices) expect(device.heard).toHaveLength(90);
  });
  const stored: Message[] = [];
  for (let page = await alice.client.messages.list(id, { after: 0, limit: 100 }); ;) {
    stored.push(...page.items);
    if (page.nextCursor === null) break;
    page = await alice.client.messages.list(id, { cursor: page.nextCursor });
  }
  const texts = (messages: Message[]) => messages.map(({ seq, text }) => `${seq} ${text}`);
  expect(new Set(stored.map(({ text }) => text)).size).toBe(90);
  for (const device of devices) expect(texts(device.heard)).toEqual(texts(stored));
});

test('a message being stored while a new device syncs for the first time reaches that device, too', async () => {
  const storing = Promise.withResolvers<undefined>();
  const store = Promise.withResolvers<undefined>();
  let held = false;
  const { runtime } = await startBackend({
    wrapPorts: (ports) => ({
      ...ports,
      durable: aroundTable(ports.durable, async ({ operation }, perform) => {
        if (held && operation === 'transact') {
          storing.resolve(undefined);
          await store.promise;
        }
        return perform();
      }),
    }),
  });
  const { alice, bob } = await people(runtime.url);
  const { id } = await alice.client.conversations.openDirect('bob');
  await bob.client.messages.send(id, 'before');
  held = true;
  const late = bob.client.messages.send(id, 'late');
  await storing.promise;
  held = false;

  const tablet = new Device(runtime.url);
  await tablet.client.login({ username: 'alice', password });
  await tablet.client.connect();
  await eventually(() => expect(tablet.client.status).toBe('online'));
  expect(tablet.heard).toEqual([]);
  store.resolve(undefined);
  await late;
  await bob.client.messages.send(id, 'after');
  await eventually(() => expect(tablet.heard.map(({ text }) => text)).toEqual(['late', 'after']));
});

test.for([-2, 2])(
  'given a server clock that is set back by %i hours, no message is missed',
  async (hours) => {
    let ahead = 0;
    const { runtime } = await startBackend({
      clock: { now: () => Date.now() + ahead },
      config: { accessTokenSeconds: 24 * 3600 },
    });
    const { alice, phone, bob } = await people(runtime.url);
    const { id } = await alice.client.conversations.openDirect('bob');
    await bob.client.messages.send(id, 'before');
    await eventually(() => expect(alice.heard.map(({ text }) => text)).toEqual(['before']));
    for (const { client } of [alice, phone]) client.disconnect();

    ahead = hours * 3600_000;
    await bob.client.messages.send(id, 'while it was wrong');
    await alice.client.connect();
    await eventually(() => expect(alice.heard).toHaveLength(2));
    alice.client.disconnect();

    ahead = 0;
    await bob.client.messages.send(id, 'after');
    for (const { client, heard } of [alice, phone]) {
      client.on('state', ({ state, behind }) => {
        if (state === 'online' && behind === 0) expect(heard).toHaveLength(3);
      });
      await client.connect();
      await eventually(() => expect(client).toMatchObject({ status: 'online', behind: 0 }));
      expect(heard.map(({ text }) => text)).toEqual(['before', 'while it was wrong', 'after']);
    }
  },
);

test('a message in a group above 20 that misses a socket which has just opened comes once, with the next sync', async () => {
  const registry = { behind: false };
  const {
    runtime,
    people: register,
    conversation,
    call,
  } = await startBackend({
    wrapPorts: (ports) => ({
      ...ports,
      ephemeral: {
        ...aroundTable(ports.ephemeral, (_call, perform) => perform()),
        batchGet: (keys, options) =>
          registry.behind && options?.eventually
            ? Promise.resolve([])
            : ports.ephemeral.batchGet(keys, options),
      },
    }),
  });
  const names = Array.from({ length: 21 }, (_, index) => `member${index}`);
  const [owner, reader, ...others] = await register(...names);
  if (!owner || !reader) throw new Error('there are 21 people');
  const { id } = await conversation(owner, [reader, ...others], 'Big group');

  const clock = new ManualClock();
  const client = createClient({ baseUrl: runtime.url, clock });
  onTestFinished(() => client.disconnect());
  const heard: string[] = [];
  client.onMessage(({ text }) => heard.push(text));
  await client.login({ username: reader.user.username, password: reader.password });
  await client.connect();
  await eventually(() => expect(clock.due).toContain(2_000));

  // the socket is open and has synced; copies of the registry do not know it yet
  registry.behind = true;
  const say = (text: string) =>
    call('POST', `/v1/conversations/${id}/messages`, { token: owner.token, body: { text } });
  expect((await say('missed')).status).toBe(201);
  registry.behind = false;
  expect(heard).toEqual([]);
  clock.advance(2_000);
  // a push may still be on its way, so the client waits a moment before it asks
  await eventually(() => expect(clock.due).toContain(300));
  clock.advance(300);
  await eventually(() => expect(heard).toEqual(['missed']));
  expect((await say('pushed')).status).toBe(201);
  await eventually(() => expect(heard).toEqual(['missed', 'pushed']));
});
