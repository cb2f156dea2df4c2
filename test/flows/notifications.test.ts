import { describe, expect, it } from 'vitest';
import { keys } from '../../shared/keys.ts';
import { notify } from '../../shared/notifications/index.ts';
import type {
  NotificationPage,
  NotificationSettings,
  SentReply,
  ServerEventData,
} from '../../shared/protocol/index.ts';
import { problem, startBackend, type Person } from '../support/backend/runtime.ts';
import { withoutFollowUps } from '../support/backend/without-follow-ups.ts';
import { FaultyTables } from '../support/faults/faulty-tables.ts';

type New = ServerEventData<'notification:new'>;
type Cleared = ServerEventData<'notification:cleared'>;

/** Ann, Bob and Cid in a group, of whom Ann and Bob have a conversation too. */
async function start() {
  const backend = await startBackend({ env: { DYNAMODB_STREAM: 'on' } });
  const [ann, bob, cid] = await backend.people('ann', 'bob', 'cid');
  if (!ann || !bob || !cid) throw new Error('three people');
  const as = ({ token }: Person, body?: object) => ({ token, ...(body && { body }) });
  const { id: direct } = await backend.conversation(ann, [bob]);
  const { id: group } = await backend.conversation(ann, [bob, cid], 'Group');
  const list = async (of: Person, query = '') =>
    (await backend.call<NotificationPage>('GET', `/v1/notifications${query}`, as(of))).body;
  const summary = async (of: Person) =>
    (await list(of)).items.map(({ kind, conversationId, seq, count }) => ({
      kind,
      ...(conversationId !== undefined && { in: conversationId === group ? 'group' : 'direct' }),
      ...(seq !== undefined && { seq }),
      count,
    }));
  const world = {
    backend,
    ann,
    bob,
    cid,
    direct,
    group,
    as,
    list,
    /** What waits for a user, without what they are notified of the group itself. */
    news: async (of: Person) => (await summary(of)).filter(({ kind }) => kind !== 'group_added'),
    send: async (by: Person, id: string, text: string, more: object = {}) =>
      (await backend.call<SentReply>('POST', `/v1/conversations/${id}/messages`, as(by, { text, ...more })))
        .body,
    read: (by: Person, id: string, seq?: number) =>
      backend.call('POST', `/v1/conversations/${id}/read`, as(by, seq === undefined ? {} : { seq })),
    react: (by: Person, id: string, seq: number, emoji = '👍') =>
      backend.call(
        'PUT',
        `/v1/conversations/${id}/messages/${seq}/reactions/${encodeURIComponent(emoji)}`,
        as(by),
      ),
    choose: (by: Person, id: string, notifications: string) =>
      backend.call('PATCH', `/v1/conversations/${id}/me`, as(by, { notifications })),
    settings: async (by: Person, changes: object) =>
      backend.call<NotificationSettings>('PATCH', '/v1/notifications/settings', as(by, changes)),
    seen: (by: Person, body: object) => backend.call('POST', '/v1/notifications/read', as(by, body)),
  };
  // the news of the group itself comes first
  for (const one of [bob, cid]) {
    await expect.poll(async () => (await list(one)).items.map(({ kind }) => kind)).toEqual(['group_added']);
  }
  return world;
}

describe('a user who is away', () => {
  it('finds one notification for all messages of a conversation, and others for mentions, replies and reactions', async () => {
    const { ann, bob, cid, direct, group, send, react, news, list } = await start();
    await send(ann, direct, 'Are you there?');
    // which of two messages is noticed first, is up to the queue
    await expect.poll(() => news(bob)).toMatchObject([{ kind: 'message', seq: 1 }]);
    await send(ann, direct, 'Hello?');
    const { seq, id } = await send(bob, group, 'Who has the key?');
    await send(ann, group, `@${bob.user.username} I have`);
    await send(cid, group, 'So do I', { replyTo: id });
    await react(cid, group, seq);
    await expect
      .poll(() => news(bob))
      .toEqual([
        { kind: 'reaction', in: 'group', seq, count: 1 },
        { kind: 'reply', in: 'group', seq: seq + 2, count: 1 },
        { kind: 'mention', in: 'group', seq: seq + 1, count: 1 },
        { kind: 'message', in: 'direct', seq: 1, count: 2 },
      ]);
    const { items, unreadCount } = await list(bob);
    expect(unreadCount).toBe(5);
    const of = (kind: string) => items.find((one) => one.kind === kind);
    expect(of('message')).toMatchObject({
      user: { id: ann.user.id },
      conversation: { isGroup: false, name: null },
      message: { text: 'Hello?', senderId: ann.user.id },
    });
    expect(of('mention')).toMatchObject({ user: { name: 'ann' }, conversation: { name: 'Group' } });
    expect(of('reaction')).toMatchObject({
      message: { text: 'Who has the key?' },
      user: { id: cid.user.id },
    });
    // by pages
    const first = await list(bob, '?limit=2');
    const second = await list(bob, `?limit=3&cursor=${first.nextCursor ?? ''}`);
    expect([...first.items, ...second.items]).toEqual(items);
    expect(second.nextCursor).toBeNull();
  });

  it('finds nothing of what they read elsewhere, on any device', async () => {
    const { backend, ann, bob, direct, group, send, news, read, list } = await start();
    const [phone, laptop] = [await backend.socket(bob), await backend.socket(bob)];
    await send(ann, direct, 'One');
    const { seq } = await send(ann, group, `@${bob.user.username} two`);
    const made = await phone.events<New>('notification:new', 2);
    // what happens in two conversations has no order
    made.sort((one, other) => one.notification.kind.localeCompare(other.notification.kind));
    expect(made).toMatchObject([
      { notification: { kind: 'mention', conversationId: group, seq }, silent: false },
      {
        notification: { kind: 'message', conversationId: direct, seq: 1, userId: ann.user.id },
        silent: false,
      },
    ]);
    await laptop.request('receipt:read', { conversationId: group, seq });
    const [cleared] = await phone.events<Cleared>('notification:cleared', 1);
    expect(cleared?.ids).toHaveLength(2);
    expect(await news(bob)).toEqual([{ kind: 'message', in: 'direct', seq: 1, count: 1 }]);
    await read(bob, direct);
    await phone.events<Cleared>('notification:cleared', 2);
    expect((await list(bob)).unreadCount).toBe(0);
    // nothing waits: reading asks for nothing more
    const me = await backend.runtime.app.conversations.memberOf(direct, bob.user.id);
    expect(me).not.toHaveProperty('notifiedAt');
    expect(me).not.toHaveProperty('messagesNotifiedAt');
  });

  it('keeps what came after the message up to which they read', async () => {
    const { ann, bob, direct, send, news, read } = await start();
    await send(ann, direct, 'One');
    await expect.poll(() => news(bob)).toHaveLength(1);
    await send(ann, direct, 'Two');
    await read(bob, direct, 1);
    expect(await news(bob)).toEqual([{ kind: 'message', in: 'direct', seq: 1, count: 1 }]);
  });
});

describe('a conversation', () => {
  it('that a device shows notifies of nothing and costs no write, until it shows another one or goes', async () => {
    const tables = new FaultyTables();
    const backend = await startBackend(withoutFollowUps(tables.wrapPorts));
    const [ann, bob] = await backend.people('ann', 'bob');
    if (!ann || !bob) throw new Error('two people');
    const { id } = await backend.conversation(ann, [bob]);
    const [phone, laptop] = [await backend.socket(bob), await backend.socket(bob)];
    let seq = 0;
    /** The writes that follow from a message, done now. */
    const writesAfter = async () => {
      const path = `/v1/conversations/${id}/messages`;
      const { body } = await backend.call<SentReply>('POST', path, {
        token: ann.token,
        body: { text: 'Hello' },
      });
      ({ seq } = body);
      const before = tables.writes;
      const at = Date.parse(body.createdAt);
      await notify(backend.runtime.app, {
        type: 'notify',
        conversationId: id,
        kind: 'message',
        seq,
        at,
        actorId: ann.user.id,
      });
      return tables.writes - before;
    };
    await laptop.request('focus', { conversationId: id });
    // a sign of life does not take it back
    await laptop.request('ping');
    expect(await writesAfter()).toBe(0);
    await phone.request('focus', { conversationId: 'cnv_other' });
    expect(await writesAfter()).toBe(0);
    await laptop.request('focus', { conversationId: null });
    expect(await writesAfter()).toBe(2);
    expect(await phone.events<New>('notification:new', 1)).toMatchObject([{ notification: { seq } }]);
    // one stands for all
    expect(await writesAfter()).toBe(0);
    await phone.request('receipt:read', { conversationId: id, seq });
    await phone.events('notification:cleared', 1);

    await phone.request('focus', { conversationId: id });
    expect(await writesAfter()).toBe(0);
    phone.close();
    const { presence } = backend.runtime.app;
    await expect.poll(async () => (await presence.get(bob.user.id)).sockets.length).toBe(1);
    expect(await writesAfter()).toBe(2);
    const item = await backend.runtime.app.ephemeral.get(keys.presence(bob.user.id));
    expect(Object.keys(item ?? {}).filter((name) => name.startsWith('f:'))).toEqual([]);
  });

  it('that is muted stays silent, and a mention gets through where that was chosen', async () => {
    const { backend, ann, bob, cid, group, send, choose, news } = await start();
    await choose(bob, group, 'mentions');
    await choose(cid, group, 'none');
    await send(ann, group, 'To all who look');
    const { seq } = await send(ann, group, `@${bob.user.username} @${cid.user.username} to you`);
    await expect.poll(() => news(bob)).toEqual([{ kind: 'mention', in: 'group', seq, count: 1 }]);
    expect(await news(cid)).toEqual([]);
    // by what is chosen for all groups, where nothing is for this one
    await backend.call('PATCH', '/v1/notifications/settings', {
      token: ann.token,
      body: { groups: 'mentions' },
    });
    await send(bob, group, 'Nothing special');
    await send(bob, group, '@all come in');
    await expect.poll(() => news(ann)).toMatchObject([{ kind: 'mention', count: 1 }]);
  });

  it('whose preview is hidden, or whose message was edited or deleted, shows what is right to show', async () => {
    const { backend, ann, bob, group, send, list, settings, as } = await start();
    const one = await send(ann, group, `@${bob.user.username} my secret`);
    const two = await send(ann, group, `@${bob.user.username} my mistake`);
    const mentions = async () => (await list(bob)).items.filter(({ kind }) => kind === 'mention');
    await expect.poll(async () => (await mentions()).length).toBe(2);
    const path = `/v1/conversations/${group}/messages`;
    await backend.call('PATCH', `${path}/${one.seq}`, as(ann, { text: `@${bob.user.username} no secret` }));
    await backend.call('DELETE', `${path}/${two.seq}`, as(ann));
    expect(await mentions()).toMatchObject([{ message: { text: `@${bob.user.username} no secret` } }]);
    expect((await list(bob)).unreadCount).toBe(2);
    await settings(bob, { preview: 'hidden' });
    const [hidden] = await mentions();
    expect(hidden).toMatchObject({ seq: one.seq, count: 1 });
    expect(hidden).not.toHaveProperty('message');
  });

  it('stores ids and numbers of what happened, and nothing of what was written', async () => {
    const { backend, ann, bob, group, send, news } = await start();
    await send(ann, group, `@${bob.user.username} my secret`);
    await expect.poll(() => news(bob)).toHaveLength(1);
    const { items } = await backend.runtime.app.durable.query(keys.notifications(bob.user.id));
    expect(items).toHaveLength(2);
    expect(JSON.stringify(items)).not.toContain('secret');
  });
});

describe('what follows from a message', () => {
  it('is the same where the stream hands it out again, twice at once, or in another order', async () => {
    const { backend, ann, bob, group, send, list, read } = await start();
    const socket = await backend.socket(bob);
    const sent = [
      await send(ann, group, 'One'),
      await send(ann, group, `@${bob.user.username} two`),
      await send(ann, group, 'Three'),
    ];
    await socket.events('notification:new', 2);
    const before = await list(bob);
    const tasks = sent.map(({ seq }, index) => ({
      type: 'notify' as const,
      conversationId: group,
      kind: 'message' as const,
      seq,
      at: Date.parse(sent[index]?.createdAt ?? ''),
      actorId: ann.user.id,
      ...(index === 1 && { mentions: [bob.user.id] }),
    }));
    for (const again of [tasks, tasks.toReversed(), [...tasks, ...tasks]]) {
      await Promise.all(again.map((task) => notify(backend.runtime.app, task)));
    }
    expect(await list(bob)).toEqual(before);
    expect(await socket.eventsSoFar('notification:new')).toHaveLength(2);
    // nor does it come again once it was read, or seen in the list
    await read(bob, group);
    await Promise.all(tasks.map((task) => notify(backend.runtime.app, task)));
    expect((await list(bob)).items).toEqual([]);
    expect(await socket.eventsSoFar('notification:new')).toHaveLength(2);
  });

  it('does not come again after it was seen in the list, and what comes later does', async () => {
    const { backend, ann, bob, direct, send, list, news, seen } = await start();
    const { seq, createdAt } = await send(ann, direct, 'One');
    await expect.poll(() => news(bob)).toHaveLength(1);
    const [notification] = (await list(bob)).items.filter(({ kind }) => kind === 'message');
    expect((await seen(bob, { ids: [notification?.id, 'account.none'] })).status).toBe(200);
    const task = { type: 'notify', conversationId: direct, kind: 'message', seq } as const;
    await notify(backend.runtime.app, { ...task, at: Date.parse(createdAt), actorId: ann.user.id });
    expect(await news(bob)).toEqual([]);
    await send(ann, direct, 'Two');
    await expect.poll(() => news(bob)).toMatchObject([{ kind: 'message', count: 2 }]);
    await seen(bob, { until: new Date(Date.now() + 1_000).toISOString() });
    expect((await list(bob)).items).toEqual([]);
    expect(problem(await seen(bob, {}))).toMatchObject({ code: 'validation_failed' });
  });

  it('is nothing that waits where it was read while the members were looked at', async () => {
    const { backend, ann, bob, group, send, list, read } = await start();
    const { app } = backend.runtime;
    const { seq, createdAt } = await send(ann, group, `@${bob.user.username} quick`);
    await expect.poll(async () => (await list(bob)).items.map(({ kind }) => kind)).toContain('mention');
    const before = await app.conversations.members(group, 100, undefined);
    await read(bob, group);
    // as if none had been made yet, by who read the members before
    await app.durable.delete(keys.notification(bob.user.id, keys.idAt(group, seq, 'mention')));
    const late = { ...app, conversations: { ...app.conversations, members: () => Promise.resolve(before) } };
    const task = {
      type: 'notify',
      conversationId: group,
      kind: 'message',
      seq,
      actorId: ann.user.id,
    } as const;
    await notify(late, { ...task, at: Date.parse(createdAt), mentions: [bob.user.id] });
    const { items } = await app.durable.query(keys.notificationsIn(bob.user.id, group));
    expect(items.filter(({ kind }) => kind === 'mention')).toEqual([]);
    expect(await app.conversations.memberOf(group, bob.user.id)).not.toHaveProperty('notifiedAt');
  });

  it('is nothing for those with a block between them', async () => {
    const { backend, ann, bob, cid, group, send, news } = await start();
    await backend.call('PUT', `/v1/users/me/blocks/${ann.user.id}`, { token: bob.token });
    await send(ann, group, `@all hello`);
    await expect.poll(() => news(cid)).toMatchObject([{ kind: 'mention' }]);
    expect(await news(bob)).toEqual([]);
  });
});

describe('besides messages', () => {
  it('users hear that they were added, that others ask to come in, and of new devices and passwords', async () => {
    const { backend, ann, cid, group, list, as } = await start();
    const dan = await backend.person('dan');
    await backend.call(
      'POST',
      `/v1/conversations/${group}/members`,
      as(ann, { usernames: [dan.user.username] }),
    );
    const kinds = async (of: Person) => (await list(of)).items.map(({ kind }) => kind);
    await expect.poll(() => kinds(dan)).toEqual(['group_added']);
    await backend.call('DELETE', `/v1/conversations/${group}/members/${dan.user.id}`, as(ann));
    expect(await kinds(dan)).toEqual([]);

    await backend.call(
      'PATCH',
      `/v1/conversations/${group}`,
      as(ann, { visibility: 'public', joining: 'request' }),
    );
    expect((await backend.call('POST', `/v1/conversations/${group}/join`, as(dan, {}))).status).toBe(200);
    await expect.poll(() => kinds(ann)).toContain('join_request');
    const [request] = (await list(ann)).items.filter(({ kind }) => kind === 'join_request');
    expect(request).toMatchObject({ conversationId: group, count: 1, user: { id: dan.user.id } });
    expect(await kinds(cid)).not.toContain('join_request');
    await backend.call('DELETE', `/v1/conversations/${group}/requests/${dan.user.id}`, as(ann));
    expect(await kinds(ann)).not.toContain('join_request');

    const { username } = dan.user;
    await backend.call('POST', '/v1/auth/login', {
      body: { username, password: dan.password },
      headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' },
    });
    await expect.poll(() => kinds(dan)).toEqual(['new_device']);
    expect((await list(dan)).items).toMatchObject([{ device: expect.stringContaining('Firefox') as string }]);
    await backend.call(
      'PUT',
      '/v1/users/me/password',
      as(dan, { currentPassword: dan.password, newPassword: 'seven purple umbrellas' }),
    );
  });

  it('settings are the same on all devices, and quiet hours leave the list and take the sound', async () => {
    const { backend, ann, bob, direct, send, settings, as } = await start();
    const socket = await backend.socket(bob);
    const get = async () =>
      (await backend.call<NotificationSettings>('GET', '/v1/notifications/settings', as(bob))).body;
    expect(await get()).toEqual({
      preview: 'shown',
      direct: 'all',
      groups: 'all',
      sounds: true,
      quietHours: null,
      // the deployment of this test sends none
      digest: null,
    });
    const quietHours = { from: '00:00', to: '00:00', timeZone: 'Europe/Berlin' };
    const { body } = await settings(bob, { quietHours });
    expect(body).toEqual({ ...(await get()), quietHours });
    expect(await socket.events('notification:settings', 1)).toEqual([body]);
    await send(ann, direct, 'Psst');
    expect(await socket.events<New>('notification:new', 1)).toMatchObject([{ silent: true }]);
    expect((await settings(bob, { quietHours: null })).body.quietHours).toBeNull();
    for (const wrong of [
      { timeZone: 'Europe/Nowhere' },
      { from: '24:00' },
      { to: '7:00' },
      { days: [] },
      { days: ['monday'] },
    ]) {
      const answer = await settings(bob, { quietHours: { ...quietHours, ...wrong } });
      expect(problem(answer), JSON.stringify(wrong)).toMatchObject({ code: 'validation_failed' });
    }
  });
});
