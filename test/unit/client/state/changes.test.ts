import { expect, test } from 'vitest';
import { memoryStorage, type MessagesSnapshot } from '../../../../client/index.ts';
import { eventually } from '../../../support/eventually.ts';
import { newClient, online, startServer } from '../setup.ts';
import { showing, shown, stored, talk, watch } from './state-world.ts';

const reactionsIn = ({ items }: MessagesSnapshot, seq: number) =>
  items.flatMap((item) => (item.kind === 'stored' && item.seq === seq ? (item.message.reactions ?? []) : []));

async function aliceAndBob() {
  const server = await startServer();
  const alice = await online(server, 'alice');
  const { id } = await alice.client.conversations.openDirect('bob');
  return { server, id, ...alice };
}

test('what others change shows in its place, takes no line, and keeps the preview right', async () => {
  const { server, id, client } = await aliceAndBob();
  talk(server, id, 'bob', 3);
  const { now } = await showing(client, id, ['m1', 'm2', 'm3']);
  server.edit(id, 'bob', 1, 'one');
  server.react(id, 'bob', 2, '👍');
  server.erase(id, 'bob', 3);
  await eventually(() => expect(shown(now())).toEqual(['one', 'm2', '']));
  expect(reactionsIn(now(), 2)).toEqual([{ emoji: '👍', count: 1, userIds: ['usr_bob'], mine: false }]);
  const preview = () => client.state.conversation(id).getSnapshot()?.preview;
  expect(preview()).toMatchObject({ text: '', deleted: true });
  server.say(id, 'bob', 'm7');
  await eventually(() => expect(preview()).toMatchObject({ text: 'm7', deleted: false }));
});

test('of pushes in the wrong order, the later change holds', async () => {
  const { server, id, client, clock } = await aliceAndBob();
  talk(server, id, 'bob', 1);
  const { now } = await showing(client, id, ['m1']);
  server.pushes = false;
  server.edit(id, 'bob', 1, 'first');
  server.pushes = true;
  server.edit(id, 'bob', 1, 'second');
  await eventually(() => {
    clock.advance(300);
    expect(shown(now())).toEqual(['second']);
  });
});

test('a page that was read before a change and arrives after it does not undo the change', async () => {
  const server = await startServer();
  /** Pages of history arrive once this is through, as long as they are held. */
  const { promise, resolve } = Promise.withResolvers<undefined>();
  let holds = false;
  let held = 0;
  const slowly: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    if (!holds || !response.url.includes('/messages?')) return response;
    held += 1;
    await promise;
    return response;
  };
  const { client } = await online(server, 'alice', { fetch: slowly });
  const { id } = await client.conversations.openDirect('bob');
  const said = talk(server, id, 'bob', 80);
  const { now } = await showing(client, id, said.slice(-50));
  holds = true;
  const loading = client.state.messages(id).loadOlder();
  await eventually(() => expect(held).toBe(1));
  server.erase(id, 'bob', 5);
  await eventually(() => expect(client.state.conversation(id).getSnapshot()?.lastSeq).toBe(81));
  resolve(undefined);
  await loading;
  expect(shown(now())).toEqual(said.with(4, ''));
});

test('what changed while the conversation was not in memory shows once it is open, also after a restart', async () => {
  const storage = memoryStorage();
  const server = await startServer();
  const { client, clock } = await online(server, 'alice', { storage });
  const { id } = await client.conversations.openDirect('bob');
  talk(server, id, 'bob', 3);
  const first = await showing(client, id, ['m1', 'm2', 'm3']);
  first.end();
  await stored(client, clock);
  client.disconnect();

  // it hears of the change, without having the messages in memory
  const { client: second } = newClient(server, { storage, clock });
  await second.restore();
  await second.connect();
  server.erase(id, 'bob', 1);
  server.react(id, 'bob', 2, '🎉');
  const heard = () => expect(second.state.conversation(id).getSnapshot()?.lastSeq).toBe(5);
  await eventually(heard);
  await stored(second, clock);
  second.disconnect();

  const { client: third } = newClient(server, { storage, clock });
  await third.restore();
  await third.connect();
  const { now } = watch(third.state.messages(id));
  await eventually(() => expect(shown(now())).toEqual(['', 'm2', 'm3']));
  expect(reactionsIn(now(), 2)).toMatchObject([{ emoji: '🎉', count: 1 }]);
});

test('given more users than are named, what this user did stays known when others react', async () => {
  const { server, id, client } = await aliceAndBob();
  talk(server, id, 'bob', 1);
  const { now } = await showing(client, id, ['m1']);
  await client.messages.react(id, 1, '👍');
  await eventually(() => expect(reactionsIn(now(), 1)).toMatchObject([{ count: 1, mine: true }]));
  // the event names the first ten, and these are others
  server.later = (key, value) => {
    if (key === 'userIds') return Array.from({ length: 10 }, (_, n) => `usr_${n}`);
    return key === 'count' ? 12 : value;
  };
  server.react(id, 'bob', 1, '👍');
  await eventually(() => expect(reactionsIn(now(), 1)).toMatchObject([{ count: 12, mine: true }]));
});
