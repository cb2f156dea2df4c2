import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createClient } from '../../client/index.ts';
import { chatState } from '../../client/state/index.ts';
import { groupCalls, inviteCalls, outcome } from '../support/backend/group-world.ts';
import { startBackend, type Person, type TestBackend } from '../support/backend/runtime.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { MembershipModel, type Act } from '../support/model/membership-model.ts';
import { propertyRuns } from '../support/property-runs.ts';

const person = fc.nat({ max: 4 });
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'add',
        'add',
        'kick',
        'ban',
        'unban',
        'transfer',
        'promote',
        'promote',
        'demote',
        'mute',
        'unmute',
        'letIn',
        'decline',
      ),
      by: person,
      to: person,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('leave', 'rename', 'send', 'send'), by: person }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('accept', 'ask', 'ask', 'join'), by: person }) },
);

/** Ann to Eve, each with a client that shows what it has. */
async function start() {
  const clock = new ManualClock();
  const backend = await startBackend({ clock });
  const people = await backend.people('ann', 'bob', 'cem', 'dan', 'eve');
  const clients = await Promise.all(
    people.map(async ({ user, password }) => {
      const client = createClient({ baseUrl: backend.runtime.url, state: chatState() });
      await client.login({ username: user.username, password });
      await client.connect();
      return client;
    }),
  );
  return { backend, clock, people, clients };
}

/** A public group with invites of its owner: to join, and to ask. */
async function newGroup(backend: TestBackend, owner: Person, members: Person[]) {
  const { id } = await backend.conversation(owner, members, 'Model');
  const calls = groupCalls(backend, id);
  await calls.patch(owner, { visibility: 'public' });
  const [open, asking] = [await calls.invite(owner), await calls.invite(owner, { approval: true })];
  const { accept } = inviteCalls(backend);
  return {
    ...calls,
    accept: (by: Person) => accept(by, open.body.code),
    ask: (by: Person) => accept(by, asking.body.code),
  };
}
type Group = Awaited<ReturnType<typeof newGroup>>;

function perform(group: Group, people: readonly Person[], one: Act) {
  const of = (index: number) => people[index] ?? people[0] ?? ({} as Person);
  const by = of(one.by);
  if (!('to' in one)) {
    if (one.do === 'send') return group.send(by, 'hello');
    return one.do === 'rename' ? group.patch(by, { name: `Named by ${one.by}` }) : group[one.do](by);
  }
  const to = of(one.to);
  switch (one.do) {
    case 'add':
      return group.add(by, to);
    case 'promote':
      return group.change(by, to, { role: 'admin' });
    case 'demote':
      return group.change(by, to, { role: 'member' });
    case 'mute':
      return group.change(by, to, { mutedUntil: 'forever' });
    case 'unmute':
      return group.change(by, to, { mutedUntil: null });
    default:
      return group[one.do](by, to);
  }
}

/** What must hold of a group whatever happened. */
async function verify(backend: TestBackend, group: Group): Promise<void> {
  const { conversations, groups, messages } = backend.runtime.app;
  const head = await conversations.head(group.id);
  const { members } = await conversations.members(group.id, 100, undefined);
  if (!head) return;
  expect(members.filter(({ role }) => role === 'owner')).toHaveLength(1);
  expect(head.memberCount).toBe(members.length);
  const ids = members.map(({ userId }) => userId);
  expect(await groups.bannedAmong(group.id, ids)).toEqual(new Set());
  const { requests } = await groups.requests(group.id, 100, undefined);
  expect(head.requests ?? 0).toBe(requests.length);
  const asking = requests.map(({ userId }) => userId);
  expect(await groups.bannedAmong(group.id, asking)).toEqual(new Set());
  expect(asking.filter((userId) => ids.includes(userId))).toEqual([]);
  for (const userId of ids) expect(await conversations.idsOf(userId)).toContain(group.id);
  const { entries } = await messages.entriesAfter(group.id, 0, head.lastSeq, 1_000);
  expect(entries.map(({ seq }) => seq)).toEqual(
    Array.from({ length: head.lastSeq }, (_, index) => index + 1),
  );
}

const numRuns = propertyRuns(12);

it('given any acts by any roles, answers as the model does, and all clients agree', async () => {
  const { backend, clock, people, clients } = await start();
  const [ann, bob, cem] = people;
  if (!ann || !bob || !cem) throw new Error('five people');
  await fc.assert(
    fc.asyncProperty(
      fc.array(act, { minLength: 5, maxLength: 25 }),
      fc.array(act, { minLength: 2, maxLength: 6 }),
      async (acts, atOnce) => {
        const group = await newGroup(backend, ann, [bob, cem]);
        const { id } = group;
        const model = new MembershipModel((index) => people[index]?.user.id ?? '');
        const unsubscribe = clients.map(({ state }) => state.conversation(id).subscribe(() => undefined));
        for (const one of acts) {
          clock.advance(1);
          const expected = model.act(one);
          expect([one, outcome(await perform(group, people, one))]).toEqual([one, expected]);
        }
        await verify(backend, group);
        for (const [index, { state }] of clients.entries()) {
          const expected = model.members.get(index);
          await expect
            .poll(() => {
              const item = state.conversation(id).getSnapshot();
              return (
                item && {
                  role: item.me.role,
                  name: item.name,
                  count: item.memberCount,
                  muted: item.me.mutedUntil,
                  asking: item.me.pendingRequests ?? (item.me.role === 'member' ? undefined : 0),
                }
              );
            })
            .toEqual(
              expected && {
                role: expected.role,
                name: model.name,
                count: model.members.size,
                muted: expected.muted ? 'forever' : undefined,
                asking: expected.role === 'member' ? undefined : model.asking.size,
              },
            );
        }
        // and what is done at the same time leaves no half behind
        await Promise.all(atOnce.map((one) => perform(group, people, one)));
        await verify(backend, group);
        for (const end of unsubscribe) end();
      },
    ),
    { numRuns, endOnFailure: true },
  );
  for (const client of clients) client.disconnect();
}, 60_000);
