import { expect, test } from 'vitest';
import type { ClientEvents, Notification } from '../../../client/index.ts';
import { Focus } from '../../../client/presence/focus.ts';
import { eventually } from '../../support/eventually.ts';
import { newClient, online, signedIn, startServer } from './setup.ts';
import { watch } from './state/state-world.ts';

const mention = (seq: number, kind = 'mention'): Notification => ({
  id: `con_1.${seq}.${kind}`,
  kind,
  createdAt: `2026-11-20T09:00:0${seq}.000Z`,
  conversationId: 'con_1',
  seq,
  userId: 'usr_bob',
});

test('given notifications, the count follows them on each device, and a new connection counts again', async () => {
  const server = await startServer();
  server.notify('alice', mention(1) as never);
  const { client, clock } = await signedIn(server, 'alice');
  const count = watch(client.state.notificationCount);
  expect(count.now()).toBeUndefined();
  await client.connect();
  await eventually(() => expect(count.now()).toBe(1));
  const heard: ClientEvents['notification:new'][] = [];
  client.on('notification:new', (event) => heard.push(event));
  server.notify('alice', mention(2) as never, true);
  await eventually(() => expect(count.now()).toBe(2));
  expect(heard).toEqual([{ notification: mention(2), silent: true }]);

  const other = await online(server, 'alice');
  const cleared: string[][] = [];
  client.on('notification:cleared', ({ ids }) => cleared.push(ids));
  await other.client.notifications.read({ ids: [mention(1).id] });
  await eventually(() => expect(count.now()).toBe(1));
  expect(cleared).toEqual([[mention(1).id]]);
  expect(await client.notifications.list()).toEqual({
    items: [mention(2)],
    nextCursor: null,
    unreadCount: 1,
  });

  // what came and went while there was no connection
  server.closeSockets();
  await other.client.notifications.read({ until: mention(2).createdAt });
  clock.advance(60_000);
  await eventually(() => expect(count.now()).toBe(0));
  await client.logout();
  expect(count.now()).toBeUndefined();
});

test('given a kind that this version does not know, hands it over', async () => {
  const server = await startServer();
  const { client } = await online(server, 'alice');
  const heard: string[] = [];
  client.on('notification:new', ({ notification }) => heard.push(notification.kind));
  server.later = (key, value) => (key === 'kind' && value === 'mention' ? 'missed_call' : value);
  server.notify('alice', mention(1) as never);
  await eventually(() => expect(heard).toEqual(['missed_call']));
  expect((await client.notifications.list()).items).toMatchObject([{ kind: 'missed_call' }]);
});

test('given changed settings, reports them on all devices', async () => {
  const server = await startServer();
  const [phone, laptop] = [await online(server, 'alice'), await online(server, 'alice')];
  const heard: ClientEvents['notification:settings'][] = [];
  laptop.client.on('notification:settings', (settings) => heard.push(settings));
  const quietHours = { from: '22:00', to: '07:00', timeZone: 'Europe/Berlin' };
  const changed = await phone.client.notifications.update({ quietHours, sounds: false });
  expect(changed).toMatchObject({ quietHours, sounds: false, groups: 'all' });
  await eventually(() => expect(heard).toEqual([changed]));
  expect(await laptop.client.notifications.settings()).toEqual(changed);
});

test('given the link of a digest, turns digests off for its user, who need not be signed in', async () => {
  const server = await startServer();
  const { client } = await online(server, 'alice');
  expect(await client.notifications.settings()).toMatchObject({ digest: '1h' });
  const { client: elsewhere } = newClient(server);
  const token = server.unsubscription('alice');
  await elsewhere.notifications.unsubscribeDigests(token);
  await elsewhere.notifications.unsubscribeDigests(token);
  expect(await client.notifications.settings()).toMatchObject({ digest: 'off' });
  await expect(elsewhere.notifications.unsubscribeDigests('x')).rejects.toMatchObject({
    code: 'invalid_link',
  });
});

test('given a conversation on screen, says so once, and again over a new socket', async () => {
  const server = await startServer();
  const { client, clock } = await online(server, 'alice');
  const { shown } = server.notifications;
  client.notifications.show('con_1');
  client.notifications.show('con_1');
  await eventually(() => expect(shown).toEqual(['con_1']));
  server.closeSockets();
  await eventually(() => expect(client.status).toBe('offline'));
  clock.advance(60_000);
  await eventually(() => expect(shown).toEqual(['con_1', 'con_1']));
  client.notifications.show(null);
  await eventually(() => expect(shown).toEqual(['con_1', 'con_1', null]));
  await client.logout();
  client.notifications.show('con_2');
  expect(shown).toHaveLength(3);
});

test('a device that shows nothing says nothing over a new socket', () => {
  const sent: (string | null)[] = [];
  const focus = new Focus(false, ({ conversationId }) => sent.push(conversationId));
  focus.resume();
  focus.show('a');
  focus.show(null);
  focus.resume();
  expect(sent).toEqual(['a', null]);
});

test('a device says that its screen is hidden, over each new socket too, and when it is visible again', () => {
  const sent: object[] = [];
  const focus = new Focus(true, (data) => sent.push(data));
  focus.resume();
  focus.hide(true);
  focus.show('a');
  focus.hide(false);
  focus.hide(false);
  expect(sent).toEqual([
    { conversationId: null, hidden: true },
    { conversationId: 'a', hidden: true },
    { conversationId: 'a' },
  ]);
});
