import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Storage } from '../../../../client/index.ts';
import { fakePassword } from '../../../support/client/fake/backend.ts';
import { eventually } from '../../../support/eventually.ts';
import type { FakeServer } from '../../../support/client/fake/server.ts';
import type { ManualClock } from '../../../support/manual-clock.ts';
import { newClient, nextState, online, startServer } from '../setup.ts';
import { shown, showing, stored, watch } from './state-world.ts';

/** A storage whose keys can be looked at. */
function openStorage() {
  const values = new Map<string, string>();
  const storage: Storage = {
    get: (key) => values.get(key),
    set: (key, value) => void values.set(key, value),
    remove: (key) => void values.delete(key),
  };
  const keys = () => [...values.keys()].filter((key) => key.includes(' state'));
  return { values, storage, keys };
}

/** Two tabs of alice on one storage, both online and with the list on screen. */
async function twoTabs(server: FakeServer, storage: Storage) {
  const one = await online(server, 'alice', { storage });
  const two = newClient(server, { storage });
  await two.client.connect();
  for (const { client } of [one, two]) {
    const list = watch(client.state.conversations);
    await eventually(() => expect(list.now().loaded).toBe(true));
  }
  return { one, two };
}

/** What a third tab shows offline. */
async function reopened(server: FakeServer, storage: Storage) {
  const { client } = newClient(server, { storage });
  const { state } = client;
  await client.restore();
  return state;
}

const settle = async (...tabs: { client: Parameters<typeof stored>[0]; clock: ManualClock }[]) => {
  for (const { client, clock } of tabs) await stored(client, clock);
};

describe('two tabs of one user', () => {
  test('given different conversations on screen, store both, and neither in the place of the other', async () => {
    const server = await startServer();
    const { storage } = openStorage();
    const { one, two } = await twoTabs(server, storage);
    const ids: string[] = [];
    for (const name of ['a', 'b', 'c', 'd']) {
      const { id } = await one.client.conversations.createGroup(name, ['bob']);
      server.say(id, 'bob', `in ${name}`);
      ids.push(id);
    }
    const [a = '', b = '', c = '', d = ''] = ids;
    await showing(one.client, a, ['in a']);
    await showing(two.client, b, ['in b']);
    await settle(one, two);
    await showing(two.client, c, ['in c']);
    await showing(one.client, d, ['in d']);
    await settle(one, two);
    const state = await reopened(server, storage);
    expect(state.conversations.getSnapshot().items).toHaveLength(4);
    for (const [id, text] of [
      [a, 'in a'],
      [b, 'in b'],
      [c, 'in c'],
      [d, 'in d'],
    ] as const) {
      const view = watch(state.messages(id));
      await eventually(() => expect(shown(view.now())).toEqual([text]));
    }
  });

  test('given a tab that was away, it does not put its older state in the place of the newer one', async () => {
    const server = await startServer();
    const { storage } = openStorage();
    const { one, two } = await twoTabs(server, storage);
    const { id } = await one.client.conversations.openDirect('bob');
    server.say(id, 'bob', 'old');
    for (const { client } of [one, two]) await showing(client, id, ['old']);
    await settle(one, two);
    two.client.disconnect();
    server.say(id, 'bob', 'new');
    await eventually(() => expect(one.client.state.conversation(id).getSnapshot()?.lastSeq).toBe(2));
    await settle(one);
    // Makes the tab that is away write what it has.
    void two.client.state
      .messages(id)
      .send('waits')
      .catch(() => undefined);
    await settle(two);
    const state = await reopened(server, storage);
    expect(state.conversation(id).getSnapshot()).toMatchObject({ lastSeq: 2, lastMessage: { text: 'new' } });
    const view = watch(state.messages(id));
    await eventually(() => expect(shown(view.now()).slice(0, 2)).toEqual(['old', 'new']));
  });

  test('given a failed message in each, keep both, and lose only the one that is discarded', async () => {
    const server = await startServer();
    const { storage } = openStorage();
    const { one, two } = await twoTabs(server, storage);
    const { id } = await one.client.conversations.openDirect('bob');
    server.onFrame = ({ type }) => (type === 'message:send' ? 'validation_failed' : 'handle');
    const refused = { code: 'validation_failed' };
    await expect(one.client.state.messages(id).send('from one')).rejects.toMatchObject(refused);
    await expect(two.client.state.messages(id).send('from two')).rejects.toMatchObject(refused);
    await settle(one, two);
    const before = watch((await reopened(server, storage)).messages(id));
    expect(shown(before.now()).toSorted()).toEqual(['from one (failed)', 'from two (failed)']);
    const view = one.client.state.messages(id);
    watch(view);
    expect(view.discard(view.getSnapshot().items.at(-1)?.key ?? '')).toBe(true);
    await settle(one, two);
    const after = watch((await reopened(server, storage)).messages(id));
    expect(shown(after.now())).toEqual(['from two (failed)']);
  });

  test('given a sign-out in one, nothing of the user stays, and the other one is signed out too', async () => {
    const server = await startServer();
    const { storage, keys } = openStorage();
    const { one, two } = await twoTabs(server, storage);
    const { id } = await one.client.conversations.openDirect('bob');
    server.say(id, 'bob', 'secret');
    const view = await showing(two.client, id, ['secret']);
    await settle(one, two);
    expect(keys()).not.toEqual([]);
    // Something that the other tab has still to store.
    server.say(id, 'bob', 'later');
    await eventually(() => expect(shown(view.now())).toEqual(['secret', 'later']));
    const out = nextState(two.client, 'signed-out');
    await one.client.logout();
    await settle(two);
    expect(keys()).toEqual([]);
    server.expireAccessTokens();
    await expect(two.client.account.get()).rejects.toMatchObject({ code: 'signed_out' });
    await out;
    expect(two.client.state.session.getSnapshot().userId).toBeUndefined();
    expect(view.now()).toMatchObject({ items: [], loaded: false });
    expect(two.client.state.conversations.getSnapshot().items).toEqual([]);
    await settle(two);
    expect(keys()).toEqual([]);
  });

  test('given an old session that ends after the user signed in again, what is stored stays', async () => {
    const server = await startServer();
    const { storage, keys } = openStorage();
    const { one, two } = await twoTabs(server, storage);
    const { id } = await one.client.conversations.openDirect('bob');
    server.say(id, 'bob', 'kept');
    await showing(two.client, id, ['kept']);
    await settle(one, two);
    await two.client.login({ username: 'alice', password: fakePassword });
    await two.client.connect();
    await showing(two.client, id, ['kept']);
    await settle(two);
    const before = keys();
    expect(before).not.toEqual([]);
    server.expireAccessTokens();
    await expect(one.client.account.get()).rejects.toMatchObject({ code: 'signed_out' });
    await settle(one);
    expect(keys()).toEqual(before);
    server.say(id, 'bob', 'later');
    await eventually(() => expect(two.client.state.conversation(id).getSnapshot()?.lastSeq).toBe(2));
    await settle(two);
    const state = await reopened(server, storage);
    expect(state.conversation(id).getSnapshot()).toMatchObject({ lastMessage: { text: 'later' } });
  });

  test.each(['visibilitychange', 'storage'])(
    'given a sign-out in one, the other one is signed out by the next %s event, without a call',
    async (type) => {
      const document = Object.assign(new EventTarget(), { visibilityState: 'visible' });
      const window = new EventTarget();
      vi.stubGlobal('document', document);
      vi.stubGlobal('addEventListener', window.addEventListener.bind(window));
      vi.stubGlobal('removeEventListener', window.removeEventListener.bind(window));
      onTestFinished(() => void vi.unstubAllGlobals());
      const server = await startServer();
      const { storage, keys } = openStorage();
      const { one, two } = await twoTabs(server, storage);
      await one.client.conversations.openDirect('bob');
      await settle(one, two);
      const ended: string[] = [];
      two.client.on('session:ended', ({ reason }) => ended.push(reason));
      // without a socket, nothing comes from the server
      server.refusesSockets = true;
      server.closeSockets();
      await one.client.logout();
      expect(two.client.userId).toBeDefined();
      (type === 'storage' ? window : document).dispatchEvent(new Event(type));
      await eventually(() => expect(two.client.userId).toBeUndefined());
      expect(ended).toEqual(['expired']);
      expect(two.client.state.conversations.getSnapshot().items).toEqual([]);
      await settle(two);
      expect(keys()).toEqual([]);
    },
  );

  test('given another storage event, both stay signed in', async () => {
    const window = new EventTarget();
    vi.stubGlobal('addEventListener', window.addEventListener.bind(window));
    vi.stubGlobal('removeEventListener', window.removeEventListener.bind(window));
    onTestFinished(() => void vi.unstubAllGlobals());
    const server = await startServer();
    const { one, two } = await twoTabs(server, openStorage().storage);
    window.dispatchEvent(new Event('storage'));
    for (const { client } of [one, two]) {
      await expect(client.account.get()).resolves.toMatchObject({ username: 'alice' });
    }
  });
});
