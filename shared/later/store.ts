import {
  ConditionFailed,
  type Condition,
  type Item,
  type Key,
  type Query,
  type Table,
  type Write,
} from '../platform/table.ts';
import { epochSeconds } from '../platform/time.ts';
import { limits } from '../protocol/index.ts';
import { keys } from './keys.ts';
import {
  endedScheduled,
  storedReminder,
  storedScheduled,
  type StoredReminder,
  type StoredScheduled,
} from './model.ts';

/** So long a repeated request does not schedule once more what was sent or deleted. */
const rememberedSeconds = 86_400;

const countLimits = { scheduled: limits.scheduledMessages, reminders: limits.reminders } as const;
type Counted = keyof typeof countLimits;

/** As it was read: there, and with no other change since. */
const asRead = (version: number): Condition => ({ exists: true, equals: { version } });

export type LaterStore = ReturnType<typeof laterStore>;

/** The messages that users have scheduled, and what they want to be reminded of. */
export function laterStore(table: Table) {
  async function all(query: Query): Promise<Item[]> {
    const found: Item[] = [];
    let after: Key | undefined;
    do {
      const page = await table.query({ ...query, ...(after && { after }) });
      found.push(...page.items);
      after = page.next;
    } while (after);
    return found;
  }

  const countWrite = (userId: string, kind: Counted, by: 1 | -1): Write => ({
    update: keys.laterCount(userId, kind),
    change: { add: { count: by }, ...(by === 1 && { if: { below: { count: countLimits[kind] } } }) },
  });

  return {
    /** Does these writes together, or rejects with `ConditionFailed`. */
    perform: (writes: readonly Write[]): Promise<void> => table.transact(writes),

    /** A scheduled message. `ended`: it was sent or deleted within a day before `now` (milliseconds). */
    async scheduled(userId: string, id: string, now: number): Promise<StoredScheduled | 'ended' | undefined> {
      const item = await table.get(keys.scheduled(userId, id));
      const ended = endedScheduled.safeParse(item).data;
      if (!ended) return item && storedScheduled.parse(item);
      // what has expired vanishes late
      return ended.expiresAt > epochSeconds(now) ? 'ended' : undefined;
    },

    /** The scheduled messages of a user, in no particular order. */
    async allScheduled(userId: string): Promise<StoredScheduled[]> {
      const items = await all(keys.allScheduled(userId));
      return items
        .filter((item) => !endedScheduled.safeParse(item).success)
        .map((item) => storedScheduled.parse(item));
    },

    /**
     * Stores a new scheduled message together with `further` writes. `full`: the user has as many as they can have. `taken`: there is
     * one with this id, or was. Rejects with `ConditionFailed` where one of the further writes does not hold.
     */
    async addScheduled(
      userId: string,
      fresh: StoredScheduled,
      further: readonly Write[],
    ): Promise<'added' | 'full' | 'taken'> {
      const added: Condition = { exists: false, orExpiredAt: epochSeconds(fresh.createdAt) };
      try {
        await table.transact([
          { put: { ...keys.scheduled(userId, fresh.id), ...fresh }, if: added },
          countWrite(userId, 'scheduled', 1),
          ...further,
        ]);
        return 'added';
      } catch (error) {
        if (!(error instanceof ConditionFailed) || error.index > 1) throw error;
        return error.index === 0 ? 'taken' : 'full';
      }
    },

    /** The write that puts a scheduled message in the place of what was read. */
    changeWrite: (userId: string, before: StoredScheduled, after: StoredScheduled): Write => ({
      put: { ...keys.scheduled(userId, before.id), ...after, version: before.version + 1 },
      if: asRead(before.version),
    }),

    /** The writes by which a scheduled message is no more, as it was read. The first one says whether that holds. */
    endWrites: (
      userId: string,
      { id, version, clientId }: Pick<StoredScheduled, 'id' | 'version' | 'clientId'>,
      now: number,
    ): Write[] => {
      const key = keys.scheduled(userId, id);
      const gone: Write =
        clientId === undefined
          ? { delete: key, if: asRead(version) }
          : {
              put: { ...key, endedAt: now, expiresAt: epochSeconds(now) + rememberedSeconds },
              if: asRead(version),
            };
      return [gone, countWrite(userId, 'scheduled', -1)];
    },

    async reminder(userId: string, conversationId: string, seq: number): Promise<StoredReminder | undefined> {
      const item = await table.get(keys.reminder(userId, conversationId, seq));
      return item && storedReminder.parse(item);
    },

    /** The reminders of a user, all or those of a conversation, in no particular order. */
    async reminders(userId: string, conversationId?: string): Promise<StoredReminder[]> {
      const query =
        conversationId === undefined ? keys.reminders(userId) : keys.remindersIn(userId, conversationId);
      return (await all(query)).map((item) => storedReminder.parse(item));
    },

    /**
     * Stores a reminder, in the place of what was read, if there was one. `full`: the user has as many as they can have. Rejects with
     * `ConditionFailed` where it changed since.
     */
    async setReminder(
      userId: string,
      before: StoredReminder | undefined,
      after: StoredReminder,
    ): Promise<'set' | 'full'> {
      const item = { ...keys.reminder(userId, after.conversationId, after.seq), ...after };
      if (before) {
        await table.put(item, asRead(before.version));
        return 'set';
      }
      try {
        await table.transact([{ put: item, if: { exists: false } }, countWrite(userId, 'reminders', 1)]);
        return 'set';
      } catch (error) {
        if (error instanceof ConditionFailed && error.index === 1) return 'full';
        throw error;
      }
    },

    /** Marks a reminder as due. Rejects with `ConditionFailed` where it changed since it was read. */
    async markDue(userId: string, { conversationId, seq, version }: StoredReminder): Promise<StoredReminder> {
      const item = await table.update(keys.reminder(userId, conversationId, seq), {
        set: { due: true },
        add: { version: 1 },
        if: asRead(version),
      });
      return storedReminder.parse(item);
    },

    /** Removes a reminder. Rejects with `ConditionFailed` where it changed since it was read. */
    removeReminder: (userId: string, { conversationId, seq, version }: StoredReminder): Promise<void> =>
      table.transact([
        { delete: keys.reminder(userId, conversationId, seq), if: asRead(version) },
        countWrite(userId, 'reminders', -1),
      ]),
  };
}
