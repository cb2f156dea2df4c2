import * as z from 'zod';
import { batchGetAll } from '../platform/batch-get.ts';
import { ConditionFailed, type Item, type Key, type Table, type Write } from '../platform/table.ts';
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
  keptSeconds,
  storedNotification,
  type FoundNotification,
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

const storedHours = ({ days, ...hours }: QuietHours) => ({ ...hours, ...(days && { days }) });

export type NotificationStore = ReturnType<typeof notificationStore>;

/** What users have not seen yet, and what notifies them. */
export function notificationStore(table: Table) {
  /** Those that wait, of items as they were read. A kind that a later version stored is passed over. */
  function waiting(items: readonly Item[], now: number): FoundNotification[] {
    return items.flatMap((item) => {
      const { success, data } = storedNotification.safeParse(item);
      const waits = success && data.covers === coversAll && data.expiresAt > epochSeconds(now);
      return waits ? [{ ...data, id: keys.notificationId(item) }] : [];
    });
  }

  /** What is stored is what was ever chosen. */
  const settingsIn = (item: Item | undefined): NotificationSettings =>
    item ? notificationSettings.parse({ ...defaultSettings, ...item }) : defaultSettings;

  return {
    /** What notifies these users: of each, what they chose or what is usual. It may be moments old. */
    async settingsOf(userIds: readonly string[]): Promise<(userId: string) => NotificationSettings> {
      const items = await batchGetAll(
        table,
        userIds.map((userId) => keys.notificationSettings(userId)),
        { eventually: true },
      );
      const chosen = new Map(items.map((item) => [keys.notifiedBySettings(item), settingsIn(item)]));
      return (userId) => chosen.get(userId) ?? defaultSettings;
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

    /** What notifies a user. */
    async settings(userId: string): Promise<NotificationSettings> {
      return settingsIn(await table.get(keys.notificationSettings(userId)));
    },

    /** Changes that. Returns what it is now. */
    async changeSettings(
      userId: string,
      changes: UpdateNotificationSettingsRequest,
    ): Promise<NotificationSettings> {
      const { preview, direct, groups, sounds, quietHours } = changes;
      const set = {
        ...(preview !== undefined && { preview }),
        ...(direct !== undefined && { direct }),
        ...(groups !== undefined && { groups }),
        ...(sounds !== undefined && { sounds }),
        ...(quietHours !== undefined && { quietHours: quietHours && storedHours(quietHours) }),
      };
      return settingsIn(await table.update(keys.notificationSettings(userId), { set }));
    },
  };
}
