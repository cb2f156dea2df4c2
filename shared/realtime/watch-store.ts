import * as z from 'zod';
import type { Clock } from '../platform/ports.ts';
import { tableLimits, type Change, type Table, type Write } from '../platform/table.ts';
import { epochSeconds } from '../platform/time.ts';
import { unchangedSince, untilUnchanged } from '../platform/versions.ts';
import { keys } from './keys.ts';
import { socketLifeMilliseconds } from './model.ts';

/** What a user watches: a list for each of their sockets, and when all of it was last written out. */
const watchingItem = z.looseObject({ renewedAt: z.number().default(0), version: z.number().default(0) });
const list = z.array(z.string());
const attributePrefix = 'l:';

/** Entries are written again when they are this old, so that those of a connected watcher never expire. */
const renewMilliseconds = 60 * 60 * 1000;
const entryLifeMilliseconds = socketLifeMilliseconds + 2 * renewMilliseconds;

export type WatchStore = ReturnType<typeof watchStore>;

/**
 * Who watches whose presence. It costs the watcher writes when the list changes, and no one anything otherwise. Any user who
 * is on a list has an entry at any time, however many of the watcher's devices change theirs at once and wherever one is
 * interrupted. An interruption can leave entries over, which expire.
 */
export function watchStore(table: Table, clock: Clock, maxWrites: number = tableLimits.transactionItems) {
  async function readLists(watcherId: string) {
    const stored = watchingItem.parse((await table.get(keys.watching(watcherId))) ?? {});
    const { renewedAt, version, ...attributes } = stored;
    const lists = new Map<string, string[]>();
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith(attributePrefix)) lists.set(name, list.parse(value));
    }
    return { renewedAt, version, lists };
  }

  /**
   * Adds entries, then changes the lists, then removes entries, in one transaction where it is not too large. Each is done
   * only if nothing of the watcher's was changed or removed since `version`, or rejects with `ConditionFailed`: adding
   * only looks at the version, since nothing is lost when two devices add at once.
   */
  async function write(
    watcherId: string,
    version: number,
    { added, change, removed }: { added: readonly Write[]; change: Change; removed: readonly Write[] },
  ): Promise<void> {
    const key = keys.watching(watcherId);
    const entries = [...added, ...removed];
    if (entries.length === 0) {
      await table.update(key, { ...change, ...step, if: unchangedSince(version) });
      return;
    }
    const size = maxWrites - 1;
    let expected = version;
    for (let start = 0; start < entries.length; start += size) {
      const end = start + size;
      const condition = unchangedSince(expected);
      const [adding, changing] = [end < added.length, start < Math.max(added.length, 1)];
      await table.transact([
        adding
          ? { check: key, if: condition }
          : { update: key, change: { ...(changing && change), ...step, if: condition } },
        ...entries.slice(start, end),
      ]);
      if (!adding) expected += 1;
    }
  }

  return {
    /**
     * Replaces the list of one socket, and drops the lists of sockets that `liveConnectionIds` does not know; it is asked
     * only where there are other lists.
     */
    async replace(
      watcherId: string,
      connectionId: string,
      userIds: readonly string[],
      liveConnectionIds: () => Promise<readonly string[]>,
    ): Promise<void> {
      const own = attributePrefix + connectionId;
      /** Who was on a list and may be on none any more. An attempt that failed may have left their entries. */
      const known = new Set<string>();
      await untilUnchanged(async () => {
        const { renewedAt, version, lists } = await readLists(watcherId);
        const others = [...lists.keys()].filter((name) => name !== own);
        // asked after the lists were read: a socket that stored one had been registered before
        const live = new Set(others.length === 0 ? [] : await liveConnectionIds());
        const dropped = others.filter((name) => !live.has(name.slice(attributePrefix.length)));
        const kept = others.filter((name) => !dropped.includes(name));
        const before = new Set([...lists.values()].flat());
        const after = new Set([...userIds, ...kept.flatMap((name) => lists.get(name) ?? [])]);
        for (const id of before) known.add(id);

        const now = clock.now();
        const due = renewedAt < now - renewMilliseconds;
        const added = [...after].filter((id) => due || !before.has(id));
        const removed = [...known].filter((id) => !after.has(id));
        const same = sameList(lists.get(own), userIds);
        if (same && added.length + removed.length + dropped.length === 0) return;
        const expiresAt = epochSeconds(now + entryLifeMilliseconds);
        await write(watcherId, version, {
          added: added.map((id) => ({ put: { ...keys.watcher(id, watcherId), expiresAt } })),
          change: { set: { [own]: [...userIds], ...(due && { renewedAt: now }) }, remove: dropped },
          removed: removed.map((id) => ({ delete: keys.watcher(id, watcherId) })),
        });
      });
    },

    /** Whether one user watches another. */
    async isWatcher(userId: string, watcherId: string): Promise<boolean> {
      const item = await table.get(keys.watcher(userId, watcherId));
      return item !== undefined && Number(item['expiresAt']) > epochSeconds(clock.now());
    },

    /** Who watches this user. */
    async watchersOf(userId: string): Promise<string[]> {
      const now = epochSeconds(clock.now());
      const watchers: string[] = [];
      let after;
      do {
        const page = await table.query({ ...keys.watchers(userId), ...(after && { after }) });
        for (const item of page.items) {
          if (Number(item['expiresAt']) > now) watchers.push(keys.watcherOf(item));
        }
        after = page.next;
      } while (after);
      return watchers;
    },
  };
}

const step = { add: { version: 1 } };

function sameList(a: readonly string[] | undefined, b: readonly string[]): boolean {
  return a?.length === b.length && a.every((id, index) => id === b[index]);
}
