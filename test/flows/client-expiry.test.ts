import { expect, onTestFinished, test } from 'vitest';
import {
  createClient,
  memoryStorage,
  type ChatClient,
  type Slice,
  type Storage,
} from '../../client/index.ts';
import { exportConversation } from '../../client/export/index.ts';
import { chatState } from '../../client/state/index.ts';
import { startBackend } from '../support/backend/runtime.ts';
import { eventually } from '../support/eventually.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { shown } from '../unit/client/state/state-world.ts';

const password = 'correct horse battery';
const minute = { seconds: 60, from: 'sending' } as const;

function watch<T>(slice: Slice<T>): () => T {
  onTestFinished(slice.subscribe(() => undefined));
  return slice.getSnapshot;
}

/** A storage that can be looked into. */
function openStorage(): Storage & { kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    get: (key) => Promise.resolve(kept.get(key)),
    set: (key, value) => {
      kept.set(key, value);
      return Promise.resolve();
    },
    remove: (key) => {
      kept.delete(key);
      return Promise.resolve();
    },
  };
}

/** Ann and Bob in a direct conversation. The clock of Bob's device is wrong by `bobAhead`, in milliseconds. */
async function world({ bobAhead = 0 } = {}) {
  const clock = new ManualClock();
  const config = { accessTokenSeconds: 30 * 24 * 3_600 };
  const { runtime } = await startBackend({ clock, config });
  const bobsClock = new ManualClock(clock.now() + bobAhead);
  const open = (own: ManualClock, storage: Storage = memoryStorage()): ChatClient => {
    const client = createClient({ baseUrl: runtime.url, clock: own, storage, state: chatState() });
    onTestFinished(() => client.disconnect());
    return client;
  };
  const storage = openStorage();
  const [ann, bob] = [open(clock), open(bobsClock, storage)];
  for (const [client, username] of [
    [ann, 'ann'],
    [bob, 'bob'],
  ] as const) {
    await client.register({ username, email: `${username}@example.com`, name: username, password });
    await client.connect();
  }
  const { id } = await ann.conversations.openDirect('bob');
  const expired: number[] = [];
  bob.on('message:expired', ({ seq }) => expired.push(seq));
  return {
    ...{ ann, bob, id, clock, storage, expired },
    open: (own: ManualClock) => open(own, storage),
    advance: (ms: number) => {
      clock.advance(ms);
      bobsClock.advance(ms);
    },
  };
}

const said = (client: ChatClient, id: string) => {
  const window = watch(client.state.messages(id));
  return () => shown(window()).filter((text) => !text.startsWith('How long'));
};

test.each([0, 3_600_000, -3_600_000])(
  'a message goes on every device at its time by the server’s clock, on one that is %i ms ahead too',
  async (bobAhead) => {
    const { ann, bob, id, advance, expired } = await world({ bobAhead });
    await ann.conversations.setExpiry(id, minute);
    const [anns, bobs] = [said(ann, id), said(bob, id)];
    const list = watch(bob.state.conversation(id));
    await eventually(() => expect(list()?.expiry).toEqual(minute));
    await ann.messages.send(id, 'stays', { expires: { seconds: 3_600, from: 'sending' } });
    await ann.messages.send(id, 'goes');
    await eventually(() => expect(bobs()).toEqual(['stays', 'goes']));
    await eventually(() => expect(Math.abs(bob.state.serverNow - ann.state.serverNow)).toBeLessThan(2));
    expect(list()).toMatchObject({ unreadCount: 2, preview: { text: 'goes' } });
    advance(59_000);
    expect([anns(), bobs()]).toEqual([
      ['stays', 'goes'],
      ['stays', 'goes'],
    ]);
    advance(1_001);
    expect([anns(), bobs()]).toEqual([['stays'], ['stays']]);
    expect(expired).toEqual([3]);
    expect(list()?.preview?.text).toBe('stays');
    await eventually(() => expect(list()?.unreadCount).toBe(1));
  },
);

test('a message that expires from its reading goes once it was read, on a device that was offline too', async () => {
  const { ann, bob, id, advance } = await world();
  const [anns, bobs] = [said(ann, id), said(bob, id)];
  const { seq } = await ann.messages.send(id, 'read me', { expires: { seconds: 60, from: 'reading' } });
  await eventually(() => expect(bobs()).toEqual(['read me']));
  advance(600_000);
  expect(bobs()).toEqual(['read me']);
  ann.disconnect();
  await bob.messages.markRead(id, seq);
  await eventually(() =>
    expect(bob.state.messages(id).getSnapshot().items).toMatchObject([
      { message: { expiresAt: new Date(bob.state.serverNow + 60_000).toISOString() } },
    ]),
  );
  advance(30_000);
  await ann.connect();
  await eventually(() =>
    expect(ann.state.messages(id).getSnapshot().items).toMatchObject([
      { message: { expiresAt: new Date(ann.state.serverNow + 30_000).toISOString() } },
    ]),
  );
  expect(anns()).toEqual(['read me']);
  advance(30_000);
  expect([anns(), bobs()]).toEqual([[], []]);
});

test('what a reply quotes goes with the message', async () => {
  const { ann, bob, id, advance } = await world();
  const bobs = watch(bob.state.messages(id));
  const { id: goes } = await ann.messages.send(id, 'goes', { expires: minute });
  await bob.messages.send(id, 'a reply', { replyTo: goes });
  await bob.state.messages(id).jumpToNewest();
  const page = await bob.messages.list(id);
  expect(page.items[1]?.quote).toMatchObject({ text: 'goes' });
  bob.state.noteExpiring(page.items);
  await eventually(() => expect(shown(bobs())).toEqual(['goes', 'a reply']));
  advance(60_000);
  expect(shown(bobs())).toEqual(['a reply']);
  expect(JSON.stringify(bobs().items)).not.toContain('goes');
});

test('what has expired while the program did not run is not shown again, and no longer stored', async () => {
  const { ann, bob, id, clock, advance, storage, open } = await world();
  const [bobs, list] = [said(bob, id), watch(bob.state.conversations)];
  await ann.messages.send(id, 'stays');
  await ann.messages.send(id, 'goes away', { expires: minute });
  await eventually(() => expect(bobs()).toEqual(['stays', 'goes away']));
  await eventually(() => expect(list().items).toMatchObject([{ preview: { text: 'goes away' } }]));
  advance(1_000);
  await bob.stored();
  const written = () => JSON.stringify([...storage.kept.values()]);
  expect(written()).toContain('goes away');
  bob.disconnect();
  await bob.stored();
  // the program that ended has no timers any more
  const later = new ManualClock(clock.now() + 60_000);
  clock.advance(60_000);
  const again = open(later);
  const items = watch(again.state.conversations);
  await again.restore();
  // offline: nothing tells it but its own clock
  await eventually(() => expect(items().items).toHaveLength(1));
  expect(items().items[0]?.preview?.text).not.toBe('goes away');
  later.advance(1_000);
  await again.stored();
  expect(written()).toContain('stays');
  // also of messages that are not looked at
  expect(written()).not.toContain('goes away');
  const seen = said(again, id);
  await eventually(() => expect(seen()).toEqual(['stays']));
});

test('what is to disappear is not exported', async () => {
  const { ann, bob, id } = await world();
  await ann.messages.send(id, 'stays');
  await ann.messages.send(id, 'goes', { expires: minute });
  const lines = await Array.fromAsync(exportConversation(bob, id));
  expect(JSON.stringify(lines)).toContain('stays');
  expect(JSON.stringify(lines)).not.toContain('goes');
  expect(lines.at(-1)).toEqual({ end: { messages: 1 } });
});
