import { describe, expect, it, test } from 'vitest';
import { createAuditLog } from '../../../../shared/platform/audit/audit-log.ts';
import { auditActions, type AuditEvent } from '../../../../shared/platform/audit/actions.ts';
import { auditEntry } from '../../../../shared/platform/audit/entry.ts';
import { listEntries } from '../../../../shared/platform/audit/list-entries.ts';
import { verifyDay } from '../../../../shared/platform/audit/verify-day.ts';
import { keys } from '../../../../shared/keys.ts';
import type { Item } from '../../../../shared/platform/table.ts';
import { startBackend } from '../../../support/backend/runtime.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

const signIn = (subject: string): AuditEvent => ({
  action: 'sign-in',
  actor: subject,
  subject,
  outcome: 'done',
  source: { address: '192.0.2.1', device: 'Firefox on Windows' },
});

/** A log on a real table, whose entries are sealed when the test says so. */
async function start() {
  const clock = new ManualClock();
  const { runtime } = await startBackend({
    clock,
    wrapFunctions: (functions) => ({
      ...functions,
      changes: () => Promise.resolve({ batchItemFailures: [] }),
    }),
  });
  const { durable, secrets, log, config } = runtime.app;
  // all in the first partition
  const random = (bytes: number) => (bytes === 1 ? new Uint8Array(1) : runtime.app.random(bytes));
  const instance = () => createAuditLog({ durable, secrets, clock, random, log, config });
  const audit = instance();
  const day = new Date(clock.now()).toISOString().slice(0, 10);
  async function store(event: AuditEvent): Promise<Item> {
    const write = await audit.entry(event);
    if (!('put' in write)) throw new Error('an entry is put');
    await durable.put(write.put, { exists: false });
    clock.advance(1_000);
    return write.put;
  }
  async function sealed(count: number): Promise<Item[]> {
    const items: Item[] = [];
    for (let index = 0; index < count; index += 1) {
      const item = await store(signIn(`usr_${index}`));
      await audit.seal(item);
      items.push(item);
    }
    return items;
  }
  const verify = async () => {
    const reports = await verifyDay({ durable, secrets, now: clock.now() }, day);
    return {
      problems: reports.flatMap(({ problems }) => problems.map(({ what }) => what)),
      counts: reports.map(({ entries, links, pending }) => ({ entries, links, pending })),
    };
  };
  const link = (seq: number) => keys.auditLink({ day, action: 'sign-in', shard: 0 }, seq);
  return { clock, durable, secrets, audit, instance, store, sealed, verify, link, day };
}

type World = Awaited<ReturnType<typeof start>>;

const first = (items: readonly Item[]): Item => {
  const [item] = items;
  if (!item) throw new Error('an item');
  return item;
};

describe('verifying a day', () => {
  it('given what was recorded, finds nothing', async () => {
    const { sealed, verify } = await start();
    await sealed(5);
    expect(await verify()).toEqual({ problems: [], counts: [{ entries: 5, links: 5, pending: 0 }] });
  });

  const tampering: [string, (world: World, items: Item[]) => Promise<unknown>, string[]][] = [
    [
      'a changed entry',
      ({ durable }, items) => durable.put({ ...first(items), outcome: 'refused' }),
      ['entry changed'],
    ],
    [
      'a changed entry with the code of another',
      ({ durable }, items) => durable.put({ ...first(items), actor: 'usr_x', mac: items[1]?.['mac'] ?? '' }),
      ['entry changed', 'entry changed'],
    ],
    [
      'an entry that expires sooner',
      ({ durable }, items) => durable.put({ ...first(items), expiresAt: 1 }),
      ['entry changed'],
    ],
    ['a removed entry', ({ durable }, items) => durable.delete(first(items)), ['entry missing']],
    [
      'two entries that changed places',
      async ({ durable }, [one, two]) => {
        if (!one || !two) throw new Error('two entries');
        await durable.put({ ...one, pk: two.pk, sk: two.sk });
        await durable.put({ ...two, pk: one.pk, sk: one.sk });
      },
      ['entry changed', 'entry changed', 'entry changed', 'entry changed'],
    ],
    [
      'an inserted entry',
      ({ durable, audit }, items) => {
        const forged = {
          ...first(items),
          sk: `${first(items).sk.slice(0, 13)}#aud_forged`,
          id: 'aud_forged',
        };
        return durable.put(forged).then(() => audit.seal(forged));
      },
      ['entry changed'],
    ],
    ['a removed link', ({ durable, link }) => durable.delete(link(2)), ['link missing']],
    [
      'two links that changed places',
      async ({ durable, link }) => {
        const [one, two] = [await durable.get(link(2)), await durable.get(link(3))];
        if (!one || !two) throw new Error('two links');
        await durable.put({ ...one, ...link(3) });
        await durable.put({ ...two, ...link(2) });
      },
      ['link changed', 'link changed', 'link changed'],
    ],
    [
      'a link to another entry',
      async ({ durable, link }, items) => {
        const found = await durable.get(link(2));
        if (found) await durable.put({ ...found, entry: first(items).sk });
      },
      ['link changed', 'entry changed'],
    ],
  ];
  it.each(tampering)('finds %s', async (_, tamper, problems) => {
    const world = await start();
    const items = await world.sealed(4);
    await tamper(world, items);
    const found = await world.verify();
    expect(found.problems.filter((what) => what !== 'entry not sealed').sort()).toEqual([...problems].sort());
  });

  it('finds an entry that was not sealed within an hour, and calls it pending before', async () => {
    const { store, verify, clock } = await start();
    await store(signIn('usr_1'));
    expect(await verify()).toEqual({ problems: [], counts: [{ entries: 1, links: 0, pending: 1 }] });
    clock.advance(3600_000);
    expect((await verify()).problems).toEqual(['entry not sealed']);
  });

  it('given an end of the chain that is gone with its entries, says another last link than the log', async () => {
    const { sealed, durable, secrets, link, clock, day } = await start();
    const items = await sealed(3);
    const lastCode = async () => (await verifyDay({ durable, secrets, now: clock.now() }, day))[0]?.last;
    const before = await lastCode();
    await durable.delete(link(3));
    await durable.delete(items[2] ?? first(items));
    expect(await lastCode()).not.toBe(before);
  });

  it('does not miss what has expired', async () => {
    const { sealed, durable, verify, clock, link } = await start();
    const items = await sealed(3);
    clock.advance(366 * 24 * 3600_000);
    await durable.delete(first(items));
    await durable.delete(link(2));
    expect((await verify()).problems.filter((what) => what !== 'link changed')).toEqual([]);
  });
});

test('given 10 writers at once, each entry gets a link, one after the other', async () => {
  const { instance, store, verify } = await start();
  const items: Item[] = [];
  for (let index = 0; index < 10; index += 1) items.push(await store(signIn('usr_1')));
  await Promise.all(items.map((item) => instance().seal(item)));
  expect(await verify()).toEqual({ problems: [], counts: [{ entries: 10, links: 10, pending: 0 }] });
});

test('given an entry that is delivered again, the chain stays right', async () => {
  const { audit, sealed, verify } = await start();
  const items = await sealed(3);
  // right after, as after a crash, and much later
  await audit.seal(items[2] ?? first(items));
  await audit.seal(first(items));
  expect(await verify()).toEqual({ problems: [], counts: [{ entries: 3, links: 4, pending: 0 }] });
});

test('entries are found by person, actor, action and time, the newest first, and missing ones are named', async () => {
  const { audit, clock, durable, secrets, store } = await start();
  const begin = clock.now();
  const seal = async (event: AuditEvent) => {
    const item = await store(event);
    await audit.seal(item);
    return item;
  };
  await seal(signIn('usr_1'));
  clock.advance(24 * 3600_000);
  const change = await seal({
    action: 'change-role',
    actor: 'usr_2',
    subject: 'usr_1',
    outcome: 'done',
    detail: { from: 'user', to: 'moderator' },
  });
  await seal(signIn('usr_2'));
  const list = async (query: Partial<Parameters<typeof listEntries>[1]>) => {
    const all = { from: 0, to: clock.now(), limit: 100, ...query };
    const { entries, missing } = await listEntries({ durable, secrets }, all);
    return [...entries.map(({ entry }) => `${entry.actor} ${entry.action}`), ...missing.map(() => 'missing')];
  };
  expect(await list({ person: 'usr_1' })).toEqual(['usr_2 change-role', 'usr_1 sign-in']);
  expect(await list({ actor: 'usr_2' })).toEqual(['usr_2 sign-in', 'usr_2 change-role']);
  expect(await list({ action: 'sign-in', from: begin })).toEqual(['usr_2 sign-in', 'usr_1 sign-in']);
  expect(await list({ from: begin, limit: 2 })).toEqual(['usr_2 sign-in', 'usr_2 change-role']);
  expect(await list({ person: 'usr_1', to: begin + 1_000 })).toEqual(['usr_1 sign-in']);
  await durable.delete(change);
  expect(await list({ person: 'usr_1' })).toEqual(['usr_1 sign-in', 'missing']);
});

test('an entry is kept as long as the setting says, and shorter where its action does', async () => {
  const { store, clock } = await start();
  const days = async (event: AuditEvent) => {
    const now = clock.now();
    return (auditEntry.parse(await store(event)).expiresAt - Math.floor(now / 1000)) / (24 * 3600);
  };
  expect(await days(signIn('usr_1'))).toBe(365);
  const unknown = { action: 'sign-in-unknown', actor: 'unauthenticated', subject: 'none' } as const;
  expect(await days({ ...unknown, outcome: 'refused' })).toBe(30);
});

test('an entry takes no more than the details of its action', async () => {
  const { audit } = await start();
  const wrong = Object.assign(signIn('usr_1'), { detail: { password: 'secret' } });
  await expect(audit.entry(wrong as AuditEvent)).rejects.toThrow(/unrecognized/i);
  expect(Object.keys(auditActions).every((action) => /^[a-z-]+$/.test(action))).toBe(true);
});
