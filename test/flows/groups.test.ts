import { describe, expect, it } from 'vitest';
import { keys } from '../../shared/keys.ts';
import type { Conversation, Message } from '../../shared/protocol/index.ts';
import { groupCalls, outcome } from '../support/backend/group-world.ts';
import { startBackend, type Person } from '../support/backend/runtime.ts';
import type { TestSocket } from '../support/backend/test-socket.ts';
import { ManualClock } from '../support/manual-clock.ts';

/** Ann owns a group with Bob, an admin, and Cem. Dan is not in it. */
async function start(env: NodeJS.ProcessEnv = {}) {
  const clock = new ManualClock();
  const backend = await startBackend({ clock, env });
  const [ann, bob, cem, dan] = (await backend.people('ann', 'bob', 'cem', 'dan')) as [
    Person,
    Person,
    Person,
    Person,
  ];
  const { id } = await backend.conversation(ann, [bob, cem], 'Tea');
  const group = groupCalls(backend, id);
  expect(outcome(await group.change(ann, bob, { role: 'admin' }))).toBe('ok');
  return { backend, clock, ann, bob, cem, dan, group };
}

/** The first messages that were pushed to a socket, in their order: pushes can arrive in another. */
const pushedTo = async (socket: TestSocket, count: number) =>
  (await socket.events<Message>('message:new', count)).toSorted((a, b) => a.seq - b.seq);
const systemOf = ({ system }: Message) => system;
const idsOf = (people: { id: string }[]) => people.map(({ id }) => id).sort();

describe('the members of a group', () => {
  it('given an added user, shows them the group, and the members who came in', async () => {
    const { backend, ann, bob, cem, dan, group } = await start();
    const [anns, dans] = await Promise.all([backend.socket(ann), backend.socket(dan)]);
    const { status, body } = await group.add(bob, dan);
    expect(status).toBe(200);
    expect(body).toMatchObject({ memberCount: 4, lastSeq: 2 });
    const [shown] = await dans.events<Conversation>('conversation:new', 1);
    expect(shown).toMatchObject({
      id: group.id,
      memberCount: 4,
      unreadCount: 0,
      me: { role: 'member', joinedSeq: 2, readSeq: 2 },
      lastMessage: {
        kind: 'system',
        system: { type: 'added', actorId: bob.user.id, userIds: [dan.user.id] },
      },
    });
    const [entry] = await anns.events<Message>('message:new', 1);
    expect(entry).toMatchObject({
      seq: 2,
      kind: 'system',
      senderId: bob.user.id,
      text: 'Members were added.',
      system: { type: 'added', actorId: bob.user.id, userIds: [dan.user.id], memberCount: 4 },
    });
    expect(await anns.events<Conversation>('conversation:updated', 1)).toMatchObject([
      { memberCount: 4, me: { role: 'owner' } },
    ]);
    // system messages are in the sequence and do not count as unread
    expect((await group.changes(cem)).body.items.map(systemOf)).toMatchObject([
      { type: 'role', userIds: [bob.user.id], role: 'admin' },
      { type: 'added' },
    ]);
    expect((await group.get(cem)).body).toMatchObject({ unreadCount: 0, lastSeq: 2 });
    expect(outcome(await group.send(dan, 'hello'))).toBe('ok');
  });

  it('are listed by pages, by role and by the beginning of a name', async () => {
    const { ann, bob, cem, dan, group } = await start();
    const all = (await group.members(cem)).body;
    expect(all.nextCursor).toBeNull();
    expect(idsOf(all.items)).toEqual(idsOf([ann.user, bob.user, cem.user]));
    const first = (await group.members(cem, '?limit=2')).body;
    const rest = (await group.members(cem, `?limit=2&cursor=${first.nextCursor}`)).body;
    expect(idsOf([...first.items, ...rest.items])).toEqual(idsOf(all.items));
    expect((await group.members(cem, '?role=owner')).body.items).toMatchObject([
      { id: ann.user.id, role: 'owner' },
    ]);
    expect((await group.members(cem, '?q=BO')).body.items).toMatchObject([{ id: bob.user.id }]);
    expect((await group.members(cem, '?q=bo&role=member')).body).toEqual({ items: [], nextCursor: null });
    expect(outcome(await group.members(dan))).toBe('conversation_not_found');
  });

  it('given wrong names, adds none of them and says what is wrong', async () => {
    const { backend, ann, bob, cem, dan, group } = await start();
    const name = dan.user.username;
    const wrong: [string, string[]][] = [
      ['unknown_usernames', [name, 'no-such-user']],
      ['duplicate_usernames', [name, name.toUpperCase()]],
      ['already_member', [name, cem.user.username]],
      ['already_member', [ann.user.username]],
      ['validation_failed', []],
      ['validation_failed', Array.from({ length: 46 }, (_, index) => `user-${index}`)],
    ];
    for (const [code, names] of wrong) {
      expect(outcome(await group.addNames(ann, ...names)), code).toBe(code);
    }
    expect(outcome(await group.add(cem, dan))).toBe('forbidden');
    await backend.call('PATCH', '/v1/users/me', {
      token: dan.token,
      body: { privacy: { groups: 'nobody' } },
    });
    expect(outcome(await group.add(bob, dan))).toBe('invites_not_accepted');
    expect((await group.get(ann)).body).toMatchObject({ memberCount: 3, lastSeq: 1 });
  });

  it('given the 5,000th, takes no further one', async () => {
    const { backend, ann, dan, group } = await start();
    await backend.runtime.app.durable.update(keys.conversation(group.id), { set: { memberCount: 5_000 } });
    expect(outcome(await group.add(ann, dan))).toBe('group_full');
  });

  it('given a removal, tell the removed user, who gets nothing more', async () => {
    const { backend, ann, bob, cem, group } = await start();
    await group.send(ann, 'before');
    const [anns, cems] = await Promise.all([backend.socket(ann), backend.socket(cem)]);
    expect(outcome(await group.kick(bob, cem))).toBe('ok');
    expect(await cems.events('conversation:removed', 1)).toEqual([{ id: group.id, reason: 'removed' }]);
    await group.send(ann, 'after');
    const seen = await pushedTo(anns, 2);
    expect(seen).toMatchObject([
      { system: { type: 'removed', userIds: [cem.user.id], memberCount: 2 } },
      { text: 'after' },
    ]);
    expect(await cems.eventsSoFar('message:new')).toEqual([]);
    for (const answer of [await group.get(cem), await group.changes(cem), await group.send(cem, 'I')]) {
      expect(outcome(answer)).toBe('conversation_not_found');
    }
    // and back again, with the history
    expect(outcome(await group.add(ann, cem))).toBe('ok');
    expect((await group.messages(cem)).map(({ text }) => text)).toContain('before');
  });

  it('act on lower roles only', async () => {
    const { ann, bob, cem, dan, group } = await start();
    expect(outcome(await group.kick(cem, bob))).toBe('forbidden');
    expect(outcome(await group.kick(bob, ann))).toBe('outranked');
    expect(outcome(await group.kick(bob, bob))).toBe('cannot_target_self');
    expect(outcome(await group.kick(bob, dan))).toBe('member_not_found');
    expect(outcome(await group.change(bob, cem, { role: 'admin' }))).toBe('forbidden');
    expect(outcome(await group.change(ann, cem, { role: 'owner' }))).toBe('validation_failed');
    expect(outcome(await group.change(ann, ann, { role: 'member' }))).toBe('cannot_target_self');
    await group.change(ann, cem, { role: 'admin' });
    expect(outcome(await group.kick(bob, cem))).toBe('outranked');
    expect(outcome(await group.ban(bob, cem))).toBe('outranked');
    expect(outcome(await group.change(bob, cem, { mutedUntil: 'forever' }))).toBe('outranked');
    expect(outcome(await group.remove(bob))).toBe('forbidden');
  });

  it('given an owner who leaves, get the admin who serves longest, and the last one deletes the group', async () => {
    const { backend, clock, ann, bob, cem, dan, group } = await start();
    const anns = await backend.socket(ann);
    clock.advance(1_000);
    await group.add(ann, dan);
    await group.change(ann, dan, { role: 'admin' });
    expect(outcome(await group.leave(ann))).toBe('ok');
    expect(await anns.events('conversation:removed', 1)).toEqual([{ id: group.id, reason: 'left' }]);
    expect((await group.changes(cem)).body.items.slice(-2).map(systemOf)).toMatchObject([
      { type: 'left', userIds: [ann.user.id], memberCount: 3 },
      { type: 'owner', userIds: [bob.user.id] },
    ]);
    expect(outcome(await group.transfer(bob, ann))).toBe('member_not_found');
    expect(outcome(await group.transfer(bob, bob))).toBe('cannot_target_self');
    expect(outcome(await group.transfer(bob, cem))).toBe('ok');
    expect((await group.get(bob)).body.me.role).toBe('admin');
    expect((await group.get(cem)).body.me.role).toBe('owner');
    for (const leaver of [bob, dan, cem]) expect(outcome(await group.leave(leaver))).toBe('ok');
    expect(outcome(await group.get(cem))).toBe('conversation_not_found');
  });

  it('given a ban, cannot be added until it ends', async () => {
    const { backend, ann, bob, cem, dan, group } = await start();
    const cems = await backend.socket(cem);
    expect(outcome(await group.ban(bob, cem))).toBe('ok');
    expect(outcome(await group.ban(bob, cem))).toBe('ok');
    expect(await cems.events('conversation:removed', 1)).toEqual([{ id: group.id, reason: 'banned' }]);
    expect(outcome(await group.ban(bob, dan))).toBe('ok');
    expect((await group.bans(ann)).body.items.map(({ id }) => id).sort()).toEqual(
      [cem.user.id, dan.user.id].sort(),
    );
    expect(outcome(await group.add(ann, cem))).toBe('member_banned');
    expect(outcome(await group.bans(cem))).toBe('conversation_not_found');
    expect(outcome(await group.unban(bob, cem))).toBe('ok');
    expect(outcome(await group.unban(bob, cem))).toBe('ok');
    expect(outcome(await group.add(ann, cem))).toBe('ok');
    expect(outcome(await group.bans(cem))).toBe('forbidden');
    const unknown = { user: { id: 'usr_none' } } as Person;
    expect(outcome(await group.ban(bob, unknown))).toBe('user_not_found');
    expect((await group.get(ann)).body).toMatchObject({ memberCount: 3 });
  });
});

describe('what members may send', () => {
  it('given a muted member, refuses with the end of it, until then', async () => {
    const { backend, clock, bob, cem, group } = await start();
    const cems = await backend.socket(cem);
    const send = (clientId: string) =>
      cems.request('message:send', { conversationId: group.id, clientId, text: 'hello' });
    expect((await send('c1')).type).toBe('ack');
    const until = new Date(clock.now() + 60_000).toISOString();
    const past = new Date(clock.now() - 1).toISOString();
    expect(outcome(await group.change(bob, cem, { mutedUntil: past }))).toBe('time_in_past');
    expect((await group.change(bob, cem, { mutedUntil: until })).body).toMatchObject({ mutedUntil: until });
    expect((await cems.events<Conversation>('conversation:updated', 1)).at(-1)?.me).toMatchObject({
      mutedUntil: until,
    });
    expect(await send('c2')).toMatchObject({ type: 'error', error: { code: 'muted', mutedUntil: until } });
    expect((await group.send(cem, 'hello')).body).toMatchObject({ code: 'muted', mutedUntil: until });
    expect((await group.messages(cem)).length).toBeGreaterThan(0);
    clock.advance(60_000);
    expect((await send('c2')).type).toBe('ack');
    await group.change(bob, cem, { mutedUntil: 'forever' });
    expect((await send('c3')).error).toMatchObject({ code: 'muted', mutedUntil: 'forever' });
    await group.change(bob, cem, { mutedUntil: null });
    expect((await send('c3')).type).toBe('ack');
    // no refused send leaves a gap to wait for
    expect((await group.changes(cem)).body).toMatchObject({ upTo: (await group.get(cem)).body.lastSeq });
  });

  it('given an announcement group, lets admins alone send', async () => {
    const { ann, bob, cem, group } = await start();
    expect(outcome(await group.send(cem, 'before'))).toBe('ok');
    expect(outcome(await group.patch(cem, { settings: { post: 'admins' } }))).toBe('forbidden');
    const { body } = await group.patch(ann, { settings: { post: 'admins' } });
    expect(body.settings).toMatchObject({ post: 'admins', addMembers: 'admins', history: 'all' });
    expect(outcome(await group.send(cem, 'after'))).toBe('posting_restricted');
    expect(outcome(await group.send(bob, 'after'))).toBe('ok');
    await group.patch(ann, { settings: { post: 'everyone' } });
    expect(outcome(await group.send(cem, 'again'))).toBe('ok');
  });

  it('given slow mode, makes members wait, but not for a repeat of the same message, and admins not at all', async () => {
    const { clock, ann, bob, cem, group } = await start();
    await group.patch(bob, { settings: { slowModeSeconds: 30 } });
    expect(outcome(await group.send(cem, 'one', 'c1'))).toBe('ok');
    expect(outcome(await group.send(cem, 'one', 'c1'))).toBe('ok');
    const refused = await group.send(cem, 'two', 'c2');
    expect(outcome(refused)).toBe('slow_mode');
    expect(refused.headers.get('retry-after')).toBe('30');
    for (const text of ['one', 'two']) expect(outcome(await group.send(ann, text))).toBe('ok');
    clock.advance(29_999);
    expect(outcome(await group.send(cem, 'two', 'c2'))).toBe('slow_mode');
    clock.advance(1);
    expect(outcome(await group.send(cem, 'two', 'c2'))).toBe('ok');
    expect(outcome(await group.patch(bob, { settings: { slowModeSeconds: 3_601 } }))).toBe(
      'validation_failed',
    );
  });
});

describe('a change of a group', () => {
  it('reaches the members as an entry each, and what stays changes nothing', async () => {
    const { backend, bob, cem, group } = await start();
    const cems: TestSocket = await backend.socket(cem);
    const changes = { name: 'Coffee', avatar: 'builtin:03', about: 'Beans\nand more' };
    const { body } = await group.patch(bob, changes);
    expect(body).toMatchObject({ ...changes, lastSeq: 4 });
    expect((await pushedTo(cems, 3)).map(systemOf)).toMatchObject([
      { type: 'renamed', name: 'Coffee' },
      { type: 'avatar', avatar: 'builtin:03' },
      { type: 'about', about: 'Beans\nand more' },
    ]);
    expect((await group.patch(bob, changes)).body.lastSeq).toBe(4);
    expect((await group.patch(bob, { about: ' ' })).body).toMatchObject({ about: null, lastSeq: 5 });
    expect(outcome(await group.patch(cem, { name: 'Mine' }))).toBe('forbidden');
    expect(outcome(await group.patch(bob, { name: 'x'.repeat(65) }))).toBe('validation_failed');
    await group.patch(bob, { settings: { changeInfo: 'everyone', addMembers: 'everyone' } });
    expect(outcome(await group.patch(cem, { name: 'Ours' }))).toBe('ok');
  });

  it('given a history for members only, hides what was before from who joins, everywhere', async () => {
    const { backend, ann, cem, dan, group } = await start();
    await group.patch(ann, { settings: { history: 'joined' } });
    const secret = await group.send(cem, 'secret');
    await group.send(cem, 'secret too');
    const dans = await backend.socket(dan);
    await group.add(ann, dan);
    const texts = async () => (await group.messages(dan)).map(({ text }) => text);
    expect(await texts()).toEqual(['Members were added.']);
    expect((await group.messages(dan, `?before=${secret.body.seq + 1}`)).length).toBe(0);
    const changes = (await group.changes(dan)).body;
    expect(changes.items.map(({ text }) => text)).toEqual(['Members were added.']);
    expect(changes).toMatchObject({ upTo: 5, reset: false });
    expect((await group.get(dan)).body).toMatchObject({ unreadCount: 0, lastMessage: { seq: 5 } });
    const replyTo = (await group.messages(cem)).find(({ text }) => text === 'secret')?.id;
    const reply = { conversationId: group.id, clientId: 'd1', text: 'what?', replyTo };
    expect((await dans.request('message:send', reply)).error?.code).toBe('message_not_found');
    await group.send(cem, 'public');
    expect(await texts()).toEqual(['Members were added.', 'public']);
  });

  it('that deletes it takes it away from all members, and erases what is stored of it', async () => {
    // it is erased after commit
    const { backend, ann, bob, cem, dan, group } = await start({ DYNAMODB_STREAM: 'on' });
    await group.patch(ann, { about: 'Leaves' });
    await group.ban(ann, dan);
    await group.send(cem, 'hello');
    const [anns, cems] = await Promise.all([backend.socket(ann), backend.socket(cem)]);
    expect(outcome(await group.remove(bob))).toBe('forbidden');
    expect(outcome(await group.remove(ann))).toBe('ok');
    for (const socket of [anns, cems]) {
      expect(await socket.events('conversation:removed', 1)).toContainEqual({
        id: group.id,
        reason: 'deleted',
      });
    }
    for (const answer of [
      await group.get(ann),
      await group.changes(cem),
      await group.send(cem, 'x'),
      await group.members(bob),
      await backend.call('GET', `/v1/conversations/${group.id}/receipts`, { token: bob.token }),
    ]) {
      expect(outcome(answer)).toBe('conversation_not_found');
    }
    const { durable } = backend.runtime.app;
    await expect.poll(() => durable.get(keys.erasure(group.id))).toBeUndefined();
    for (const partition of [
      `CONV#${group.id}`,
      `LOG#${group.id}`,
      `BANS#${group.id}`,
      `ABOUT#${group.id}`,
    ]) {
      expect((await durable.query({ pk: partition })).items, partition).toEqual([]);
    }
    expect(await backend.runtime.app.conversations.idsOf(cem.user.id)).toEqual([]);
  });

  it('is none of a direct conversation, but one can silence it', async () => {
    const { backend, clock, ann, bob } = await start();
    const { id } = await backend.conversation(ann, [bob]);
    const direct = groupCalls(backend, id);
    for (const answer of [
      await direct.patch(ann, { name: 'x' }),
      await direct.remove(ann),
      await direct.add(ann, bob),
      await direct.members(ann),
      await direct.kick(ann, bob),
      await direct.change(ann, bob, { role: 'admin' }),
      await direct.leave(ann),
      await direct.transfer(ann, bob),
      await direct.bans(ann),
      await direct.ban(ann, bob),
      await direct.unban(ann, bob),
    ]) {
      expect(outcome(answer)).toBe('not_a_group');
    }
    const phone = await backend.socket(ann);
    const until = new Date(clock.now() + 60_000).toISOString();
    const { body } = await direct.me(ann, { notifications: 'mentions', until });
    expect(body.me).toMatchObject({ notifications: 'mentions', notificationsUntil: until });
    expect(await phone.events<Conversation>('conversation:updated', 1)).toMatchObject([{ me: body.me }]);
    clock.advance(60_000);
    expect((await direct.get(ann)).body.me).toMatchObject({ notifications: 'all' });
    expect(outcome(await direct.me(ann, { notifications: 'none', until }))).toBe('time_in_past');
    expect((await direct.me(ann, { notifications: 'none' })).body.me.notifications).toBe('none');
    expect((await direct.get(bob)).body.me.notifications).toBe('all');
  });
});
