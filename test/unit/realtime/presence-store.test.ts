import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Table } from '../../../shared/platform/table.ts';
import { presenceStore } from '../../../shared/realtime/index.ts';
import { temporaryDatabase } from '../../support/backend/database.ts';
import { interleave } from '../../support/faults/interleaving.ts';

const begin = 1_000_000;
let users = 0;

/** What one device does at a moment of its own, so that each order of doing things leaves other times behind. */
function deed(name: string, now: number) {
  return (userId: string) =>
    async (table: Table): Promise<void> => {
      const store = presenceStore(table, { now: () => now });
      const socket = { userId, connectionId: 'new', sessionId: 's', connectedAt: now };
      if (name === 'connect') await store.add(socket);
      else if (name === 'leave') await store.leave(userId, ['old']);
      else if (name === 'hide') await store.setChoice(userId, { presence: 'nobody' });
      else if (name === 'show') await store.setChoice(userId, { presence: 'everyone' });
      else await store.setStatus(userId, name as 'online' | 'away' | 'invisible');
    };
}

const orders = <T>(items: readonly T[]): T[][] =>
  items.length === 0
    ? [[]]
    : items.flatMap((item, index) => orders(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));

it('given concurrent changes of devices, ends as after the same changes one by one', async () => {
  const table = temporaryDatabase().table('ephemeral');
  const names = fc.constantFrom('connect', 'leave', 'online', 'away', 'invisible', 'hide', 'show');
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(names, { minLength: 2, maxLength: 3 }),
      fc.constantFrom('online', 'invisible'),
      fc.boolean(),
      fc.array(fc.nat(2), { maxLength: 12 }),
      async (chosen, status, connected, order) => {
        const deeds = chosen.map((name, index) => deed(name, begin + 1000 * (index + 1)));
        async function endOf(act: (userId: string) => Promise<void>) {
          const userId = `u${users++}`;
          const store = presenceStore(table, { now: () => begin });
          await store.add({ userId, connectionId: 'old', sessionId: 's', connectedAt: begin });
          if (!connected) await store.leave(userId, ['old']);
          await store.setStatus(userId, status);
          await act(userId);
          const { version: _, userId: __, sockets, ...presence } = await store.get(userId);
          return { ...presence, sockets: sockets.map(({ connectionId }) => connectionId) };
        }
        let turn = 0;
        const atOnce = await endOf((userId) =>
          interleave(
            table,
            deeds.map((doIt) => doIt(userId)),
            () => ({ index: order[turn++] ?? 0 }),
          ),
        );
        const oneByOne = [];
        for (const sequence of orders(deeds)) {
          oneByOne.push(
            await endOf(async (userId) => {
              for (const doIt of sequence) await doIt(userId)(table);
            }),
          );
        }
        expect(oneByOne).toContainEqual(atOnce);
      },
    ),
    { numRuns: 100 },
  );
});
