import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Table } from '../../../shared/platform/table.ts';
import { watchStore } from '../../../shared/realtime/index.ts';
import { temporaryDatabase } from '../../support/backend/database.ts';
import { interleave } from '../../support/faults/interleaving.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const people = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6'];
const sockets = ['laptop', 'phone', 'tablet'];
let watchers = 0;

/** A watcher of a name of their own, so that one database does for all runs. */
function watcher(table: Table, maxWrites: number, clock = new ManualClock()) {
  const me = `w${watchers++}`;
  const on = (gated: Table) => watchStore(gated, clock, maxWrites);
  const replace = (socket: string, list: readonly string[], live: readonly string[] = sockets) => {
    return (gated: Table) => on(gated).replace(me, socket, list, () => Promise.resolve(live));
  };
  /** Who has an entry for this watcher. */
  async function entries(): Promise<string[]> {
    const found = await Promise.all(
      people.map(async (id) => ((await on(table).watchersOf(id)).includes(me) ? [id] : [])),
    );
    return found.flat();
  }
  /** Who is on a list, by what is stored. */
  async function listed(): Promise<string[]> {
    const item = (await table.get({ pk: `USER#${me}`, sk: 'WATCHING' })) ?? {};
    const lists = Object.entries(item).flatMap(([name, ids]) =>
      name.startsWith('l:') ? (ids as string[]) : [],
    );
    return [...new Set(lists)].sort();
  }
  return { replace, entries, listed, clock };
}

describe('two devices that change their lists at once', () => {
  it('given either order of writes, each get their list', async () => {
    const table = temporaryDatabase().table('ephemeral');
    // the phone stops watching p0 while the laptop, which saw p0 on the phone's list, begins to
    for (const order of [
      [0, 0, 0, 0, 1, 1, 1, 1],
      [0, 1, 1, 1, 0, 0, 0, 0],
      [1, 0, 0, 0, 1, 1, 1, 1],
      [0, 1, 0, 1, 0, 1, 0, 1],
    ]) {
      const { replace, entries } = watcher(table, 100);
      await replace('phone', ['p0'])(table);
      let turn = 0;
      await interleave(table, [replace('laptop', ['p0', 'p1']), replace('phone', ['p2'])], () => ({
        index: order[turn++] ?? 0,
      }));
      expect(await entries()).toEqual(['p0', 'p1', 'p2']);
    }
  });

  it("given any order of three devices' steps and any stops, lose no entry of a list", async () => {
    const table = temporaryDatabase().table('ephemeral');
    const list = fc.uniqueArray(fc.constantFrom(...people), { maxLength: people.length });
    const step = fc.record({ index: fc.nat(2), die: fc.integer({ min: 0, max: 9 }).map((n) => n === 0) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(list, { minLength: 3, maxLength: 3 }),
        fc.array(list, { minLength: 2, maxLength: 4 }),
        fc.array(step, { maxLength: 40 }),
        fc.integer({ min: 2, max: 12 }),
        fc.boolean(),
        async (first, then, steps, maxWrites, renewing) => {
          const { replace, entries, listed, clock } = watcher(table, maxWrites);
          for (const [index, ids] of first.entries()) await replace(sockets[index] ?? '', ids)(table);
          expect(await entries()).toEqual(await listed());
          if (renewing) clock.advance(90 * 60_000);
          let [turn, died] = [0, false];
          await interleave(
            table,
            then.map((ids, index) => replace(sockets[index % sockets.length] ?? '', ids)),
            () => {
              const { index, die } = steps[turn++] ?? { index: 0, die: false };
              died ||= die;
              return { index, die };
            },
            async ({ operation }) => {
              if (operation !== 'get')
                expect(await entries()).toEqual(expect.arrayContaining(await listed()));
            },
          );
          if (!died) expect(await entries()).toEqual(await listed());
        },
      ),
      { numRuns: 80 },
    );
  });
});

it('given a socket that opens while another replaces its list, keeps the list of the new one', async () => {
  const table = temporaryDatabase().table('ephemeral');
  const { replace, entries } = watcher(table, 100);
  const live = ['laptop'];
  const store = watchStore(table, new ManualClock());
  await store.replace('w', 'laptop', ['p0'], () => Promise.resolve(live));
  await store.replace('w', 'gone', ['p3'], () => Promise.resolve([...live, 'gone']));
  await store.replace('w', 'laptop', ['p1'], async () => {
    // it opens and stores its list between the two reads of the laptop
    if (!live.includes('phone')) {
      live.push('phone');
      await store.replace('w', 'phone', ['p2'], () => Promise.resolve(live));
    }
    return live;
  });
  const seen = await Promise.all(people.map(async (id) => (await store.watchersOf(id)).length));
  expect(seen).toEqual([0, 1, 1, 0, 0, 0, 0]);
  await replace('laptop', [])(table);
  expect(await entries()).toEqual([]);
});

it('given an unchanged list of one device, writes nothing and looks up no sockets', async () => {
  const table = temporaryDatabase().table('ephemeral');
  const store = watchStore(table, new ManualClock());
  const never = () => Promise.reject(new Error('asked for sockets'));
  await store.replace('w', 'laptop', ['p0'], never);
  const before = await table.get({ pk: 'USER#w', sk: 'WATCHING' });
  await store.replace('w', 'laptop', ['p0'], never);
  expect(await table.get({ pk: 'USER#w', sk: 'WATCHING' })).toEqual(before);
});
