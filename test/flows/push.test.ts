import { describe, expect, it } from 'vitest';
import { sendCleared, sendPushes } from '../../shared/notifications/index.ts';
import { createOutboundPoster } from '../../shared/platform/outbound/outbound-poster.ts';
import type { Ports, QueuedWork } from '../../shared/platform/ports.ts';
import type { AuthReply, PushKey, PushPayload, SentReply } from '../../shared/protocol/index.ts';
import { work as anyWork, type Work } from '../../shared/work.ts';
import { startReceiver, status } from '../support/backend/receiver.ts';
import { startBackend, type Person } from '../support/backend/runtime.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { TestBrowser, vapidOf } from '../support/push/browser.ts';

type Later = { work: Work; delay: number };

/** Ann, and Bob, whose phone is signed in and subscribed, and has no connection; and a push service on this machine. */
async function start({ contact, patience }: { contact?: string; patience?: number } = {}) {
  const clock = new ManualClock();
  const receiver = await startReceiver({ clock });
  receiver.answer(status(201));
  const { policy } = receiver;
  const outbound = createOutboundPoster({
    policy: { ...policy, totalMilliseconds: patience ?? policy.totalMilliseconds },
    clock,
  });
  /** What was queued for later, which the tests do themselves. */
  const later: Later[] = [];
  /** All that was queued. */
  const queued: Work[] = [];
  const wrapPorts = (ports: Ports): Ports => ({
    ...ports,
    outbound,
    work: {
      add: (work: QueuedWork, delay = 0) => {
        const parsed = anyWork.parse(work);
        queued.push(parsed);
        if (delay === 0) return ports.work.add(work, delay);
        later.push({ work: parsed, delay });
        return Promise.resolve();
      },
    },
  });
  const backend = await startBackend({
    clock,
    env: { DYNAMODB_STREAM: 'on' },
    wrapPorts,
    ...(contact !== undefined && { config: { pushContact: contact } }),
  });
  const { app } = backend.runtime;
  const [ann, bob, cid] = await backend.people('ann', 'bob', 'cid');
  if (!ann || !bob || !cid) throw new Error('three people');
  const { id: direct } = await backend.conversation(ann, [bob]);
  const as = ({ token }: { token: string }, body?: object) => ({ token, ...(body && { body }) });
  const phone = new TestBrowser(receiver.url('/send/bob'));
  const subscribe = async (person: { token: string }, { subscription }: TestBrowser) =>
    expect((await backend.call('PUT', '/v1/push/subscriptions', as(person, subscription))).status).toBe(204);
  await subscribe(bob, phone);
  const send = async (by: Person, id: string, text: string, more: object = {}) => {
    const path = `/v1/conversations/${id}/messages`;
    return (await backend.call<SentReply>('POST', path, as(by, { text, ...more }))).body;
  };
  const arrived = async (count: number) => expect.poll(() => receiver.requests.length).toBe(count);
  const opened = (browser = phone) => receiver.requests.map((request) => browser.open(request));
  return {
    backend,
    app,
    clock,
    receiver,
    later,
    queued,
    ann,
    bob,
    cid,
    direct,
    phone,
    as,
    subscribe,
    send,
    arrived,
    opened,
    signIn: async ({ user, ...person }: Person) => {
      const body = { username: user.username, password: (person as { password: string }).password };
      const { body: signedIn } = await backend.call<AuthReply>('POST', '/v1/auth/login', { body });
      // the phone learns of it
      await arrived(1);
      receiver.requests.splice(0);
      return signedIn;
    },
    read: (by: { token: string }, id: string) =>
      backend.call('POST', `/v1/conversations/${id}/read`, as(by, {})),
    settings: (by: Person, changes: object) =>
      backend.call('PATCH', '/v1/notifications/settings', as(by, changes)),
    /** Does what was queued for later, its time being over. */
    passTime: async () => {
      for (const { work, delay } of later.splice(0)) {
        clock.advance(delay * 1000);
        if (work.type === 'push') await sendPushes(app, work);
        if (work.type === 'push-cleared') await sendCleared(app, work);
      }
    },
  };
}

const fresh = (payload: PushPayload | undefined) => {
  if (payload?.type !== 'new') throw new Error('no new notification');
  return payload;
};

describe('a message to a user whose devices sleep', () => {
  it('is pushed, encrypted as browsers read it and signed by the deployment', async () => {
    const contact = 'mailto:ops@example.org';
    const { backend, ann, bob, direct, receiver, phone, send, arrived, as, clock } = await start({ contact });
    const { body: key } = await backend.call<PushKey>('GET', '/v1/push/key', as(bob));
    const { seq } = await send(ann, direct, 'Are you there?');
    await arrived(1);
    const [request] = receiver.requests;
    if (!request) throw new Error('no request');
    expect(phone.open(request)).toEqual({
      type: 'new',
      recipientId: bob.user.id,
      notification: {
        id: expect.stringContaining(direct) as string,
        kind: 'message',
        createdAt: expect.any(String) as string,
        conversationId: direct,
        userId: ann.user.id,
        seq,
      },
      silent: false,
      unreadCount: 1,
      title: 'ann',
      body: 'Are you there?',
    });
    expect(request.headers).toMatchObject({
      'content-encoding': 'aes128gcm',
      urgency: 'high',
      ttl: String(24 * 3600),
      topic: expect.stringMatching(/^[\w-]{32}$/) as string,
    });
    const { claims, key: signer } = vapidOf(request);
    expect(signer).toBe(key.publicKey);
    expect(claims).toMatchObject({ aud: new URL(receiver.url()).origin, sub: contact });
    expect(claims.exp * 1000 - clock.now()).toBeLessThanOrEqual(24 * 3600 * 1000);
    expect(JSON.stringify(request.headers)).not.toContain(direct);
  });

  it('of a group is of no hurry, and names the group and the sender', async () => {
    const { backend, ann, bob, cid, receiver, send, arrived, opened } = await start();
    const group = await backend.conversation(ann, [bob, cid], 'Team');
    await arrived(1);
    await send(cid, group.id, 'Hello all');
    await arrived(2);
    const [added, message] = opened().map(fresh);
    expect(added?.notification.kind).toBe('group_added');
    expect(message).toMatchObject({ title: 'Team', senderName: 'cid', body: 'Hello all', unreadCount: 2 });
    expect(receiver.requests[1]?.headers['urgency']).toBe('normal');
    await send(cid, group.id, `@${bob.user.username} look`);
    await arrived(3);
    expect(opened().map(fresh)[2]?.notification.kind).toBe('mention');
    expect(receiver.requests[2]?.headers['urgency']).toBe('high');
  });

  it('says no word where previews are hidden, and none of what expires or is a spoiler', async () => {
    const { backend, ann, bob, cid, direct, send, arrived, opened, settings, read } = await start();
    const spoiler = { type: 'spoiler', start: 11, length: 5 };
    await send(ann, direct, 'The end is: happy', { entities: [{ ...spoiler, start: 12 }] });
    await arrived(1);
    await read(bob, direct);
    await send(ann, direct, 'Burn this', { expires: { seconds: 60, from: 'sending' } });
    await arrived(2);
    await settings(bob, { preview: 'hidden' });
    const { id } = await backend.conversation(cid, [bob]);
    await send(cid, id, 'A secret');
    await arrived(3);
    const [shown, expiring, hidden] = opened().map(fresh);
    expect(shown?.body).toBe('The end is: █████');
    expect(expiring).toMatchObject({ title: 'ann' });
    expect(expiring).not.toHaveProperty('body');
    for (const text of ['title', 'senderName', 'body', 'content']) expect(hidden).not.toHaveProperty(text);
  });

  it('of any length and content stays small', async () => {
    const { ann, direct, send, arrived, opened, receiver } = await start();
    await send(ann, direct, `<b>\u202e${'👩‍👩‍👧‍👦'.repeat(300)}`);
    await arrived(1);
    const [push] = opened().map(fresh);
    expect([...(push?.body ?? '')]).toHaveLength(200);
    expect(receiver.requests[0]?.body.byteLength).toBeLessThan(3_500);
  });

  it('is pushed to each of them, and to none that has a visible screen', async () => {
    const { backend, ann, bob, direct, signIn, subscribe, receiver, send, arrived, read } = await start();
    const tablet = new TestBrowser(receiver.url('/send/tablet'));
    await subscribe(await signIn(bob), tablet);
    // the device on which Bob signed up is connected
    const socket = await backend.socket(bob);
    await send(ann, direct, 'One');
    await arrived(1);
    expect(fresh(tablet.open(receiver.requests[0] ?? expect.fail())).body).toBe('One');
    await read(bob, direct);
    await socket.request('focus', { conversationId: null, hidden: true });
    await send(ann, direct, 'Two');
    await arrived(3);
    expect(
      receiver.requests
        .slice(1)
        .map(({ path }) => path)
        .sort(),
    ).toEqual(['/send/bob', '/send/tablet']);
  });

  it('is not pushed in quiet hours, nor where the conversation is muted; a mention gets through', async () => {
    const { backend, ann, bob, direct, as, send, arrived, opened, queued, settings } = await start();
    await backend.call('PATCH', `/v1/conversations/${direct}/me`, as(bob, { notifications: 'mentions' }));
    await send(ann, direct, 'Nothing');
    await send(ann, direct, `@${bob.user.username} something`);
    await arrived(1);
    expect(opened().map((push) => fresh(push).notification.kind)).toEqual(['mention']);
    const allDay = { from: '00:00', to: '00:00', timeZone: 'UTC' };
    await settings(bob, { quietHours: allDay });
    await send(ann, direct, `@${bob.user.username} at night`);
    await expect
      .poll(async () => (await backend.call('GET', '/v1/notifications', as(bob))).body)
      .toMatchObject({ unreadCount: 2 });
    expect(queued.filter(({ type }) => type === 'push')).toHaveLength(1);
  });

  it('costs no work where nothing is subscribed any more', async () => {
    const { backend, ann, bob, direct, as, send, queued, read } = await start();
    await backend.call('DELETE', '/v1/push/subscriptions', as(bob));
    const pushes = () => queued.filter(({ type }) => type === 'push').length;
    await send(ann, direct, 'One');
    await expect.poll(pushes).toBe(1);
    const noted = async () =>
      (await backend.runtime.app.notifications.settingsOf([bob.user.id]))(bob.user.id);
    await expect.poll(noted).not.toHaveProperty('subscriptionVersion');
    await read(bob, direct);
    await send(ann, direct, 'Two');
    await expect
      .poll(async () => (await backend.call('GET', '/v1/notifications', as(bob))).body)
      .toMatchObject({ unreadCount: 1 });
    expect(pushes()).toBe(1);
  });
});

describe('a push', () => {
  it('goes out once, also where the work is done again, at once or in another order', async () => {
    const { app, ann, direct, send, arrived, queued, receiver, later } = await start();
    await send(ann, direct, 'Once');
    await arrived(1);
    const [push] = queued.filter((work) => work.type === 'push');
    const notice = queued.find((work) => work.type === 'notify');
    if (!push || notice?.type !== 'notify') throw new Error('no work');
    await Promise.all([sendPushes(app, push), sendPushes(app, push)]);
    await app.work.add(notice);
    await expect.poll(() => queued.filter(({ type }) => type === 'notify').length).toBe(2);
    await sendPushes(app, push);
    expect(receiver.requests).toHaveLength(1);
    expect(later).toEqual([]);
  });

  it('that another delivery has begun is looked at again, and sent where that one died', async () => {
    const { app, bob, ann, direct, send, arrived, queued, receiver, later, passTime, clock } = await start();
    receiver.answer((response) => response.socket?.destroy());
    await send(ann, direct, 'Hello');
    await arrived(1);
    await expect.poll(() => later.length).toBe(1);
    const [begun] = queued.filter((work) => work.type === 'push');
    const [first] = begun?.to ?? [];
    if (!first) throw new Error('no work');
    later.splice(0);
    // the second attempt begins and dies
    const lease = { attempt: 1, now: clock.now(), until: clock.now() - 60_000 };
    await app.notifications.beginPush(bob.user.id, first, lease);
    receiver.answer(status(201));
    await sendPushes(app, { type: 'push', to: [{ ...first, attempt: 1 }] });
    expect(receiver.requests).toHaveLength(1);
    expect(later).toMatchObject([{ delay: 60, work: { to: [{ attempt: 1 }] } }]);
    clock.advance(1000);
    await passTime();
    expect(receiver.requests).toHaveLength(2);
  });

  it('that was read meanwhile is not sent', async () => {
    const { bob, ann, direct, send, arrived, opened, receiver, later, read, passTime } = await start();
    receiver.answer(status(503));
    await send(ann, direct, 'Hello');
    await arrived(1);
    await expect.poll(() => later.length).toBe(1);
    await read(bob, direct);
    receiver.answer(status(201));
    await expect.poll(() => later.map(({ work }) => work.type)).toEqual(['push', 'push-cleared']);
    receiver.requests.splice(0);
    await passTime();
    // what might have reached a device is closed there
    expect(opened().map(({ type }) => type)).toEqual(['cleared']);
    expect(later).toEqual([]);
  });

  it('never reaches a browser in which another user is signed in', async () => {
    const { app, ann, cid, direct, send, subscribe, phone, receiver, queued } = await start();
    await subscribe(cid, phone);
    await send(ann, direct, 'For Bob alone');
    await expect.poll(() => queued.filter(({ type }) => type === 'push').length).toBe(1);
    const [push] = queued.filter((work) => work.type === 'push');
    if (!push) throw new Error('no work');
    await sendPushes(app, push);
    expect(receiver.requests).toEqual([]);
  });

  it('reaches no device whose session ended', async () => {
    const { backend, app, ann, bob, direct, send, as, queued, receiver } = await start();
    const other = await backend.call('POST', '/v1/auth/logout', as(bob, { refreshToken: bob.refreshToken }));
    expect(other.status).toBe(204);
    await send(ann, direct, 'Hello?');
    await expect.poll(() => queued.filter(({ type }) => type === 'push').length).toBe(1);
    const [push] = queued.filter((work) => work.type === 'push');
    if (!push) throw new Error('no work');
    await sendPushes(app, push);
    expect(receiver.requests).toEqual([]);
  });
});

describe('what a push service answers', () => {
  const subscribed = async (app: Awaited<ReturnType<typeof start>>['app'], { user }: Person) =>
    (await app.accounts.sessionsOf(user.id)).filter(({ pushHash }) => pushHash !== undefined).length;

  it.each([
    ['200', 200],
    ['201', 201],
    ['202', 202],
  ])('%s: it was taken', async (_name, code) => {
    const { app, bob, ann, direct, receiver, send, arrived, later } = await start();
    receiver.answer(status(code));
    await send(ann, direct, 'Hello');
    await arrived(1);
    await expect.poll(async () => (await app.notifications.all(bob.user.id, 0))[0]?.pushed).toBe(1);
    expect(later).toEqual([]);
    expect(await subscribed(app, bob)).toBe(1);
  });

  it.each([404, 410])('%i: the device is forgotten', async (code) => {
    const { app, bob, ann, direct, receiver, send, arrived, later } = await start();
    receiver.answer(status(code));
    await send(ann, direct, 'Hello');
    await arrived(1);
    await expect.poll(() => subscribed(app, bob)).toBe(0);
    expect(later).toEqual([]);
  });

  it('413: it is sent again without its texts', async () => {
    const { ann, direct, receiver, send, arrived, opened, later } = await start();
    receiver.answer((response, { body }) => response.writeHead(body.byteLength > 600 ? 413 : 201).end());
    await send(ann, direct, 'Long '.repeat(40));
    await arrived(2);
    const [long, short] = opened().map(fresh);
    expect(long).toHaveProperty('body');
    expect(short).not.toHaveProperty('body');
    expect(short?.notification).toEqual(long?.notification);
    expect(later).toEqual([]);
  });

  it.each([
    ['429 with Retry-After', status(429, { 'retry-after': '120' }), 120],
    ['429 with a Retry-After beyond what the queue can', status(429, { 'retry-after': '7200' }), 900],
    ['500', status(500), 10],
    ['503 with a Retry-After of nothing', status(503, { 'retry-after': '0' }), 10],
  ])('%s: it is sent again later, and more seldom each time', async (_name, answer, delay) => {
    const { ann, direct, receiver, send, arrived, later, opened, passTime } = await start();
    receiver.answer(answer);
    await send(ann, direct, 'Hello');
    await arrived(1);
    await expect.poll(() => later.map((one) => one.delay)).toEqual([delay]);
    await passTime();
    expect(later.map((one) => one.delay)).toEqual([Math.max(30, delay)]);
    receiver.answer(status(201));
    await passTime();
    expect(opened().map((push) => fresh(push).body)).toEqual(['Hello', 'Hello', 'Hello']);
    const topics = new Set(receiver.requests.map(({ headers }) => headers['topic']));
    expect(topics.size).toBe(1);
    await passTime();
    expect(receiver.requests).toHaveLength(3);
  });

  it('trouble for more than a day: it is given up', async () => {
    const { ann, direct, receiver, send, arrived, later, passTime, clock } = await start();
    receiver.answer(status(500));
    await send(ann, direct, 'Hello');
    await arrived(1);
    await expect.poll(() => later.length).toBe(1);
    clock.advance(24 * 3600 * 1000 - 60_000);
    await passTime();
    await passTime();
    await passTime();
    expect(later).toEqual([]);
    expect(receiver.requests.length).toBeLessThan(4);
  });

  it('a closed connection: it is sent again later, and to the device alone that was not reached', async () => {
    const { ann, bob, direct, receiver, signIn, subscribe, send, arrived, later, passTime } = await start();
    await subscribe(await signIn(bob), new TestBrowser(receiver.url('/send/tablet')));
    receiver.answer((response, { path }) =>
      path === '/send/tablet' ? response.socket?.destroy() : response.writeHead(201).end(),
    );
    await send(ann, direct, 'Hello');
    await arrived(2);
    await expect.poll(() => later.length).toBe(1);
    receiver.answer(status(201));
    await passTime();
    expect(receiver.requests.map(({ path }) => path).sort()).toEqual([
      '/send/bob',
      '/send/tablet',
      '/send/tablet',
    ]);
  });

  it('nothing at all: it is sent again later', async () => {
    const { ann, direct, receiver, send, arrived, later, passTime, opened } = await start({ patience: 200 });
    receiver.answer(() => undefined);
    await send(ann, direct, 'Hello');
    await arrived(1);
    await expect.poll(() => later.map(({ delay }) => delay)).toEqual([10]);
    receiver.answer(status(201));
    await passTime();
    expect(opened().map((push) => fresh(push).body)).toEqual(['Hello', 'Hello']);
    expect(later).toEqual([]);
  });

  it.each([400, 403])('%i: it is not sent again, and the device stays', async (code) => {
    const { app, bob, ann, direct, receiver, send, arrived, later } = await start();
    receiver.answer(status(code));
    await send(ann, direct, 'Hello');
    await arrived(1);
    await expect.poll(async () => (await app.notifications.all(bob.user.id, 0))[0]?.pushed).toBe(1);
    expect(later).toEqual([]);
    expect(await subscribed(app, bob)).toBe(1);
  });

  it('a redirect: it is not followed', async () => {
    const { ann, direct, receiver, send, arrived, later } = await start();
    receiver.answer(status(307, { location: receiver.url('/elsewhere') }));
    await send(ann, direct, 'Hello');
    await arrived(1);
    expect(later).toEqual([]);
    expect(receiver.requests.map(({ path }) => path)).toEqual(['/send/bob']);
  });

  it('a name that stands for a private address by now: nothing is sent', async () => {
    const { app, bob, ann, direct, receiver, send, queued } = await start();
    receiver.moveTo('10.0.0.1');
    await send(ann, direct, 'Hello');
    await expect.poll(() => queued.filter(({ type }) => type === 'push').length).toBe(1);
    await expect.poll(async () => (await app.notifications.all(bob.user.id, 0))[0]?.pushed).toBe(1);
    expect(receiver.requests).toEqual([]);
  });
});

describe('what is read on another device', () => {
  it('is closed on those that sleep, in one push', async () => {
    const { backend, ann, bob, cid, direct, send, arrived, opened, read, later, passTime, receiver } =
      await start();
    const group = await backend.conversation(ann, [bob, cid], 'Team');
    await arrived(1);
    await send(ann, direct, 'One');
    await arrived(2);
    await send(cid, group.id, `@${bob.user.username} two`);
    await arrived(3);
    const pushed = opened().map((push) => fresh(push).notification.id);
    await read(bob, direct);
    await read(bob, group.id);
    await expect.poll(() => later.map(({ work }) => work.type)).toEqual(['push-cleared']);
    await passTime();
    const cleared = opened()[3];
    expect(cleared).toEqual({
      type: 'cleared',
      recipientId: bob.user.id,
      ids: expect.arrayContaining(pushed) as string[],
      unreadCount: 0,
    });
    expect(receiver.requests[3]?.headers).toMatchObject({ urgency: 'low' });
    expect(receiver.requests.map(({ headers }) => headers['topic']).slice(0, 3)).toContain(
      receiver.requests[3]?.headers['topic'],
    );
    await passTime();
    expect(receiver.requests).toHaveLength(4);
  });

  it('and notified of anew meanwhile is not closed', async () => {
    const { ann, bob, direct, send, arrived, opened, read, later, passTime } = await start();
    await send(ann, direct, 'One');
    await arrived(1);
    await read(bob, direct);
    await expect.poll(() => later.length).toBe(1);
    await send(ann, direct, 'Two');
    await arrived(2);
    await passTime();
    expect(opened().map(({ type }) => type)).toEqual(['new', 'new']);
  });

  it('takes nothing where nothing was pushed', async () => {
    const { backend, ann, bob, direct, as, send, read, later, queued } = await start();
    const socket = await backend.socket(bob);
    await send(ann, direct, 'One');
    await socket.events('notification:new', 1);
    await expect.poll(() => queued.filter(({ type }) => type === 'push').length).toBe(1);
    await read(bob, direct);
    await expect
      .poll(async () => (await backend.call('GET', '/v1/notifications', as(bob))).body)
      .toMatchObject({ unreadCount: 0 });
    expect(later).toEqual([]);
  });
});
