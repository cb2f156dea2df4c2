import { expect, test } from 'vitest';
import type { ChatClient } from '../../../client/index.ts';
import { eventually } from '../../support/eventually.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { nextState, online, signedIn, startServer } from './setup.ts';

const hour = 3_600_000;

/** Alice on two devices in a chat with Bob, at a server whose clock the test moves. */
async function start() {
  const server = await startServer();
  const time = new ManualClock();
  server.now = () => time.now();
  const phone = await online(server, 'alice');
  const laptop = await online(server, 'alice');
  const { id } = await phone.client.conversations.openDirect('bob');
  const heard = hear(laptop.client);
  const said = server.say(id, 'bob', 'Think of this');
  await eventually(() => expect(heard).toEqual(['message Think of this']));
  heard.length = 0;
  const after = (ms: number) => new Date(time.now() + ms).toISOString();
  /** The time comes at the server. */
  const pass = (ms: number) => {
    time.advance(ms);
    server.wakeLater();
  };
  return { server, phone, laptop, heard, id, said, after, pass };
}

/** What a device hears of what waits, in words. */
function hear(client: ChatClient): string[] {
  const heard: string[] = [];
  client.on('scheduled:updated', ({ text, failure, version }) =>
    heard.push(`updated ${text} ${version} ${failure ?? 'waits'}`),
  );
  client.on('scheduled:removed', ({ sent }) => heard.push(sent ? 'sent' : 'deleted'));
  client.on('reminder:updated', ({ note, version }) => heard.push(`reminder ${note} ${version}`));
  client.on('reminder:due', ({ note, message }) => heard.push(`due ${note}: ${message.text}`));
  client.on('reminder:removed', () => heard.push('reminder removed'));
  client.on('message:new', ({ text }) => heard.push(`message ${text}`));
  return heard;
}

test('a scheduled message is listed, changed, sent and deleted, and each device hears of it', async () => {
  const { phone, laptop, heard, id, after } = await start();
  const { scheduled } = phone.client;
  const given = { conversationId: id, text: 'Good morning', sendAt: after(hour), clientId: 'one' };
  const first = await scheduled.add(given);
  expect(first).toMatchObject({ text: 'Good morning', sendAt: after(hour), version: 0 });
  // an answer that got lost
  expect(await scheduled.add(given)).toEqual(first);
  await expect(scheduled.add({ ...given, text: 'Other' })).rejects.toMatchObject({
    code: 'client_id_conflict',
  });
  const second = await scheduled.add({ conversationId: id, text: 'First', sendAt: after(hour / 2) });
  expect(await laptop.client.scheduled.list()).toEqual([second, first]);
  expect(await laptop.client.scheduled.list('cnv_none')).toEqual([]);
  await expect(scheduled.add({ ...given, clientId: 'two', sendAt: after(0) })).rejects.toMatchObject({
    code: 'validation_failed',
  });

  const changed = await scheduled.change(first.id, { text: 'Good evening', sendAt: after(2 * hour) });
  expect(changed).toMatchObject({ id: first.id, text: 'Good evening', version: 1 });
  expect(await scheduled.send(first.id)).toMatchObject({ seq: 2 });
  await scheduled.remove(second.id);
  await expect(scheduled.send(first.id)).rejects.toMatchObject({ code: 'scheduled_not_found' });
  await expect(scheduled.remove(second.id)).rejects.toMatchObject({ code: 'scheduled_not_found' });
  await eventually(() =>
    expect(heard).toEqual([
      'updated Good morning 0 waits',
      'updated First 0 waits',
      'updated Good evening 1 waits',
      'message Good evening',
      'sent',
      'deleted',
    ]),
  );
});

test('at its time it is sent, or says why not, and a device that was offline finds out', async () => {
  const { server, phone, laptop, heard, id, after, pass } = await start();
  const bob = await signedIn(server, 'bob');
  const { scheduled } = phone.client;
  await scheduled.add({ conversationId: id, text: 'In an hour', sendAt: after(hour) });
  await scheduled.add({ conversationId: id, text: 'In two', sendAt: after(2 * hour) });
  await eventually(() => expect(heard).toHaveLength(2));
  const offline = nextState(laptop.client, 'offline');
  const back = nextState(laptop.client, 'online');
  server.closeSockets();
  await offline;
  pass(hour);
  await phone.client.blocks.add(bob.client.userId ?? '');
  pass(hour);
  expect(heard).toHaveLength(2);
  laptop.clock.advance(125);
  await back;
  await eventually(() => expect(heard.slice(2)).toEqual(['message In an hour']));
  const [left, ...more] = await laptop.client.scheduled.list();
  expect(left).toMatchObject({ text: 'In two', failure: 'user_blocked', version: 1 });
  expect(more).toEqual([]);
  // one that failed waits for a person
  pass(hour);
  expect(await laptop.client.scheduled.list()).toEqual([left]);
  await phone.client.blocks.remove(bob.client.userId ?? '');
  await laptop.client.scheduled.change(left?.id ?? '', { text: 'At last', sendAt: after(hour) });
  pass(hour);
  await eventually(() => expect(heard).toContain('message At last'));
  expect(heard.slice(3)).toEqual(['updated At last 2 waits', 'message At last', 'sent']);
});

test('a reminder is set anew, comes due on all devices, and stays until it is removed', async () => {
  const { server, phone, laptop, heard, said, after, pass } = await start();
  const { reminders } = phone.client;
  const set = await reminders.set(said.id, { at: after(hour), note: 'Answer' });
  expect(set).toMatchObject({ id: said.id, note: 'Answer', due: false, version: 0 });
  const again = await reminders.set(said.id, { at: after(2 * hour), note: 'Answer Bob' });
  expect(await laptop.client.reminders.list()).toEqual([again]);
  pass(hour);
  expect(await reminders.list()).toEqual([again]);
  pass(hour);
  const due = { ...again, due: true, version: 2 };
  await eventually(() =>
    expect(heard).toEqual(['reminder Answer 0', 'reminder Answer Bob 1', 'due Answer Bob: Think of this']),
  );
  // once
  server.wakeLater();
  expect(await laptop.client.reminders.list()).toEqual([due]);
  await expect(reminders.set('msg_none', { at: after(hour) })).rejects.toMatchObject({
    code: 'message_not_found',
  });
  await reminders.remove(said.id);
  await eventually(() => expect(heard.slice(3)).toEqual(['reminder removed']));
  expect(await reminders.list()).toEqual([]);
  await expect(reminders.remove(said.id)).rejects.toMatchObject({ code: 'reminder_not_found' });
});

test('a device that was offline when a reminder came due finds it in the list', async () => {
  const { server, phone, laptop, heard, said, after, pass } = await start();
  await phone.client.reminders.set(said.id, { at: after(hour) });
  await eventually(() => expect(heard).toEqual(['reminder  0']));
  const offline = nextState(laptop.client, 'offline');
  const back = nextState(laptop.client, 'online');
  server.closeSockets();
  await offline;
  pass(hour);
  laptop.clock.advance(125);
  await back;
  expect(await laptop.client.reminders.list()).toMatchObject([{ id: said.id, due: true, version: 1 }]);
  expect(heard).toEqual(['reminder  0']);
});
