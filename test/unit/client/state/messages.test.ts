import { describe, expect, test } from 'vitest';
import { eventually } from '../../../support/eventually.ts';
import { problem } from '../../../support/client/fake/backend.ts';
import { online, signedIn, startServer } from '../setup.ts';
import { shown, showing, talk, watch } from './state-world.ts';

async function aliceAndBob() {
  const server = await startServer();
  const alice = await online(server, 'alice');
  const { id } = await alice.client.conversations.openDirect('bob');
  return { server, id, ...alice };
}

describe('the window of a conversation', () => {
  test('loads the newest page, and older ones on demand, up to the first', async () => {
    const { server, id, client } = await aliceAndBob();
    const said = talk(server, id, 'bob', 120);
    const { now } = await showing(client, id, said.slice(-50));
    expect(now()).toMatchObject({ hasOlder: true, hasNewer: false, loaded: true });
    await client.state.messages(id).loadOlder();
    expect(shown(now())).toEqual(said);
    expect(now().hasOlder).toBe(false);
  });

  test('given 1,250 messages, comes to the first by one page of 50 and 12 of 100, and holds 1,000', async () => {
    const { server, id, client } = await aliceAndBob();
    const said = talk(server, id, 'bob', 1_250);
    const { now } = await showing(client, id, said.slice(-50));
    while (now().hasOlder) await client.state.messages(id).loadOlder();
    expect(shown(now())).toEqual(said.slice(0, 1_000));
    const pages = server.requests.filter((line) => line === `GET /conversations/${id}/messages`);
    expect(pages).toHaveLength(13);
  });

  test('jumps to a place, goes on from there in both directions, and comes back to the newest', async () => {
    const { server, id, client } = await aliceAndBob();
    const said = talk(server, id, 'bob', 200);
    const { now } = await showing(client, id, said.slice(-50));
    const view = client.state.messages(id);
    await view.jumpTo(60);
    expect(shown(now())).toEqual(said.slice(34, 84));
    expect(now()).toMatchObject({ hasOlder: true, hasNewer: true });
    server.say(id, 'bob', 'meanwhile');
    await view.loadNewer();
    await view.loadOlder();
    expect(shown(now())).toEqual(said.slice(0, 184));
    await view.loadNewer();
    expect(shown(now())).toEqual([...said, 'meanwhile']);
    expect(now()).toMatchObject({ hasOlder: false, hasNewer: false });
    await view.jumpTo(60);
    expect(shown(now())).toHaveLength(201);
  });

  test('opens at the first unread message, and at the newest where all are read', async () => {
    const { server, id, client, clock } = await aliceAndBob();
    const said = talk(server, id, 'bob', 200);
    await client.messages.markRead(id, 59);
    server.say(id, 'alice', 'mine, from another device');
    const view = client.state.messages(id);
    const { now, seen } = watch(view);
    await expect(view.jumpToFirstUnread()).resolves.toBe(60);
    expect(shown(now())).toEqual(said.slice(34, 84));
    expect(now()).toMatchObject({ hasOlder: true, hasNewer: true });
    for (const { items } of seen) expect(items.at(-1)).not.toMatchObject({ seq: 201 });
    const reading = client.messages.markRead(id, 201);
    await eventually(() => expect(client.state.conversation(id).getSnapshot()?.unreadCount).toBe(0));
    clock.advance(1_000);
    await reading;
    await expect(view.jumpToFirstUnread()).resolves.toBeUndefined();
    expect(now()).toMatchObject({ hasNewer: false });
    expect(shown(now()).at(-1)).toBe('mine, from another device');
  });

  test('follows what arrives, also what comes in the wrong order or is lost on the way', async () => {
    const { server, id, client, clock } = await aliceAndBob();
    const { now } = await showing(client, id, []);
    const first = server.takeSeq(id);
    server.say(id, 'bob', 'two');
    server.pushes = false;
    server.say(id, 'bob', 'three');
    server.pushes = true;
    server.say(id, 'bob', 'four');
    server.land(id, 'bob', first, 'one');
    await eventually(() => {
      clock.advance(300);
      expect(shown(now())).toEqual(['one', 'two', 'three', 'four']);
    });
  });

  test('keeps a place in the past as it is while messages arrive', async () => {
    const { server, id, client } = await aliceAndBob();
    const said = talk(server, id, 'bob', 200);
    await showing(client, id, said.slice(-50));
    const view = client.state.messages(id);
    await view.jumpTo(60);
    const before = view.getSnapshot();
    server.say(id, 'bob', 'news');
    await eventually(() => expect(client.state.conversation(id).getSnapshot()?.lastSeq).toBe(201));
    expect(view.getSnapshot()).toBe(before);
    await view.jumpToNewest();
    expect(shown(view.getSnapshot()).at(-1)).toBe('news');
  });

  test('reads what it holds again, without losing the place, when it may be wrong', async () => {
    const { server, id, client } = await aliceAndBob();
    // of her own, whose status does not move as she receives them
    const said = talk(server, id, 'alice', 80);
    const { now } = await showing(client, id, said.slice(-50));
    await client.state.messages(id).loadOlder();
    const [kept] = now().items;
    server.loseAfter(id, 70);
    server.say(id, 'bob', 'another 71');
    client.disconnect();
    await client.connect();
    await eventually(() => expect(shown(now())).toEqual([...said.slice(0, 70), 'another 71']));
    expect(now().items[0]).toBe(kept);
  });

  test('passes over kinds of messages that it does not know', async () => {
    const { server, id, client } = await aliceAndBob();
    const { now } = await showing(client, id, []);
    const strange = server.say(id, 'bob', 'strange');
    Object.assign(server.messages(id)[0] ?? {}, { kind: 'hologram' });
    expect(strange.seq).toBe(1);
    server.say(id, 'bob', 'plain');
    await eventually(() => expect(shown(now()).at(-1)).toBe('plain'));
    expect(now().hasNewer).toBe(false);
  });

  test('loads with the first connection what could not be loaded before', async () => {
    const server = await startServer();
    const { client } = await signedIn(server, 'alice');
    const { id } = await client.conversations.openDirect('bob');
    talk(server, id, 'bob', 1);
    const { now } = watch(client.state.messages(id));
    expect(now()).toMatchObject({ loaded: false, items: [] });
    await client.connect();
    await eventually(() => expect(shown(now())).toEqual(['m1']));
  });

  test('says why a load failed, and forgets it with one that succeeds', async () => {
    const { server, id, client } = await aliceAndBob();
    const said = talk(server, id, 'bob', 60);
    const { now } = await showing(client, id, said.slice(-50));
    server.intercept = (line) => (line.includes('/messages') ? problem('internal_error') : undefined);
    await expect(client.state.messages(id).loadOlder()).rejects.toMatchObject({ code: 'internal_error' });
    expect(now()).toMatchObject({ loadingOlder: false, error: { code: 'internal_error' } });
    server.intercept = () => undefined;
    await client.state.messages(id).loadOlder();
    expect(now()).toMatchObject({ hasOlder: false, error: undefined });
  });
});

describe('own messages', () => {
  test('show at once, and are replaced by what is stored without a double or another key', async () => {
    const { server, id, client } = await aliceAndBob();
    const watched = await showing(client, id, []);
    const before = watched.seen.length;
    const sending = client.state.messages(id).send('hello');
    expect(shown(watched.now())).toEqual(['hello (waiting)']);
    const [{ key } = { key: '' }] = watched.now().items;
    await sending;
    await eventually(() => expect(shown(watched.now())).toEqual(['hello']));
    expect(watched.now().items[0]?.key).toBe(key);
    for (const snapshot of watched.seen.slice(before)) expect(snapshot.items).toHaveLength(1);
    expect(server.messages(id)).toHaveLength(1);
  });

  test('wait behind a gap as sent, and take their place once it is filled', async () => {
    const { server, id, client, clock } = await aliceAndBob();
    const { now } = await showing(client, id, []);
    const first = server.takeSeq(id);
    await client.state.messages(id).send('mine');
    expect(shown(now())).toEqual(['mine (sent)']);
    server.land(id, 'bob', first, 'theirs');
    await eventually(() => {
      clock.advance(300);
      expect(shown(now())).toEqual(['theirs', 'mine']);
    });
  });

  test('that are refused stay as failed, with a retry and a discard', async () => {
    const { server, id, client } = await aliceAndBob();
    const { now } = await showing(client, id, []);
    await eventually(() => expect(client.state.conversation(id).getSnapshot()).toBeDefined());
    const view = client.state.messages(id);
    server.onFrame = ({ type }) => (type === 'message:send' ? 'validation_failed' : 'handle');
    await expect(view.send('one')).rejects.toMatchObject({ code: 'validation_failed' });
    await expect(view.send('two')).rejects.toMatchObject({ code: 'validation_failed' });
    expect(shown(now())).toEqual(['one (failed)', 'two (failed)']);
    expect(client.state.conversation(id).getSnapshot()).toMatchObject({ unsentCount: 2, failedCount: 2 });
    server.onFrame = () => 'handle';
    const [one, two] = now().items;
    await view.retry(one?.key ?? '');
    expect(view.discard(two?.key ?? '')).toBe(true);
    await eventually(() => expect(shown(now())).toEqual(['one']));
    expect(now().items[0]?.key).toBe(one?.key);
    expect(client.state.conversation(id).getSnapshot()).toMatchObject({ unsentCount: 0, failedCount: 0 });
  });

  test('that wait for a connection can be discarded, and are not sent then', async () => {
    const server = await startServer();
    const { client } = await signedIn(server, 'alice');
    const { id } = await client.conversations.openDirect('bob');
    const view = client.state.messages(id);
    const { now } = watch(view);
    const sending = view.send('regretted');
    sending.catch(() => undefined);
    const kept = view.send('kept');
    expect(shown(now())).toEqual(['regretted (waiting)', 'kept (waiting)']);
    expect(view.discard(now().items[0]?.key ?? '')).toBe(true);
    await expect(sending).rejects.toMatchObject({ code: 'discarded' });
    await client.connect();
    await kept;
    expect(server.messages(id).map(({ text }) => text)).toEqual(['kept']);
    await eventually(() => expect(shown(now())).toEqual(['kept']));
  });

  test('rise to delivered and read by the marks of the others', async () => {
    const { server, id, client } = await aliceAndBob();
    const { now } = await showing(client, id, []);
    const bob = await online(server, 'bob');
    const theirs = watch(bob.client.state.messages(id));
    await client.state.messages(id).send('hello');
    await eventually(() => expect(shown(theirs.now())).toEqual(['hello']));
    const statuses = () => now().items.map((item) => item.status);
    await eventually(() => {
      bob.clock.advance(100);
      expect(statuses()).toEqual(['delivered']);
    });
    const reading = bob.client.state.messages(id).markRead(1);
    await eventually(() => {
      bob.clock.advance(1_000);
      expect(statuses()).toEqual(['read']);
    });
    await reading;
    expect(client.state.conversation(id).getSnapshot()?.others).toMatchObject({
      readSeq: 1,
      deliveredSeq: 1,
    });
  });
});
