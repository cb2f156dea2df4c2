import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Conversation, Invite } from '../../shared/protocol/index.ts';
import type { TestSocket } from '../support/backend/test-socket.ts';
import { as, startWireRun, type Signed } from '../support/backend/wire-run.ts';

/** By type, and of these in the order of the sequence: pushes overtake each other. */
const orderly = (frames: readonly object[]): readonly object[] =>
  frames.toSorted((a, b) => placeOf(a).localeCompare(placeOf(b)));

function placeOf(frame: { type?: string; data?: { seq?: number; lastSeq?: number } }): string {
  const { type = '', data = {} } = frame;
  return `${type} ${String(data.seq ?? data.lastSeq ?? 0).padStart(6, '0')}`;
}

/** As `wire.test.ts`, for groups: `npx vitest run test/flows/wire-groups.test.ts -u` records it anew. */
test('given the same steps in a group, replies and events equal the recorded run', async () => {
  const { clock, http, register, connect, frame, end } = await startWireRun();
  const ann = await register('ann');
  const [bob, cat, dan, eve] = [
    await register('bob'),
    await register('cat'),
    await register('dan'),
    await register('eve'),
  ];
  const sockets = new Map<Signed, TestSocket>();
  for (const [name, signed] of Object.entries({ ann, bob, cat, dan, eve })) {
    sockets.set(signed, await connect(name, signed.token));
  }
  const counts = new Map<string, number>();
  /** Waits until this user has received `more` events than before. */
  async function heard(member: Signed, type: string, more = 1): Promise<void> {
    const key = `${member.user.id} ${type}`;
    const count = (counts.get(key) ?? 0) + more;
    counts.set(key, count);
    await sockets.get(member)?.events(type, count);
  }
  /** Waits until a change has reached the members and those who came in by it, and lets a second pass. */
  async function changed(
    members: Signed[],
    { entries = 1, joined }: { entries?: number; joined?: Signed } = {},
  ) {
    for (const member of members) {
      await heard(member, 'message:new', entries);
      await heard(member, 'conversation:updated');
    }
    if (joined) {
      await heard(joined, 'conversation:new');
      await heard(joined, 'message:new', entries);
    }
    clock.advance(1_000);
  }

  const { id } = await http(
    'POST',
    '/v1/conversations',
    as(ann, { participantUsernames: ['bob', 'cat'], name: 'Engine' }),
  );
  const group = `/v1/conversations/${id}`;

  // members
  await http('GET', `${group}/members`, as(cat));
  await http('GET', `${group}/members?role=owner`, as(cat));
  await http('GET', `${group}/members?q=bo`, as(cat));
  await http('GET', `${group}/members`, as(dan));
  await http('POST', `${group}/members`, as(cat, { usernames: ['dan'] }));
  await http('POST', `${group}/members`, as(ann, { usernames: ['dan'] }));
  await changed([ann, bob, cat], { joined: dan });
  await http('POST', `${group}/members`, as(ann, { usernames: ['dan', 'nobody-here', 'bob', 'bob'] }));
  await http('PATCH', `${group}/members/${bob.user.id}`, as(ann, { role: 'admin' }));
  await changed([ann, bob, cat, dan]);
  await http('PATCH', `${group}/members/${cat.user.id}`, as(bob, { mutedUntil: 'forever' }));
  await changed([ann, bob, cat, dan]);
  const cats = sockets.get(cat);
  const hello = { conversationId: id, clientId: 'c1', text: 'Hello' };
  if (cats) await frame(cats, 'message:send', hello);
  await http('POST', `${group}/messages`, as(cat, { text: 'Hello' }));
  await http('PATCH', `${group}/members/${cat.user.id}`, as(bob, { mutedUntil: null }));
  await changed([ann, bob, cat, dan]);
  await http(
    'PATCH',
    `${group}/members/${cat.user.id}`,
    as(bob, { mutedUntil: new Date(clock.now()).toISOString() }),
  );
  await http('PATCH', `${group}/members/${ann.user.id}`, as(bob, { mutedUntil: 'forever' }));

  // settings
  await http('PATCH', group, as(cat, { name: 'Mine' }));
  await http(
    'PATCH',
    group,
    as(bob, { name: 'Engines', about: 'All about engines', settings: { slowModeSeconds: 30 } }),
  );
  await changed([ann, bob, cat, dan], { entries: 3 });
  if (cats) await frame(cats, 'message:send', hello);
  for (const member of [ann, bob, dan]) await heard(member, 'message:new');
  clock.advance(1_000);
  if (cats) await frame(cats, 'message:send', { ...hello, clientId: 'c2' });
  await http('PATCH', `${group}/me`, as(cat, { notifications: 'none' }));
  await heard(cat, 'conversation:updated');

  // removal and bans
  await http('DELETE', `${group}/members/${dan.user.id}`, as(bob));
  await changed([ann, bob, cat]);
  await heard(dan, 'conversation:removed');
  await http('GET', group, as(dan));
  await http('PUT', `${group}/bans/${dan.user.id}`, as(bob));
  await changed([ann, bob, cat]);
  await http('GET', `${group}/bans`, as(bob));
  await http('POST', `${group}/members`, as(ann, { usernames: ['dan'] }));

  // invites
  const { code } = await http<Invite>('POST', `${group}/invites`, as(bob, { maxUses: 1 }));
  const invite = (user: Signed, method: string, path = '') =>
    http(
      method,
      `/v1/invites/${code}${path}`,
      as(user, path === '' ? undefined : {}),
      `/v1/invites/<invite code>${path}`,
    );
  await http('GET', `${group}/invites`, as(bob));
  await invite(dan, 'GET');
  await invite(dan, 'POST', '/accept');
  await http('DELETE', `${group}/bans/${dan.user.id}`, as(bob));
  await changed([ann, bob, cat]);
  await invite(dan, 'GET');
  await invite(dan, 'POST', '/accept');
  await changed([ann, bob, cat], { joined: dan });
  await invite(dan, 'POST', '/accept');
  await invite(eve, 'GET');
  await invite(eve, 'POST', '/accept');
  await http('DELETE', `${group}/invites/${code}`, as(bob), `${group}/invites/<invite code>`);
  await invite(eve, 'GET');
  await http('GET', '/v1/invites/no-such-code', as(eve));

  // a public group that one asks to join
  await http('POST', `${group}/join`, as(eve, {}));
  await http('PATCH', group, as(bob, { visibility: 'public', joining: 'request', rules: 'Be kind.' }));
  await changed([ann, bob, cat, dan], { entries: 2 });
  await http('GET', `${group}/welcome`, as(cat));
  await http('POST', `${group}/join`, as(eve, {}));
  await http('POST', `${group}/join`, as(eve, { rulesVersion: 1, message: 'Please' }));
  await heard(ann, 'group:request');
  await http('GET', `${group}/requests`, as(bob));
  await http('POST', `${group}/requests/${eve.user.id}/accept`, as(bob));
  await changed([ann, bob, cat, dan], { joined: eve });
  await http('POST', `${group}/requests/${eve.user.id}/accept`, as(bob));
  await http('DELETE', `${group}/requests/${dan.user.id}`, as(bob));

  // the end
  await http('POST', `${group}/transfer`, as(ann, { userId: bob.user.id }));
  await changed([ann, bob, cat, dan, eve]);
  await http('POST', `${group}/leave`, as(ann));
  await changed([bob, cat, dan, eve]);
  await heard(ann, 'conversation:removed');
  await http<Conversation>('GET', `${group}/changes?after=0`, as(bob));
  await http('DELETE', group, as(cat));

  await expect(end(orderly)).toMatchFileSnapshot(join(import.meta.dirname, 'wire-groups.txt'));
});
