import { expect, test } from 'vitest';
import { memoryStorage, type MessageItem, type MessagesSnapshot } from '../../../../client/index.ts';
import { eventually } from '../../../support/eventually.ts';
import { newClient, online, startServer } from '../setup.ts';
import { showing, stored, watch } from './state-world.ts';

const tea = { question: 'Tea?', options: ['Yes', 'No'] };
const place = { latitude: 52.5, longitude: 13.25 };
const person = { name: 'Ada', emails: ['ada@example.org'] };

const pollIn = ({ items }: MessagesSnapshot) =>
  items.flatMap((item) => (item.kind === 'stored' && item.message.poll ? [item.message.poll] : []))[0];

test('votes show to all, and what this user chose stays known while others vote', async () => {
  const server = await startServer();
  const alice = await online(server, 'alice');
  const bob = await online(server, 'bob');
  const { id } = await alice.client.conversations.openDirect('bob');
  const { now } = await showing(alice.client, id, []);
  await bob.client.messages.send(id, '', { poll: tea });
  await eventually(() => expect(pollIn(now())).toMatchObject({ question: 'Tea?', voterCount: 0 }));
  const heard: unknown[] = [];
  alice.client.on('poll:voted', (vote) => heard.push(vote));
  const answer = await alice.client.messages.vote(id, 1, [0]);
  expect(answer.poll?.mine).toEqual([0]);
  expect(heard).toEqual([{ conversationId: id, seq: 1, mine: [0] }]);
  await eventually(() => expect(pollIn(now())).toMatchObject({ voterCount: 1, mine: [0] }));
  await bob.client.messages.vote(id, 1, [1]);
  await eventually(() => expect(pollIn(now())).toMatchObject({ voterCount: 2, mine: [0] }));
  await bob.client.messages.closePoll(id, 1);
  await eventually(() => expect(pollIn(now())?.closedAt).toBeDefined());
  await expect(alice.client.messages.vote(id, 1, [1])).rejects.toMatchObject({ code: 'poll_closed' });
  expect(pollIn(now())).toMatchObject({ mine: [0] });
});

test('what is chosen on one device shows on the others', async () => {
  const server = await startServer();
  const [phone, laptop] = [await online(server, 'alice'), await online(server, 'alice')];
  const { id } = await phone.client.conversations.openDirect('bob');
  await phone.client.messages.send(id, '', { poll: tea });
  const { now } = watch(laptop.client.state.messages(id));
  await eventually(() => expect(pollIn(now())).toMatchObject({ mine: [] }));
  await phone.client.messages.vote(id, 1, [1]);
  await eventually(() => expect(pollIn(now())).toMatchObject({ voterCount: 1, mine: [1] }));
});

test('what is sent without a connection waits, also across a restart, and arrives whole', async () => {
  const server = await startServer();
  const storage = memoryStorage();
  const { client, clock } = await online(server, 'alice', { storage });
  const { id } = await client.conversations.openDirect('bob');
  const { now } = await showing(client, id, []);
  const listed = client.state.conversation(id);
  listed.subscribe(() => undefined);
  await eventually(() => expect(listed.getSnapshot()).toBeDefined());
  client.disconnect();
  const sending = [{ poll: tea }, { location: place }, { contact: person }].map((content) =>
    client.messages.send(id, '', content).catch(() => undefined),
  );
  const waiting = (items: readonly MessageItem[]) => items.filter(({ kind }) => kind === 'unsent');
  await eventually(() =>
    expect(waiting(now().items)).toMatchObject([{ poll: tea }, { location: place }, { contact: person }]),
  );
  expect(listed.getSnapshot()?.preview).toMatchObject({
    kind: 'contact',
    text: 'Ada',
  });
  await stored(client, clock);

  const { client: second } = newClient(server, { storage, clock });
  await second.restore();
  expect(second.messages.unsent()).toMatchObject([{ poll: tea }, { location: place }, { contact: person }]);
  await second.connect();
  await eventually(() =>
    expect(server.messages(id)).toMatchObject([
      { kind: 'poll', poll: { question: 'Tea?' } },
      { kind: 'location', location: place },
      { kind: 'contact', contact: person },
    ]),
  );
  await client.connect();
  await Promise.all(sending);
  await eventually(() => expect(waiting(now().items)).toEqual([]));
  expect(server.messages(id)).toHaveLength(3);
});
