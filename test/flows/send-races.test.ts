import { isDeepStrictEqual } from 'node:util';
import { expect, it } from 'vitest';
import { keys } from '../../shared/keys.ts';
import { aroundTable } from '../../shared/platform/around-table.ts';
import type { Message } from '../../shared/protocol/index.ts';
import { groupCalls, outcome } from '../support/backend/group-world.ts';
import { startBackend, type Person } from '../support/backend/runtime.ts';
import { eventually } from '../support/eventually.ts';
import { ManualClock } from '../support/manual-clock.ts';

/** Ann owns a group with Bob and Cem. `beforeNumber`: what happens once, just before the next message gets its number. */
async function start() {
  const clock = new ManualClock();
  const watched: { head?: ReturnType<typeof keys.conversation> } = {};
  let meanwhile: (() => Promise<unknown>) | undefined;
  const backend = await startBackend({
    clock,
    wrapPorts: (ports) => ({
      ...ports,
      durable: aroundTable(ports.durable, async ({ operation, keys: [key] }, perform) => {
        if (operation === 'update' && isDeepStrictEqual(key, watched.head)) {
          const act = meanwhile;
          meanwhile = undefined;
          await act?.();
        }
        return perform();
      }),
    }),
  });
  const [ann, bob, cem, dan] = (await backend.people('ann', 'bob', 'cem', 'dan')) as [
    Person,
    Person,
    Person,
    Person,
  ];
  const { id } = await backend.conversation(ann, [bob, cem], 'Tea');
  watched.head = keys.conversation(id);
  const group = groupCalls(backend, id);
  // so that the sender's function has the group in memory
  expect(outcome(await group.send(bob, 'before'))).toBe('ok');
  return {
    clock,
    backend,
    ann,
    bob,
    cem,
    dan,
    group,
    beforeNumber: (act: () => Promise<unknown>) => (meanwhile = act),
  };
}

it('given a member who is muted just before their message gets its number, leaves no number to wait for', async () => {
  const { ann, bob, group, beforeNumber } = await start();
  beforeNumber(() => group.change(ann, bob, { mutedUntil: '2027-01-01T00:00:00.000Z' }));
  expect(outcome(await group.send(bob, 'too late'))).toBe('muted');
  const { lastSeq } = (await group.get(ann)).body;
  const { items, upTo } = (await group.changes(ann)).body;
  expect(upTo).toBe(lastSeq);
  expect(items.map(({ text }) => text)).not.toContain('too late');
});

it('given members who change while a member has their turn in slow mode, does not make them wait for another', async () => {
  const { clock, ann, bob, dan, group, beforeNumber } = await start();
  await group.patch(ann, { settings: { slowModeSeconds: 30 } });
  clock.advance(30_000);
  beforeNumber(() => group.add(ann, dan));
  expect(outcome(await group.send(bob, 'my turn'))).toBe('ok');
  expect(outcome(await group.send(bob, 'not yet'))).toBe('slow_mode');
});

it('given messages that come to expire from reading just before one gets its number, counts its time from there', async () => {
  const { clock, backend, ann, bob, cem, group, beforeNumber } = await start();
  const path = `/v1/conversations/${group.id}`;
  beforeNumber(() =>
    backend.call('PATCH', path, { token: ann.token, body: { expiry: { seconds: 60, from: 'reading' } } }),
  );
  const { seq } = (await group.send(bob, 'read me')).body;
  for (const { token } of [ann, cem]) {
    expect((await backend.call('POST', `${path}/read`, { token, body: { seq } })).status).toBeLessThan(300);
  }
  const end = new Date(clock.now() + 60_000).toISOString();
  await eventually(async () => {
    const { body } = await backend.call<Message>('GET', `${path}/messages/${seq}`, { token: ann.token });
    expect(body.expiresAt).toBe(end);
  });
});
