import { describe, expect, it, vi } from 'vitest';
import { inviteHash } from '../../shared/groups/invite-store.ts';
import { keys } from '../../shared/keys.ts';
import type { Conversation, Message } from '../../shared/protocol/index.ts';
import { groupCalls, inviteCalls, outcome } from '../support/backend/group-world.ts';
import { problem, startBackend, type Person } from '../support/backend/runtime.ts';
import { ManualClock } from '../support/manual-clock.ts';

/** Ann owns a group with Bob, an admin, and Cem. Dan and Eve are not in it. */
async function start(env: NodeJS.ProcessEnv = {}) {
  const clock = new ManualClock();
  const backend = await startBackend({ clock, env });
  const [ann, bob, cem, dan, eve] = (await backend.people('ann', 'bob', 'cem', 'dan', 'eve')) as [
    Person,
    Person,
    Person,
    Person,
    Person,
  ];
  const { id } = await backend.conversation(ann, [bob, cem], 'Tea');
  const group = groupCalls(backend, id);
  expect(outcome(await group.change(ann, bob, { role: 'admin' }))).toBe('ok');
  const later = (milliseconds: number) => new Date(clock.now() + milliseconds).toISOString();
  return { backend, clock, later, ann, bob, cem, dan, eve, group, ...inviteCalls(backend) };
}

const newest = async (group: ReturnType<typeof groupCalls>, by: Person) =>
  (await group.changes(by)).body.items.at(-1)?.system;

describe('an invite', () => {
  it('given its code, shows the group and lets in who accepts it, once', async () => {
    const { backend, ann, dan, group, preview, accept } = await start();
    await group.patch(ann, { about: 'Leaves' });
    const made = await group.invite(ann, { maxUses: 2 });
    expect(made.status).toBe(201);
    const { code } = made.body;
    expect(code).toMatch(/^[\w-]{22}$/);
    expect(made.body).toMatchObject({
      url: `http://127.0.0.1:${backend.runtime.port}/invite#${code}`,
      createdBy: ann.user.id,
      expiresAt: null,
      maxUses: 2,
      uses: 0,
      approval: false,
    });
    expect((await preview(dan, code)).body).toMatchObject({
      id: group.id,
      name: 'Tea',
      about: 'Leaves',
      memberCount: 3,
      visibility: 'private',
      rules: null,
      rulesVersion: 0,
      membership: 'none',
      invitedBy: { id: ann.user.id, username: ann.user.username },
    });
    const [anns, dans] = await Promise.all([backend.socket(ann), backend.socket(dan)]);
    const { body } = await accept(dan, code);
    expect(body).toMatchObject({
      outcome: 'joined',
      conversation: { id: group.id, memberCount: 4, unreadCount: 0, me: { role: 'member' } },
    });
    expect(await dans.events<Conversation>('conversation:new', 1)).toMatchObject([{ id: group.id }]);
    expect(await anns.events<Message>('message:new', 1)).toMatchObject([
      {
        senderId: dan.user.id,
        system: { type: 'joined', actorId: dan.user.id, userIds: [dan.user.id], memberCount: 4 },
      },
    ]);
    // a repeat takes no use, also when there is none left
    expect((await accept(dan, code)).body).toMatchObject({
      outcome: 'joined',
      conversation: { id: group.id },
    });
    expect((await group.invites(ann)).body.items).toMatchObject([{ code, uses: 1 }]);
    expect((await preview(dan, code)).body).toMatchObject({ membership: 'member' });
  });

  it('given bad limits or no right to make it, is not made', async () => {
    const { ann, cem, dan, group, later } = await start();
    for (const body of [
      { maxUses: 0 },
      { maxUses: 10_001 },
      { maxUses: 1.5 },
      { expiresAt: 'soon' },
      { x: 1 },
    ]) {
      expect(outcome(await group.invite(ann, body))).toBe('validation_failed');
    }
    expect(problem(await group.invite(ann, { expiresAt: later(-1) }))).toMatchObject({
      code: 'time_in_past',
      fields: ['expiresAt'],
    });
    expect(outcome(await group.invite(cem))).toBe('forbidden');
    expect(outcome(await group.invite(dan))).toBe('conversation_not_found');
    expect((await group.invites(ann)).body).toEqual({ items: [], nextCursor: null });
  });

  it('given its end, a revocation or its last use, says which', async () => {
    const { clock, later, ann, bob, cem, dan, eve, group, preview, accept } = await start();
    await group.patch(ann, { settings: { addMembers: 'everyone' } });
    const [short, revoked, once] = [
      (await group.invite(ann, { expiresAt: later(60_000) })).body.code,
      (await group.invite(cem)).body.code,
      (await group.invite(bob, { maxUses: 1 })).body.code,
    ];
    // members see their own, admins all, newest first
    expect((await group.invites(cem)).body.items.map(({ code }) => code)).toEqual([revoked]);
    expect(new Set((await group.invites(bob)).body.items.map(({ code }) => code))).toEqual(
      new Set([short, revoked, once]),
    );
    const page = (await group.invites(ann, '?limit=2')).body;
    expect(page.items).toHaveLength(2);
    const rest = (await group.invites(ann, `?limit=2&cursor=${page.nextCursor}`)).body;
    expect(rest).toMatchObject({ items: [{}], nextCursor: null });
    expect(outcome(await group.revoke(cem, short))).toBe('forbidden');
    expect(outcome(await group.revoke(cem, 'x'))).toBe('invite_not_found');
    for (let count = 0; count < 2; count += 1) {
      expect(outcome(await group.revoke(bob, revoked))).toBe('ok');
    }
    expect(outcome(await accept(dan, once))).toBe('ok');
    clock.advance(60_000);
    for (const [code, expected] of [
      [short, 'invite_expired'],
      [revoked, 'invite_revoked'],
      [once, 'invite_used_up'],
      ['AAAAAAAAAAAAAAAAAAAAAA', 'invite_not_found'],
    ] as const) {
      expect(outcome(await preview(eve, code))).toBe(expected);
      expect(outcome(await accept(eve, code))).toBe(expected);
    }
    expect((await group.invites(ann)).body.items).toEqual([]);
    expect((await group.get(ann)).body.memberCount).toBe(4);
  });

  it('given one use left and many who accept at once, lets one in', async () => {
    const { backend, ann, group, accept } = await start();
    const many = await backend.people(...Array.from({ length: 12 }, (_, index) => `many${index}`));
    const { code } = (await group.invite(ann, { maxUses: 1 })).body;
    const answers = await Promise.all(many.map((one) => accept(one, code)));
    const outcomes = answers.map(outcome);
    expect(outcomes.filter((one) => one === 'ok')).toHaveLength(1);
    expect(outcomes.filter((one) => one === 'invite_used_up')).toHaveLength(11);
    expect(await backend.runtime.app.groups.invite(code)).toMatchObject({ uses: 1 });
    expect((await group.get(ann)).body.memberCount).toBe(4);
    // and where there are enough, all come in
    const open = (await group.invite(ann, { maxUses: 12 })).body.code;
    expect((await Promise.all(many.map((one) => accept(one, open)))).map(outcome)).toEqual(
      many.map(() => 'ok'),
    );
    expect(await backend.runtime.app.groups.invite(open)).toMatchObject({ uses: 11 });
    expect((await group.get(ann)).body.memberCount).toBe(15);
  });

  it('given its last use taken between the reads of another one, counts once', async () => {
    const { backend, ann, dan, eve, group, accept } = await start();
    const { code } = (await group.invite(ann, { maxUses: 1 })).body;
    const { conversations } = backend.runtime.app;
    const { head } = conversations;
    // Dan has read the invite, and not yet the group
    vi.spyOn(conversations, 'head').mockImplementationOnce(async (id) => {
      expect(outcome(await accept(eve, code))).toBe('ok');
      return head(id);
    });
    expect(outcome(await accept(dan, code))).toBe('invite_used_up');
    expect(await backend.runtime.app.groups.invite(code)).toMatchObject({ uses: 1 });
  });

  it('given a ban, or a maker who may not add members any more, lets no one in', async () => {
    const { ann, bob, dan, eve, group, preview, accept } = await start();
    const [byAnn, byBob] = [(await group.invite(ann)).body.code, (await group.invite(bob)).body.code];
    await accept(dan, byBob);
    await group.ban(ann, dan);
    for (const code of [byAnn, byBob]) {
      expect(outcome(await accept(dan, code))).toBe('member_banned');
      expect(outcome(await preview(dan, code))).toBe('member_banned');
    }
    // who left comes back
    expect(outcome(await accept(eve, byBob))).toBe('ok');
    await group.leave(eve);
    expect(outcome(await accept(eve, byAnn))).toBe('ok');
    await group.kick(ann, eve);
    await group.change(ann, bob, { role: 'member' });
    expect(outcome(await accept(eve, byBob))).toBe('invite_revoked');
    await group.unban(ann, dan);
    await group.kick(ann, bob);
    expect(outcome(await accept(dan, byBob))).toBe('invite_revoked');
    expect(outcome(await accept(bob, byBob))).toBe('invite_revoked');
    expect(outcome(await accept(dan, byAnn))).toBe('ok');
  });

  it('given 100 of a group, makes room only where some are over', async () => {
    const { backend, clock, later, ann, bob, group } = await start();
    const makers = [ann, bob];
    const made = [];
    for (let count = 0; count < 100; count += 1) {
      const by = makers[count % 2] ?? ann;
      made.push((await group.invite(by, count === 0 ? { expiresAt: later(1_000) } : {})).status);
    }
    expect(new Set(made)).toEqual(new Set([201]));
    expect(outcome(await group.invite(ann))).toBe('too_many_invites');
    clock.advance(1_000);
    const answers = await Promise.all([group.invite(ann), group.invite(bob)]);
    expect(answers.map(outcome).sort()).toEqual(['ok', 'too_many_invites']);
    expect((await backend.runtime.app.groups.invitesOf(group.id)).length).toBe(100);
  });

  it('given the 5,000th member, lets no further one in', async () => {
    const { backend, ann, dan, group, accept } = await start();
    const { code } = (await group.invite(ann)).body;
    const asking = (await group.invite(ann, { approval: true })).body.code;
    await backend.runtime.app.durable.update(keys.conversation(group.id), { set: { memberCount: 5_000 } });
    expect(outcome(await accept(dan, code))).toBe('group_full');
    expect(outcome(await accept(dan, asking))).toBe('group_full');
    expect((await group.invites(ann)).body.items).toMatchObject([{ uses: 0 }, { uses: 0 }]);
  });
});

describe('the rules of a group', () => {
  it('given new ones, have to be accepted in their version of now', async () => {
    const { ann, cem, dan, eve, group, preview, accept } = await start();
    const { code } = (await group.invite(ann)).body;
    expect(outcome(await group.patch(cem, { rules: 'None' }))).toBe('forbidden');
    expect(outcome(await group.patch(ann, { rules: 'x'.repeat(4_001) }))).toBe('validation_failed');
    expect(outcome(await group.patch(ann, { welcome: 'x'.repeat(2_001) }))).toBe('validation_failed');
    expect((await group.welcome(cem)).body).toEqual({ welcome: null, rules: null, rulesVersion: 0 });
    const before = (await group.get(ann)).body.lastSeq;
    const texts = { welcome: 'Hello', rules: 'Be kind' };
    expect((await group.patch(ann, texts)).body.lastSeq).toBe(before + 2);
    expect((await group.patch(ann, texts)).body.lastSeq).toBe(before + 2);
    expect((await group.changes(cem, before)).body.items.map(({ system }) => system?.type)).toEqual([
      'welcome',
      'rules',
    ]);
    expect((await group.welcome(cem)).body).toEqual({ ...texts, rulesVersion: 1 });
    expect((await preview(dan, code)).body).toMatchObject({ rules: 'Be kind', rulesVersion: 1 });
    expect(problem(await accept(dan, code))).toMatchObject({
      code: 'rules_not_accepted',
      fields: ['rulesVersion'],
    });
    await group.patch(ann, { rules: 'Be very kind' });
    expect(outcome(await accept(dan, code, { rulesVersion: 1 }))).toBe('rules_not_accepted');
    expect((await group.invites(ann)).body.items).toMatchObject([{ uses: 0 }]);
    expect(outcome(await accept(dan, code, { rulesVersion: 2 }))).toBe('ok');
    expect((await group.patch(ann, { rules: ' ' })).body.lastSeq).toBe(before + 5);
    expect((await group.welcome(dan)).body).toEqual({ welcome: 'Hello', rules: null, rulesVersion: 3 });
    expect(outcome(await accept(eve, code))).toBe('ok');
    expect(outcome(await group.welcome(eve))).toBe('ok');
  });
});

describe('a request to join', () => {
  it('given an invite that asks, waits until an admin lets the user in', async () => {
    const { backend, clock, ann, bob, cem, dan, eve, group, preview, accept } = await start();
    const { code } = (await group.invite(bob, { approval: true, maxUses: 2 })).body;
    const [anns, cems, dans] = await Promise.all([ann, cem, dan].map((one) => backend.socket(one)));
    if (!anns || !cems || !dans) throw new Error('three sockets');
    expect(outcome(await accept(dan, code, { message: 'x'.repeat(501) }))).toBe('validation_failed');
    for (let count = 0; count < 2; count += 1) {
      expect((await accept(dan, code, { message: 'Let me in' })).body).toEqual({ outcome: 'requested' });
    }
    clock.advance(1);
    await accept(eve, code);
    expect(outcome(await accept(cem, code))).toBe('ok');
    expect((await preview(dan, code)).body).toMatchObject({ membership: 'requested' });
    expect(await anns.events('group:request', 2)).toEqual([
      { conversationId: group.id, pending: 1 },
      { conversationId: group.id, pending: 2 },
    ]);
    const { body } = await group.requests(ann);
    expect(body).toMatchObject({
      items: [
        { user: { id: dan.user.id }, message: 'Let me in', invitedBy: { id: bob.user.id } },
        { user: { id: eve.user.id }, message: null },
      ],
      nextCursor: null,
    });
    const first = (await group.requests(bob, '?limit=1')).body;
    expect((await group.requests(bob, `?limit=1&cursor=${first.nextCursor}`)).body.items).toMatchObject([
      { user: { id: eve.user.id } },
    ]);
    expect((await group.get(ann)).body.me).toMatchObject({ pendingRequests: 2 });
    expect((await group.get(cem)).body.me.pendingRequests).toBeUndefined();
    expect(outcome(await group.requests(cem))).toBe('forbidden');
    expect(outcome(await group.letIn(cem, dan))).toBe('forbidden');
    expect(outcome(await group.requests(dan))).toBe('conversation_not_found');
    expect(outcome(await group.letIn(dan, dan))).toBe('conversation_not_found');
    expect(outcome(await group.get(dan))).toBe('conversation_not_found');
    expect(outcome(await group.letIn(ann, dan))).toBe('ok');
    expect(await dans.events<Conversation>('conversation:new', 1)).toMatchObject([{ id: group.id }]);
    expect(await newest(group, cem)).toMatchObject({
      type: 'joined',
      actorId: ann.user.id,
      userIds: [dan.user.id],
      memberCount: 4,
    });
    expect(outcome(await group.letIn(ann, dan))).toBe('request_not_found');
    expect(outcome(await group.decline(ann, eve))).toBe('ok');
    expect(outcome(await group.decline(ann, eve))).toBe('request_not_found');
    expect((await group.get(ann)).body.me).not.toHaveProperty('pendingRequests');
    expect((await group.requests(ann)).body.items).toEqual([]);
    expect(await cems.eventsSoFar('group:request')).toEqual([]);
  });

  it('given a withdrawal, a ban, or another way in, ends', async () => {
    const { ann, dan, eve, group, accept } = await start();
    const asking = (await group.invite(ann, { approval: true })).body.code;
    const open = (await group.invite(ann)).body.code;
    const pending = async () => (await group.get(ann)).body.me.pendingRequests ?? 0;
    await accept(dan, asking);
    expect(outcome(await group.decline(eve, dan))).toBe('conversation_not_found');
    expect(outcome(await group.decline(dan, dan))).toBe('ok');
    expect(outcome(await group.decline(dan, dan))).toBe('request_not_found');
    await accept(dan, asking);
    await accept(eve, asking);
    expect(await pending()).toBe(2);
    await group.ban(ann, dan);
    expect(await pending()).toBe(1);
    expect(outcome(await group.letIn(ann, dan))).toBe('request_not_found');
    expect(outcome(await accept(dan, asking))).toBe('member_banned');
    expect((await accept(eve, open)).body).toMatchObject({ outcome: 'joined' });
    expect(await pending()).toBe(0);
    await group.unban(ann, dan);
    await accept(dan, asking);
    expect(outcome(await group.add(ann, dan))).toBe('ok');
    expect(await pending()).toBe(0);
    expect((await group.requests(ann)).body.items).toEqual([]);
  });

  it('given rules that changed since, is not accepted before the user has accepted them', async () => {
    const { ann, dan, group, accept } = await start();
    await group.patch(ann, { rules: 'One' });
    const { code } = (await group.invite(ann, { approval: true })).body;
    expect(outcome(await accept(dan, code))).toBe('rules_not_accepted');
    await accept(dan, code, { rulesVersion: 1 });
    await group.patch(ann, { rules: 'Two' });
    expect(outcome(await group.letIn(ann, dan))).toBe('rules_not_accepted');
    expect(outcome(await accept(dan, code, { rulesVersion: 1 }))).toBe('rules_not_accepted');
    expect((await accept(dan, code, { rulesVersion: 2 })).body).toEqual({ outcome: 'requested' });
    expect(outcome(await group.letIn(ann, dan))).toBe('ok');
    expect((await group.invites(ann)).body.items).toMatchObject([{ uses: 1 }]);
  });

  it('given 1,000 that wait, is refused, and two admins who decide at once let the user in once', async () => {
    const { backend, ann, bob, dan, eve, group, accept } = await start();
    const { code } = (await group.invite(ann, { approval: true })).body;
    const { durable } = backend.runtime.app;
    await durable.update(keys.conversation(group.id), { set: { requests: 999 } });
    const answers = await Promise.all([dan, eve].map((one) => accept(one, code)));
    expect(answers.map(outcome).sort()).toEqual(['ok', 'request_limit_reached']);
    const asker = answers[0]?.status === 200 ? dan : eve;
    const decided = await Promise.all([group.letIn(ann, asker), group.letIn(bob, asker)]);
    // one who looked for the request just before it ended finds the user a member, as wanted
    const [first, second] = decided.map(outcome).sort();
    expect(first).toBe('ok');
    expect(['ok', 'request_not_found']).toContain(second);
    const entered = (await group.messages(ann)).filter(({ system }) => system?.type === 'joined');
    expect(entered).toHaveLength(1);
    expect((await group.get(ann)).body).toMatchObject({ memberCount: 4, me: { pendingRequests: 999 } });
  });
});

describe('a public group', () => {
  it('lets users in at once, or on request, but not those who are banned', async () => {
    const { ann, bob, dan, eve, group } = await start();
    for (const one of [dan, eve]) expect(outcome(await group.join(one))).toBe('conversation_not_found');
    expect((await group.join(bob)).body).toMatchObject({ outcome: 'joined' });
    await group.patch(ann, { visibility: 'public', rules: 'Be kind' });
    expect(outcome(await group.join(dan))).toBe('rules_not_accepted');
    expect((await group.join(dan, { rulesVersion: 1 })).body).toMatchObject({
      outcome: 'joined',
      conversation: { id: group.id },
    });
    await group.ban(ann, dan);
    expect(outcome(await group.join(dan, { rulesVersion: 1 }))).toBe('member_banned');
    await group.patch(ann, { joining: 'request', rules: null });
    expect((await group.join(eve, { message: 'Please' })).body).toEqual({ outcome: 'requested' });
    expect((await group.requests(ann)).body.items).toMatchObject([{ message: 'Please', invitedBy: null }]);
    // from now on users join at once, also one who asked
    await group.patch(ann, { joining: 'open' });
    expect((await group.join(eve)).body).toMatchObject({ outcome: 'joined' });
    expect((await group.get(ann)).body).toMatchObject({ memberCount: 4, me: { role: 'owner' } });
  });

  it('given a history for members only, hides what was before from who joins', async () => {
    const { ann, cem, dan, group } = await start();
    await group.patch(ann, { visibility: 'public', settings: { history: 'joined' } });
    await group.send(cem, 'before');
    await group.join(dan);
    await group.send(cem, 'after');
    expect((await group.messages(dan)).map(({ text }) => text)).toEqual(['A member joined.', 'after']);
  });
});

describe('the audit log', () => {
  it('says who made and revoked invites, came in by one, and decided about requests, without any code', async () => {
    const { backend, ann, dan, eve, group, accept } = await start({ DYNAMODB_STREAM: 'on' });
    const { code } = (await group.invite(ann)).body;
    const asking = (await group.invite(ann, { approval: true })).body.code;
    await accept(dan, code);
    await accept(eve, asking);
    await group.decline(ann, eve);
    await accept(eve, asking);
    await group.letIn(ann, eve);
    await group.revoke(ann, code);
    const actionsOf = async ({ user }: Person) => {
      const listed = await backend.commands.audit({ list: { person: user.username } });
      expect(JSON.stringify(listed)).not.toContain(code);
      return (listed as { entries: { entry: { action: string } }[] }).entries.map(
        ({ entry }) => entry.action,
      );
    };
    const byAnn = ['create-invite', 'create-invite', 'decline-request', 'accept-request', 'revoke-invite'];
    await expect
      .poll(async () => (await actionsOf(ann)).filter((action) => byAnn.includes(action)).toSorted())
      .toEqual(byAnn.toSorted());
    await expect.poll(() => actionsOf(dan)).toContain('join-group');
  });
});

describe('a deleted group', () => {
  it('takes its invites and requests with it', async () => {
    // it is erased after commit
    const { backend, ann, dan, eve, group, preview, accept } = await start({ DYNAMODB_STREAM: 'on' });
    const asking = (await group.invite(ann, { approval: true })).body.code;
    const { code } = (await group.invite(ann)).body;
    await accept(dan, asking, { message: 'Please' });
    await group.patch(ann, { rules: 'Be kind' });
    await group.remove(ann);
    for (const one of [code, asking]) {
      expect(outcome(await preview(eve, one))).toBe('invite_not_found');
      expect(outcome(await accept(eve, one))).toBe('invite_not_found');
    }
    expect(outcome(await group.decline(dan, dan))).toBe('request_not_found');
    const { durable } = backend.runtime.app;
    await expect.poll(() => durable.get(keys.erasure(group.id))).toBeUndefined();
    for (const partition of [
      `INVITES#${group.id}`,
      `REQUESTS#${group.id}`,
      `ABOUT#${group.id}`,
      keys.invite(inviteHash(code)).pk,
      keys.invite(inviteHash(asking)).pk,
    ]) {
      expect((await durable.query({ pk: partition })).items, partition).toEqual([]);
    }
    expect(await durable.get(keys.hasAsked(dan.user.id, group.id))).toBeUndefined();
  });

  it('and a direct conversation have no invites, requests or rules', async () => {
    const { backend, ann, bob, dan } = await start();
    const { id } = await backend.conversation(ann, [bob]);
    const direct = groupCalls(backend, id);
    for (const answer of [
      await direct.invite(ann),
      await direct.invites(ann),
      await direct.revoke(ann, 'x'),
      await direct.join(ann),
      await direct.requests(ann),
      await direct.letIn(ann, bob),
      await direct.decline(ann, bob),
      await direct.welcome(ann),
      await direct.patch(ann, { rules: 'x' }),
    ]) {
      expect(outcome(answer)).toBe('not_a_group');
    }
    expect(outcome(await direct.join(dan))).toBe('conversation_not_found');
  });
});
