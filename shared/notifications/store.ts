import * as z from 'zod';
import { batchGetAll } from '../platform/batch-get.ts';
import type { Config } from '../platform/config.ts';
import {
  ConditionFailed,
  type Change,
  type Condition,
  type Item,
  type Key,
  type Table,
  type Write,
} from '../platform/table.ts';
import { epochSeconds } from '../platform/time.ts';
import {
  notificationSettings,
  type NotificationSettings,
  type QuietHours,
  type UpdateNotificationSettingsRequest,
} from '../protocol/index.ts';
import { keys } from './keys.ts';
import {
  clearedSeconds,
  coversAll,
  defaultSettings,
  digestOverdue,
  digestPause,
  keptSeconds,
  storedDigest,
  storedNotification,
  unsubscription,
  unsubscriptionSeconds,
  type FoundNotification,
  type StoredDigest,
  type StoredNotification,
} from './model.ts';

/** Of very many the first, by pages of 1 MB: some thousands each. */
const mostPages = 4;

/** Whether a user has devices that are reached by pushes, beside the settings: who may be notified, their item is read of. */
const subscriptions = z.object({
  subscribed: z.boolean().default(false),
  /** Grows with each device that subscribes. */
  subscriptionVersion: z.number().default(0),
});

/** What notifies a user; with devices that subscribed to pushes, under which version. */
export type NotifiedBy = NotificationSettings &
  Pick<StoredDigest, 'digestDue'> & { subscriptionVersion?: number };

/** Each is an attribute of its own, so that what is seen at once is noted at once. */
const clearedPrefix = 'i:';
const clearedName = (id: string) => `${clearedPrefix}${id}`;
/** When each was noted, by id. */
const clearedIn = (item: Item | undefined): Map<string, number> =>
  new Map(
    Object.entries(item ?? {}).flatMap(([name, at]) =>
      name.startsWith(clearedPrefix) && typeof at === 'number'
        ? [[name.slice(clearedPrefix.length), at]]
        : [],
    ),
  );
/** Work that sends them is lost where it has not begun within this. */
const clearedLostMilliseconds = 60_000;
const clearedKeptSeconds = 24 * 3600;

const storedHours = ({ days, ...hours }: QuietHours) => ({ ...hours, ...(days && { days }) });

/** Makes a change, or not where its condition does not hold. */
async function whereHeld(change: Promise<unknown>): Promise<void> {
  try {
    await change;
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
  }
}

export type NotificationStore = ReturnType<typeof notificationStore>;

/** What users have not seen yet, and what notifies them. */
export function notificationStore(
  table: Table,
  { digests, digestDefault }: Pick<Config, 'digests' | 'digestDefault'>,
) {
  /** Those that wait, of items as they were read. A kind that a later version stored is passed over. */
  function waiting(items: readonly Item[], now: number): FoundNotification[] {
    return items.flatMap((item) => {
      const { success, data } = storedNotification.safeParse(item);
      const waits = success && data.covers === coversAll && data.expiresAt > epochSeconds(now);
      return waits ? [{ ...data, id: keys.notificationId(item) }] : [];
    });
  }

  const usual: NotificationSettings = { ...defaultSettings, digest: digestDefault };

  /** What is stored is what was ever chosen. */
  function settingsIn(item: Item | undefined): NotificationSettings {
    const settings = item ? notificationSettings.parse({ ...usual, ...item }) : usual;
    return digests === 'on' ? settings : { ...settings, digest: null };
  }

  const digestIn = (item: Item | undefined): StoredDigest => storedDigest.parse(item ?? {});

  /** Changes what is stored of a user's digest. `false`: it is no longer as `condition` says. */
  async function changeDigest(userId: string, change: Change & { if: Condition }): Promise<boolean> {
    try {
      await table.update(keys.notificationSettings(userId), change);
      return true;
    } catch (error) {
      if (error instanceof ConditionFailed) return false;
      throw error;
    }
  }

  return {
    /** What notifies these users: of each, what they chose or what is usual, and when a digest is due. It may be moments old. */
    async settingsOf(userIds: readonly string[]): Promise<(userId: string) => NotifiedBy> {
      const items = await batchGetAll(
        table,
        userIds.map((userId) => keys.notificationSettings(userId)),
        { eventually: true },
      );
      const chosen = new Map(
        items.map((item) => {
          const { digestDue } = digestIn(item);
          const { subscribed, subscriptionVersion } = subscriptions.parse(item);
          const settings = {
            ...settingsIn(item),
            ...(digestDue !== undefined && { digestDue }),
            ...(subscribed && { subscriptionVersion }),
          };
          return [keys.notifiedBySettings(item), settings];
        }),
      );
      return (userId) => chosen.get(userId) ?? settingsIn(undefined);
    },

    /** Makes a notification, unless one that is there, or was cleared, covers it. `again`: it is there already, made for the same. */
    async make(
      userId: string,
      id: string,
      made: Omit<StoredNotification, 'covers' | 'expiresAt'>,
    ): Promise<'made' | 'again' | 'covered'> {
      const expiresAt = epochSeconds(made.at) + keptSeconds;
      const item = { ...keys.notification(userId, id), ...made, covers: coversAll, expiresAt };
      try {
        await table.put(item, { below: { covers: made.moment } });
        return 'made';
      } catch (error) {
        if (!(error instanceof ConditionFailed)) throw error;
        const { moment, covers } = storedNotification.parse(error.item);
        return moment === made.moment && covers === coversAll ? 'again' : 'covered';
      }
    },

    /** Everything that waits for a user. */
    async all(userId: string, now: number): Promise<FoundNotification[]> {
      const found: FoundNotification[] = [];
      let after: Key | undefined;
      for (let page = 0; page < mostPages; page += 1) {
        const next = await table.query({ ...keys.notifications(userId), ...(after && { after }) });
        found.push(...waiting(next.items, now));
        after = next.next;
        if (!after) break;
      }
      return found;
    },

    /** What waits for a user in one conversation. */
    async inConversation(userId: string, conversationId: string, now: number): Promise<FoundNotification[]> {
      const { items } = await table.query(keys.notificationsIn(userId, conversationId));
      return waiting(items, now);
    },

    /** Those of these ids that wait. */
    async withIds(userId: string, ids: readonly string[], now: number): Promise<FoundNotification[]> {
      const items = await batchGetAll(
        table,
        [...new Set(ids)].map((id) => keys.notification(userId, id)),
      );
      return waiting(items, now);
    },

    /** Removes notifications: of what the user has read, none is made again. */
    async remove(userId: string, ids: readonly string[]): Promise<void> {
      await Promise.all(ids.map((id) => table.delete(keys.notification(userId, id))));
    },

    /**
     * Clears a notification, and remembers that for a while, so that what it was made for does not make it again. It covers
     * what happened up to `moment`. `false`: it is gone already.
     */
    async clear(
      userId: string,
      { id, moment: made }: FoundNotification,
      moment: number,
      now: number,
    ): Promise<boolean> {
      const change = {
        set: { covers: Math.max(moment, made), expiresAt: epochSeconds(now) + clearedSeconds },
        if: { equals: { moment: made, covers: coversAll } },
      };
      try {
        await table.update(keys.notification(userId, id), change);
        return true;
      } catch (error) {
        if (error instanceof ConditionFailed) return false;
        throw error;
      }
    },

    /** What changes with each device of a user that subscribes to pushes. */
    async subscriptionVersion(userId: string): Promise<number> {
      const item = await table.get(keys.notificationSettings(userId));
      return subscriptions.parse(item ?? {}).subscriptionVersion;
    },

    /** The write that notes that a device of the user subscribes, if none did since. */
    noteSubscription: (userId: string, version: number): Write => ({
      update: keys.notificationSettings(userId),
      change: {
        set: { subscribed: true, subscriptionVersion: version + 1 },
        if: { below: { subscriptionVersion: version + 1 } },
      },
    }),

    /** Notes that no device of the user is subscribed any more, if none subscribed since. */
    async noteNoSubscription(userId: string, version: number): Promise<void> {
      const change = { set: { subscribed: false }, if: { equals: { subscriptionVersion: version } } };
      await whereHeld(table.update(keys.notificationSettings(userId), change));
    },

    /**
     * Begins an attempt to push a notification, and gives it as it is. `over`: it was made before, or the notification does not wait
     * any more; `under-way`: another delivery of the work is at it since `until`.
     */
    async beginPush(
      userId: string,
      { id, moment }: Pick<FoundNotification, 'id' | 'moment'>,
      { attempt, now, until }: { attempt: number; now: number; until: number },
    ): Promise<FoundNotification | 'over' | 'under-way'> {
      const change = {
        set: { pushingAt: now },
        if: {
          exists: true,
          equals: { moment, covers: coversAll },
          below: { pushed: attempt + 1, pushingAt: until },
        },
      };
      try {
        const item = await table.update(keys.notification(userId, id), change);
        return { ...storedNotification.parse(item), id };
      } catch (error) {
        if (!(error instanceof ConditionFailed)) throw error;
        const { success, data } = storedNotification.safeParse(error.item);
        const waits = success && data.moment === moment && data.covers === coversAll;
        return waits && (data.pushed ?? 0) <= attempt ? 'under-way' : 'over';
      }
    },

    /** Ends an attempt; `undefined`: nothing was to be pushed. */
    async endPush(
      userId: string,
      { id, moment }: Pick<FoundNotification, 'id' | 'moment'>,
      attempt: number | undefined,
    ): Promise<void> {
      const change = {
        ...(attempt !== undefined && { set: { pushed: attempt + 1 } }),
        remove: ['pushingAt'],
        if: { exists: true, equals: { moment } },
      };
      await whereHeld(table.update(keys.notification(userId, id), change));
    },

    /** Notes what was pushed and then seen. Returns whether the work that sends it has to be queued. */
    async notePushesCleared(userId: string, ids: readonly string[], now: number): Promise<boolean> {
      const set = Object.fromEntries(ids.map((id) => [clearedName(id), now]));
      const expiresAt = epochSeconds(now) + clearedKeptSeconds;
      const item = await table.update(keys.clearedPushes(userId), { set: { ...set, expiresAt } });
      const others = [...clearedIn(item)].filter(([id]) => !ids.includes(id)).map(([, at]) => at);
      return others.length === 0 || Math.min(...others) < now - clearedLostMilliseconds;
    },

    /** What was pushed and then seen. */
    async clearedPushes(userId: string): Promise<string[]> {
      return [...clearedIn(await table.get(keys.clearedPushes(userId))).keys()];
    },

    /** Forgets some of that. Returns whether there is more. */
    async forgetClearedPushes(userId: string, ids: readonly string[]): Promise<boolean> {
      if (ids.length === 0) return false;
      const item = await table.update(keys.clearedPushes(userId), { remove: ids.map(clearedName) });
      return clearedIn(item).size > 0;
    },

    /** What notifies a user. */
    async settings(userId: string): Promise<NotificationSettings> {
      return settingsIn(await table.get(keys.notificationSettings(userId)));
    },

    /** Changes that. Returns what it is now. */
    async changeSettings(
      userId: string,
      changes: UpdateNotificationSettingsRequest,
    ): Promise<NotificationSettings> {
      const { preview, direct, groups, sounds, quietHours, digest } = changes;
      const set = {
        ...(preview !== undefined && { preview }),
        ...(direct !== undefined && { direct }),
        ...(groups !== undefined && { groups }),
        ...(sounds !== undefined && { sounds }),
        ...(quietHours !== undefined && { quietHours: quietHours && storedHours(quietHours) }),
        ...(digest !== undefined && { digest }),
      };
      // one that is planned was so by what held before: the next one is when the user leaves, or is notified
      const remove = digest === undefined ? [] : ['digestDue', 'digestBegun'];
      return settingsIn(await table.update(keys.notificationSettings(userId), { set, remove }));
    },

    /** What notifies a user, and what is stored of their digest, as of now. */
    async digestOf(userId: string): Promise<{ settings: NotificationSettings; digest: StoredDigest }> {
      const item = await table.get(keys.notificationSettings(userId));
      return { settings: settingsIn(item), digest: digestIn(item) };
    },

    /** Has a digest due at a time, unless one is planned that is not overdue. */
    planDigest: (userId: string, due: number, now: number): Promise<boolean> =>
      changeDigest(userId, {
        set: { digestDue: due },
        if: { below: { digestDue: now - digestOverdue } },
      }),

    /** Begins the digest that was due, once: from here on another one can be planned. */
    beginDigest: (userId: string, due: number, now: number): Promise<boolean> =>
      changeDigest(userId, {
        set: { digestBegun: now },
        remove: ['digestDue'],
        if: { equals: { digestDue: due } },
      }),

    /** Claims what was begun, for who is about to mail it: one alone, and one within `digestPause`. */
    claimDigest: (userId: string, begun: number, now: number): Promise<boolean> =>
      changeDigest(userId, {
        set: { digestMailed: now },
        remove: ['digestBegun'],
        if: { equals: { digestBegun: begun }, below: { digestMailed: now - digestPause + 1 } },
      }),

    /** Gives a claim back that led to no mail, for another attempt. */
    returnDigest: (userId: string, begun: number, claimed: number, before: number): Promise<boolean> =>
      changeDigest(userId, {
        set: { digestBegun: begun, digestMailed: before },
        if: { equals: { digestMailed: claimed } },
      }),

    /** Ends what was begun, without a mail. */
    dropDigest: (userId: string, begun: number): Promise<boolean> =>
      changeDigest(userId, { remove: ['digestBegun'], if: { equals: { digestBegun: begun } } }),

    /** Remembers whose digests a token turns off, by its hash. */
    async keepUnsubscription(hash: string, userId: string, now: number): Promise<void> {
      const expiresAt = epochSeconds(now) + unsubscriptionSeconds;
      await table.put({ ...keys.unsubscription(hash), userId, expiresAt });
    },

    /** Whose digests the token with this hash turns off. */
    async unsubscriber(hash: string, now: number): Promise<string | undefined> {
      const item = await table.get(keys.unsubscription(hash));
      const found = item && unsubscription.parse(item);
      return found && found.expiresAt > epochSeconds(now) ? found.userId : undefined;
    },

    /** Some of what waits for a user, which may be moments old: enough to see whether there is anything for a digest. */
    async someOf(userId: string, now: number): Promise<FoundNotification[]> {
      const { items } = await table.query({ ...keys.notifications(userId), limit: 100, eventually: true });
      return waiting(items, now);
    },
  };
}
