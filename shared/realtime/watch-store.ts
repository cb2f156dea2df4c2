import * as z from 'zod';
import { keys } from '../platform/keys.ts';
import type { Clock } from '../platform/ports.ts';
import { tableLimits, type Table, type Write } from '../platform/table.ts';
import { epochSeconds } from '../platform/time.ts';
import { socketLifeMilliseconds } from './model.ts';

/** What a user watches: a list for each of their sockets, and when all of it was last written out. */
const watchingItem = z.looseObject({ renewedAt: z.number().default(0) });
const list = z.array(z.string());
const attributePrefix = 'l:';

/** Entries are written again when they are this old, so that those of a connected watcher never expire. */
const renewMilliseconds = 60 * 60 * 1000;
const entryLifeMilliseconds = socketLifeMilliseconds + 2 * renewMilliseconds;

export type WatchStore = ReturnType<typeof watchStore>;

/** Who watches whose presence. It costs the watcher writes when the list changes, and nobody anything otherwise. */
export function watchStore(table: Table, clock: Clock) {
  return {
    /** Replaces the list of one socket. `liveConnectionIds`: the lists of the watcher's other sockets are dropped. */
    async replace(
      watcherId: string,
      connectionId: string,
      userIds: readonly string[],
      liveConnectionIds: readonly string[],
    ): Promise<void> {
      const now = clock.now();
      const stored = await table.get(keys.watching(watcherId));
      const { renewedAt, ...attributes } = watchingItem.parse(stored ?? {});
      const before = new Set<string>();
      const after = new Set(userIds);
      const dropped: string[] = [];
      for (const [name, value] of Object.entries(attributes)) {
        if (!name.startsWith(attributePrefix)) continue;
        const ids = list.parse(value);
        for (const id of ids) before.add(id);
        const of = name.slice(attributePrefix.length);
        if (of === connectionId) continue;
        if (!liveConnectionIds.includes(of)) dropped.push(name);
        else for (const id of ids) after.add(id);
      }

      const due = renewedAt < now - renewMilliseconds;
      const expiresAt = epochSeconds(now + entryLifeMilliseconds);
      const writes: Write[] = [
        ...[...after]
          .filter((id) => due || !before.has(id))
          .map((id) => ({ put: { ...keys.watcher(id, watcherId), expiresAt } })),
        ...[...before].filter((id) => !after.has(id)).map((id) => ({ delete: keys.watcher(id, watcherId) })),
      ];
      for (let start = 0; start < writes.length; start += tableLimits.transactionItems) {
        await table.transact(writes.slice(start, start + tableLimits.transactionItems));
      }
      await table.update(keys.watching(watcherId), {
        set: { [attributePrefix + connectionId]: [...userIds], ...((due || !stored) && { renewedAt: now }) },
        remove: dropped,
      });
    },

    /** Who watches this user. */
    async watchersOf(userId: string): Promise<string[]> {
      const now = epochSeconds(clock.now());
      const watchers: string[] = [];
      let after;
      do {
        const page = await table.query({ ...keys.watchers(userId), ...(after && { after }) });
        for (const { sk, expiresAt } of page.items) if (Number(expiresAt) > now) watchers.push(sk);
        after = page.next;
      } while (after);
      return watchers;
    },
  };
}
