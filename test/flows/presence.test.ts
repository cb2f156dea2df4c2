import { describe, expect, it } from 'vitest';
import { OperationCounter } from '../../shared/platform/counting/counter.ts';
import { countingPorts } from '../../shared/platform/counting/counting-ports.ts';
import { wireTime } from '../../shared/platform/time.ts';
import type {
  AckData,
  Conversation,
  OwnStatus,
  Page,
  ServerEventData,
  UserProfile,
  UserSummary,
} from '../../shared/protocol/index.ts';
import { withoutFollowUps } from '../support/backend/without-follow-ups.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { HeldWork } from '../support/backend/held-work.ts';
import { ManualSchedule } from '../support/backend/manual-schedule.ts';
import { startBackend, type Person } from '../support/backend/runtime.ts';
import type { TestSocket } from '../support/backend/test-socket.ts';

type Update = ServerEventData<'presence:update'>;
type Watched = AckData<'presence:watch'>['users'];

const minute = 60_000;

/** Ann, Bob and Carol at a clock that stands still, on a queue that waits, with everything counted. */
async function start() {
  const clock = new ManualClock();
  const work = new HeldWork();
  const counter = new OperationCounter();
  const backend = await startBackend({
    clock,
    // the gateway's own limits by this clock are not what is looked at
    limits: { idleMs: 24 * 60 * minute },
    ...withoutFollowUps((ports) => countingPorts({ ...ports, work }, counter)),
  });
  const [ann, bob, carol] = [
    await backend.person('ann'),
    await backend.person('bob'),
    await backend.person('carol'),
  ];
  const { app } = backend.runtime;
  const status = (person: Person, wanted: OwnStatus) =>
    backend.call('PUT', '/v1/users/me/status', { token: person.token, body: { status: wanted } });
  const hide = (person: Person, presence: 'everyone' | 'nobody') =>
    backend.call('PATCH', '/v1/users/me', { token: person.token, body: { privacy: { presence } } });
  const now = () => wireTime(clock.now());

  /** What Bob sees of Ann, wherever he looks: always the same. */
  async function seenByBob() {
    const { id, username } = ann.user;
    const get = async <T>(path: string) => (await backend.call<T>('GET', path, { token: bob.token })).body;
    const { id: conversationId } = await backend.conversation(bob, [ann]);
    const profile = await get<UserProfile>(`/v1/users/${id}`);
    const found = await get<Page<UserSummary>>(`/v1/users?q=${username}`);
    const { participants } = await get<Conversation>(`/v1/conversations/${conversationId}`);
    const list = await get<Page<Conversation>>('/v1/conversations');
    const socket = await backend.socket(bob);
    const [watched] = await watch(socket, ann);
    const views = [
      profile,
      found.items[0],
      participants.find((participant) => participant.id === id),
      list.items[0]?.participants.find((participant) => participant.id === id),
      watched,
    ].map((view) => ({ online: view?.online, lastOnline: view?.lastOnline }));
    const [first] = views;
    for (const view of views) expect(view).toEqual(first);
    await leave(socket, bob);
    return first;
  }

  /** Closes a socket and waits until the backend knows. */
  async function leave(socket: TestSocket, person: Person) {
    const before = (await app.presence.socketsOf([person.user.id])).length;
    socket.close();
    await expect.poll(async () => (await app.presence.socketsOf([person.user.id])).length).toBe(before - 1);
  }
  return { backend, app, clock, work, counter, ann, bob, carol, status, hide, now, seenByBob, leave };
}

async function watch(socket: TestSocket, ...people: Person[]): Promise<Watched> {
  const ack = await socket.request<AckData<'presence:watch'>>('presence:watch', {
    userIds: people.map(({ user }) => user.id),
  });
  return ack.data?.users ?? [];
}

const updates = (socket: TestSocket) => socket.eventsSoFar<Update>('presence:update');

describe('coming and going', () => {
  it('is pushed to watchers with the first device, and once when the last is gone for 10 seconds', async () => {
    const { backend, app, clock, work, ann, bob, carol, now, leave } = await start();
    const [bobs, carols] = [await backend.socket(bob), await backend.socket(carol)];
    expect(await watch(bobs, ann)).toEqual([
      { userId: ann.user.id, online: false, status: 'offline', lastOnline: null },
    ]);

    const laptop = await backend.socket(ann);
    const online = { userId: ann.user.id, online: true, status: 'online', lastOnline: now() };
    expect(await updates(bobs)).toEqual([online]);
    clock.advance(1000);
    const phone = await backend.socket(ann);
    await leave(laptop, ann);
    expect(await updates(bobs)).toHaveLength(1);
    expect(work.queued.all).toEqual([]);

    clock.advance(1000);
    const left = now();
    await leave(phone, ann);
    const { work: queued, delaySeconds } = await work.queued.nth(1);
    expect(queued).toEqual({ type: 'went-offline', userId: ann.user.id, leftAt: clock.now() });
    expect(delaySeconds).toBe(10);
    expect(await updates(bobs)).toHaveLength(1);
    clock.advance(10_000);
    expect(await work.run(app, 1)).toEqual([]);
    expect(await updates(bobs)).toEqual([
      online,
      { userId: ann.user.id, online: false, status: 'offline', lastOnline: left },
    ]);
    // Carol watches no one, and the sockets of Ann heard nothing of themselves
    for (const socket of [carols, laptop, phone]) {
      expect(socket.frames.filter(({ type }) => type === 'presence:update')).toEqual([]);
    }
  });

  it('is not pushed for a reconnect within 10 seconds', async () => {
    const { backend, app, clock, work, ann, bob, leave } = await start();
    const bobs = await backend.socket(bob);
    await watch(bobs, ann);
    await leave(await backend.socket(ann), ann);
    clock.advance(9_999);
    const again = await backend.socket(ann);
    clock.advance(1);
    await work.run(app, 1);
    expect(await updates(bobs)).toMatchObject([{ online: true }]);

    // away again before that check: only the newer one tells
    await leave(again, ann);
    await work.run(app, 1);
    expect(await updates(bobs)).toHaveLength(1);
    await work.run(app, 2);
    expect(await updates(bobs)).toMatchObject([{ online: true }, { online: false }]);
  });

  it('is pushed again for a reconnect after 10 seconds', async () => {
    const { backend, app, clock, work, ann, bob, leave } = await start();
    const bobs = await backend.socket(bob);
    await watch(bobs, ann);
    await leave(await backend.socket(ann), ann);
    clock.advance(10_000);
    await work.run(app, 1);
    await backend.socket(ann);
    expect((await updates(bobs)).map(({ online }) => online)).toEqual([true, false, true]);
  });

  it('is pushed although the clocks of two functions differ', async () => {
    const { backend, app, clock, work, ann, bob, leave } = await start();
    const bobs = await backend.socket(bob);
    await watch(bobs, ann);
    await leave(await backend.socket(ann), ann);
    clock.advance(10_000 - 50);
    await work.run(app, 1);
    expect((await updates(bobs)).map(({ online }) => online)).toEqual([true, false]);
  });

  it('is pushed by the queue of the local runtime after 10 seconds', async () => {
    const clock = new ManualClock();
    const timers = new ManualSchedule();
    const backend = await startBackend({ clock, schedule: timers.schedule });
    const [ann, bob] = [await backend.person('ann'), await backend.person('bob')];
    // the mails of their registrations
    timers.advance(0);
    const bobs = await backend.socket(bob);
    await watch(bobs, ann);
    const socket = await backend.socket(ann);
    socket.close();
    await expect.poll(() => timers.due).toContain(10_000);
    clock.advance(10_000);
    timers.advance(10_000);
    expect((await bobs.events<Update>('presence:update', 2)).map(({ online }) => online)).toEqual([
      true,
      false,
    ]);
  });

  it('is pushed when the session ends', async () => {
    const { backend, app, work, ann, bob } = await start();
    const bobs = await backend.socket(bob);
    await watch(bobs, ann);
    const socket = await backend.socket(ann);
    const { token, refreshToken } = ann;
    await backend.call('POST', '/v1/auth/logout', { token, body: { refreshToken } });
    await socket.closed;
    // the sign-out queued a check, and the end of the socket another one
    await work.queued.nth(2);
    await work.run(app, 1);
    await work.run(app, 2);
    expect((await app.presence.of(ann.user.id)).shown.online).toBe(false);
    expect((await updates(bobs)).at(-1)).toMatchObject({ online: false });
  });
});

describe('a status', () => {
  it("is pushed to watchers and to the user's other sockets", async () => {
    const { backend, ann, bob, status, now, seenByBob } = await start();
    const bobs = await backend.socket(bob);
    await watch(bobs, ann);
    const [laptop, phone] = [await backend.socket(ann), await backend.socket(ann)];
    expect(await status(ann, 'away')).toMatchObject({ status: 200, body: { status: 'away' } });
    const away = { userId: ann.user.id, online: true, status: 'away', lastOnline: now() };
    for (const socket of [laptop, phone]) expect(await updates(socket)).toEqual([away]);
    expect(await updates(bobs)).toMatchObject([{ status: 'online' }, away]);
    expect(await seenByBob()).toMatchObject({ online: true });

    // the same once more is no news for watchers
    await status(ann, 'away');
    expect(await updates(bobs)).toHaveLength(2);
    await status(ann, 'online');
    expect((await updates(bobs)).at(-1)).toMatchObject({ online: true, status: 'online' });
    expect(await updates(bobs)).toHaveLength(3);
  });

  it('survives a reconnect', async () => {
    const { backend, app, clock, work, ann, bob, status, leave } = await start();
    const socket = await backend.socket(ann);
    await status(ann, 'away');
    await leave(socket, ann);
    clock.advance(10_000);
    await work.run(app, 1);
    const bobs = await backend.socket(bob);
    await watch(bobs, ann);
    await backend.socket(ann);
    expect(await updates(bobs)).toMatchObject([{ online: true, status: 'away' }]);
  });

  it('set by a user who is offline changes nothing for watchers', async () => {
    const { backend, clock, ann, bob, status, now, seenByBob, leave } = await start();
    const bobs = await backend.socket(bob);
    await watch(bobs, ann);
    await status(ann, 'away');
    expect(await seenByBob()).toEqual({ online: false, lastOnline: null });

    await leave(await backend.socket(ann), ann);
    const shown = { online: false, lastOnline: now() };
    clock.advance(minute);
    for (const wanted of ['invisible', 'away', 'online'] as const) {
      await status(ann, wanted);
      expect(await seenByBob()).toEqual(shown);
    }
    expect(await updates(bobs)).toMatchObject([{ online: true }]);
  });

  it('invisible looks like offline, and hides all activity meanwhile', async () => {
    const { backend, app, clock, work, ann, bob, status, now, seenByBob, leave } = await start();
    const bobs = await backend.socket(bob);
    await watch(bobs, ann);
    const laptop = await backend.socket(ann);
    clock.advance(minute);
    await status(ann, 'invisible');
    const hiddenAt = now();
    const offline = { userId: ann.user.id, online: false, status: 'offline', lastOnline: hiddenAt };
    expect(await updates(bobs)).toMatchObject([{ online: true }, offline]);
    expect(await updates(laptop)).toEqual([
      { userId: ann.user.id, online: true, status: 'invisible', lastOnline: expect.any(String) as string },
    ]);

    const unseen = { online: false, lastOnline: hiddenAt };
    clock.advance(minute);
    await laptop.request('ping');
    expect(await seenByBob()).toEqual(unseen);
    await status(ann, 'invisible');
    expect(await seenByBob()).toEqual(unseen);
    clock.advance(minute);
    await leave(laptop, ann);
    clock.advance(minute);
    const phone = await backend.socket(ann);
    expect(await seenByBob()).toEqual(unseen);
    await leave(phone, ann);
    await work.run(app, 1);
    await work.run(app, 2);
    expect(await seenByBob()).toEqual(unseen);
    await status(ann, 'invisible');
    expect(await seenByBob()).toEqual(unseen);
    // not there any more: being visible again does not tell of the time in between
    await status(ann, 'online');
    expect(await seenByBob()).toEqual(unseen);
    expect(await updates(bobs)).toHaveLength(2);

    clock.advance(minute);
    await backend.socket(ann);
    expect(await updates(bobs)).toHaveLength(3);
    expect(await seenByBob()).toEqual({ online: true, lastOnline: now() });
    expect((await app.presence.get(ann.user.id)).status).toBe('online');
  });

  it('invisible, once changed, shows the user as they are', async () => {
    const { backend, ann, bob, status, now } = await start();
    await backend.socket(ann);
    await status(ann, 'invisible');
    const bobs = await backend.socket(bob);
    expect(await watch(bobs, ann)).toMatchObject([{ online: false }]);
    await status(ann, 'online');
    expect(await updates(bobs)).toEqual([
      { userId: ann.user.id, online: true, status: 'online', lastOnline: now() },
    ]);
  });

  it('changed in the 10 seconds after leaving ends that wait', async () => {
    const { backend, app, clock, work, ann, bob, status, leave } = await start();
    const bobs = await backend.socket(bob);
    await watch(bobs, ann);
    await leave(await backend.socket(ann), ann);
    clock.advance(2000);
    await status(ann, 'invisible');
    expect((await updates(bobs)).map(({ online }) => online)).toEqual([true, false]);
    clock.advance(2000);
    const socket = await backend.socket(ann);
    await work.run(app, 1);
    await leave(socket, ann);
    expect(await updates(bobs)).toHaveLength(2);
    await status(ann, 'online');
    await backend.socket(ann);
    expect((await updates(bobs)).map(({ online }) => online)).toEqual([true, false, true]);
  });
});

describe('presence hidden by privacy', () => {
  it('is visible nowhere, and pushed when it changes', async () => {
    const { backend, app, clock, work, ann, bob, hide, now, seenByBob, leave } = await start();
    const bobs = await backend.socket(bob);
    await watch(bobs, ann);
    const laptop = await backend.socket(ann);
    expect(await seenByBob()).toEqual({ online: true, lastOnline: now() });
    expect((await hide(ann, 'nobody')).status).toBe(200);
    expect((await updates(bobs)).slice(1)).toEqual([
      { userId: ann.user.id, online: false, status: 'offline', lastOnline: null },
    ]);
    const nothing = { online: false, lastOnline: null };
    expect(await seenByBob()).toEqual(nothing);

    await hide(ann, 'nobody');
    await leave(laptop, ann);
    clock.advance(minute);
    await work.run(app, 1);
    const phone = await backend.socket(ann);
    expect(await seenByBob()).toEqual(nothing);
    expect(await updates(bobs)).toHaveLength(2);

    await hide(ann, 'everyone');
    expect((await updates(bobs)).slice(2)).toEqual([
      { userId: ann.user.id, online: true, status: 'online', lastOnline: now() },
    ]);
    // of one's own status one's own sockets know all the same
    await hide(ann, 'nobody');
    await backend.call('PUT', '/v1/users/me/status', { token: ann.token, body: { status: 'away' } });
    expect(await updates(phone)).toMatchObject([{ online: true, status: 'away' }]);
    expect(await updates(bobs)).toHaveLength(4);
  });
});

describe('watching', () => {
  it('answers with the presence of each user on the list once, known or not', async () => {
    const { backend, ann, bob, carol, now, status } = await start();
    await backend.socket(ann);
    await status(ann, 'away');
    const bobs = await backend.socket(bob);
    const ids = [carol.user.id, ann.user.id, 'usr_nobody', carol.user.id, bob.user.id];
    const ack = await bobs.request<AckData<'presence:watch'>>('presence:watch', { userIds: ids });
    expect(ack.data?.users).toEqual([
      { userId: carol.user.id, online: false, status: 'offline', lastOnline: null },
      { userId: ann.user.id, online: true, status: 'away', lastOnline: now() },
      { userId: 'usr_nobody', online: false, status: 'offline', lastOnline: null },
      { userId: bob.user.id, online: true, status: 'online', lastOnline: now() },
    ]);
  });

  it('oneself gets each update once', async () => {
    const { backend, ann, status } = await start();
    const socket = await backend.socket(ann);
    await watch(socket, ann);
    await backend.socket(ann);
    await status(ann, 'away');
    expect(await updates(socket)).toMatchObject([{ status: 'away' }]);
  });

  it("oneself while invisible shows the status that only the user's own devices see", async () => {
    const { backend, ann, bob, status, now } = await start();
    const [anns, bobs] = [await backend.socket(ann), await backend.socket(bob)];
    await status(ann, 'invisible');
    expect(await watch(anns, ann)).toEqual([
      { userId: ann.user.id, online: true, status: 'invisible', lastOnline: now() },
    ]);
    expect(await watch(bobs, ann)).toMatchObject([{ online: false, status: 'offline' }]);
  });

  it('accepts 200 users and refuses more', async () => {
    const { backend, bob } = await start();
    const bobs = await backend.socket(bob);
    const ids = Array.from({ length: 201 }, (_, index) => `usr_${index}`);
    const ack = await bobs.request<AckData<'presence:watch'>>('presence:watch', { userIds: ids.slice(1) });
    expect(ack.data?.users.map(({ userId }) => userId)).toEqual(ids.slice(1));
    const refused = await bobs.request('presence:watch', { userIds: ids });
    expect(refused.error).toMatchObject({ code: 'validation_failed', errors: [{ path: 'data.userIds' }] });
    // the list is what it was
    expect(await backend.runtime.app.watches.watchersOf('usr_0')).toEqual([]);
    expect(await backend.runtime.app.watches.watchersOf('usr_200')).toEqual([bob.user.id]);
    expect((await watch(bobs)).length).toBe(0);
    for (const id of ids) expect(await backend.runtime.app.watches.watchersOf(id)).toEqual([]);
  });

  it('a new list replaces the one before', async () => {
    const { backend, ann, bob, carol } = await start();
    const bobs = await backend.socket(bob);
    await watch(bobs, ann);
    await watch(bobs, carol);
    await backend.socket(ann);
    await backend.socket(carol);
    expect(await updates(bobs)).toMatchObject([{ userId: carol.user.id, online: true }]);
    expect(await backend.runtime.app.watches.watchersOf(ann.user.id)).toEqual([]);
  });

  it('a list belongs to one device', async () => {
    const { backend, app, ann, bob, carol, leave } = await start();
    const [laptop, phone] = [await backend.socket(bob), await backend.socket(bob)];
    await watch(laptop, ann, carol);
    await watch(phone, carol);
    await backend.socket(ann);
    await backend.socket(carol);
    expect((await updates(laptop)).map(({ userId }) => userId)).toEqual([ann.user.id, carol.user.id]);
    expect((await updates(phone)).map(({ userId }) => userId)).toContain(carol.user.id);

    // one device less on a list that the other has too
    await watch(laptop);
    expect(await app.watches.watchersOf(ann.user.id)).toEqual([]);
    expect(await app.watches.watchersOf(carol.user.id)).toEqual([bob.user.id]);
    // what a device that is gone watched is dropped with the next list
    await leave(phone, bob);
    await watch(laptop, ann);
    expect(await app.watches.watchersOf(carol.user.id)).toEqual([]);
    expect(await app.watches.watchersOf(ann.user.id)).toEqual([bob.user.id]);
  });

  it('ends by itself when the watcher does not come back', async () => {
    const { backend, app, clock, ann, bob } = await start();
    const bobs = await backend.socket(bob);
    await watch(bobs, ann);
    clock.advance(4 * 60 * minute + 1000);
    expect(await app.watches.watchersOf(ann.user.id)).toEqual([]);
  });

  it('goes on for a watcher who comes back every two hours', async () => {
    const { backend, app, clock, ann, bob } = await start();
    const bobs = await backend.socket(bob);
    for (let hours = 0; hours < 24; hours += 2) {
      await watch(bobs, ann);
      clock.advance(120 * minute);
      expect(await app.watches.watchersOf(ann.user.id)).toEqual([bob.user.id]);
    }
  });
});

describe('a socket that ended without a disconnect event', () => {
  it('shows its user online for 11 minutes after the last ping', async () => {
    const { backend, app, clock, ann } = await start();
    const socket = await backend.socket(ann);
    const seen = async () => (await app.presence.of(ann.user.id)).shown.online;
    clock.advance(8 * minute);
    await socket.request('ping');
    // the sign of life is stored while the answer is on its way
    await expect.poll(async () => (await app.presence.of(ann.user.id)).shown.lastOnline).toBe(clock.now());
    clock.advance(11 * minute - 1);
    expect(await seen()).toBe(true);
    clock.advance(1);
    expect(await seen()).toBe(false);

    // a watcher who looks now sees that, and then hears that the person came
    const { token } = await backend.person('dave');
    const daves = await backend.socket({ token });
    expect(await watch(daves, ann)).toMatchObject([{ online: false }]);
    const login = { username: ann.user.username, password: ann.password };
    await backend.socket((await backend.call<Person>('POST', '/v1/auth/login', { body: login })).body);
    expect(await updates(daves)).toMatchObject([{ userId: ann.user.id, online: true }]);
  });

  it('shows its user online again after a ping', async () => {
    const { backend, app, clock, ann } = await start();
    const socket = await backend.socket(ann);
    clock.advance(12 * minute);
    expect((await app.presence.of(ann.user.id)).shown.online).toBe(false);
    await socket.request('ping');
    await expect.poll(async () => (await app.presence.of(ann.user.id)).shown.online).toBe(true);
  });
});

describe('the cost of presence', () => {
  const writes = (counter: OperationCounter) => {
    const { put = 0, update = 0, delete: deletions = 0, transact = 0 } = counter.take();
    return { requests: put + update + deletions + transact, transact };
  };

  it('is one write to connect, to ping and to leave', async () => {
    const { backend, app, counter, ann, leave } = await start();
    counter.take();
    const socket = await backend.socket(ann);
    expect(writes(counter)).toEqual({ requests: 1, transact: 0 });
    await socket.request('ping');
    await expect.poll(() => counter.take().update).toBe(1);
    await leave(socket, ann);
    expect(writes(counter)).toEqual({ requests: 1, transact: 0 });
    expect((await app.presence.of(ann.user.id)).shown.online).toBe(false);
  });

  it('is one transaction for new names and the list, and nothing for an unchanged list', async () => {
    const { backend, clock, counter, ann, bob, carol, leave } = await start();
    let socket = await backend.socket(bob);
    counter.take();
    await watch(socket, ann, carol);
    expect(writes(counter)).toEqual({ requests: 1, transact: 1 });
    // again: nothing
    await watch(socket, ann, carol);
    expect(writes(counter)).toEqual({ requests: 0, transact: 0 });
    // over a reconnect: the list of the new socket only
    await leave(socket, bob);
    clock.advance(30 * minute);
    const login = { username: bob.user.username, password: bob.password };
    const { body } = await backend.call<Person>('POST', '/v1/auth/login', { body: login });
    socket = await backend.socket(body);
    counter.take();
    await watch(socket, carol, ann);
    expect(writes(counter)).toEqual({ requests: 1, transact: 0 });
    // all are renewed after an hour
    clock.advance(31 * minute);
    await watch(socket, carol, ann);
    expect(writes(counter)).toEqual({ requests: 1, transact: 1 });
  });
});
