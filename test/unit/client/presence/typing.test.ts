import { expect, test } from 'vitest';
import type { ClientEvents } from '../../../../client/index.ts';
import { Typing } from '../../../../client/presence/typing.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { online, startServer } from '../setup.ts';
import { eventually } from '../../../support/eventually.ts';

function typing() {
  const clock = new ManualClock();
  const sent: string[] = [];
  const heard: string[] = [];
  const parts = new Typing({
    clock,
    send: (data) => sent.push(`${data.conversationId} ${data.typing}`),
    onChange: (event) => heard.push(`${event.conversationId} ${event.userId} ${event.typing}`),
  });
  return { clock, sent, heard, typing: parts };
}

test('typing is sent every 3 s while the user types, and once at the end', () => {
  const { clock, sent, typing: own } = typing();
  for (let ms = 0; ms < 7_000; ms += 500) {
    own.set('a', true);
    clock.advance(500);
  }
  own.set('b', true);
  own.set('a', false);
  own.set('a', false);
  expect(sent).toEqual(['a true', 'a true', 'a true', 'b true', 'a false']);
});

test('typing ends without a frame when the message is sent', () => {
  const { sent, typing: own } = typing();
  own.set('a', true);
  own.sent('a');
  own.set('a', false);
  own.set('a', true);
  expect(sent).toEqual(['a true', 'a true']);
});

test('typing of others ends when they stop, send, or are silent for 6 s', () => {
  const { clock, heard, typing: others } = typing();
  const bob = { conversationId: 'a', userId: 'bob' };
  const carol = { conversationId: 'a', userId: 'carol' };
  others.receive({ ...bob, typing: false });
  others.receive({ ...bob, typing: true });
  clock.advance(3_000);
  others.receive({ ...bob, typing: true });
  others.receive({ ...carol, typing: true });
  clock.advance(5_999);
  expect(heard).toEqual(['a bob true', 'a carol true']);
  others.receive({ ...carol, typing: false });
  clock.advance(1);
  expect(heard.slice(2)).toEqual(['a carol false', 'a bob false']);
  others.receive({ ...bob, typing: true });
  others.ended(bob);
  others.receive({ ...carol, typing: true });
  others.clear();
  expect(heard.slice(4)).toEqual(['a bob true', 'a bob false', 'a carol true', 'a carol false']);
  expect(clock.due).toEqual([]);
});

test('typing is sent without acks', async () => {
  const server = await startServer();
  const alice = await online(server, 'alice');
  const bob = await online(server, 'bob');
  const { id } = await alice.client.conversations.openDirect('bob');
  const heard: ClientEvents['typing'][] = [];
  bob.client.on('typing', (event) => heard.push(event));
  alice.client.conversations.setTyping(id, true);
  alice.client.conversations.setTyping(id, true);
  await eventually(() => expect(heard).toHaveLength(1));
  await alice.client.messages.send(id, 'hello');
  await eventually(() => expect(heard).toHaveLength(2));
  const who = { conversationId: id, userId: 'usr_alice' };
  expect(heard).toEqual([
    { ...who, typing: true },
    { ...who, typing: false },
  ]);
  expect(server.frames[0]).not.toHaveProperty('id');
  alice.client.disconnect();
  alice.client.conversations.setTyping(id, true);
});
