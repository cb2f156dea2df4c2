import { ConditionFailed, type Attributes, type Table, type Write } from '../platform/table.ts';
import { epochSeconds } from '../platform/time.ts';
import { limits } from '../protocol/index.ts';
import { keys } from './keys.ts';
import {
  deliveryMilliseconds,
  storedDelivery,
  storedWebhook,
  type StoredDelivery,
  type StoredWebhook,
} from './model.ts';

/** So long one call delivers alone: longer than its function may run, shorter than until the queue hands its work out again. */
export const leaseMilliseconds = 60_000;

/** How far a webhook is, where a delivery ends. What of it is left out is over. */
export type Progress = Partial<Pick<StoredWebhook, 'nextAt' | 'attempts' | 'failingSince' | 'wantedSeq'>>;

export type WebhookStore = ReturnType<typeof webhookStore>;

/** The webhooks of groups, how far they are, and their latest attempts. */
export function webhookStore(table: Table) {
  /** Has the call that delivers go on up to a number. `false`: it ended meanwhile. */
  async function noteWanted(
    conversationId: string,
    id: string,
    leaseId: string,
    wantedSeq: number,
  ): Promise<boolean> {
    try {
      await table.update(keys.webhook(conversationId, id), {
        set: { wantedSeq },
        if: { equals: { leaseId }, below: { wantedSeq } },
      });
      return true;
    } catch (error) {
      if (error instanceof ConditionFailed) return false;
      throw error;
    }
  }

  return {
    /** Those of a group, the oldest first. */
    async of(conversationId: string): Promise<StoredWebhook[]> {
      const { items } = await table.query(keys.webhooks(conversationId));
      return items
        .map((item) => storedWebhook.parse(item))
        .sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
    },

    async get(conversationId: string, id: string): Promise<StoredWebhook | undefined> {
      const item = await table.get(keys.webhook(conversationId, id));
      return item && storedWebhook.parse(item);
    },

    /** Does these writes together, or rejects with `ConditionFailed`. */
    perform: (writes: readonly Write[]): Promise<void> => table.transact(writes),

    addWrite: (conversationId: string, fresh: StoredWebhook): Write => ({
      put: { ...keys.webhook(conversationId, fresh.id), ...fresh },
      if: { exists: false },
    }),

    /** The write that changes a webhook of which the settings are as they were read. */
    changeWrite: (
      conversationId: string,
      { id, version }: Pick<StoredWebhook, 'id' | 'version'>,
      { set, remove }: { set: Attributes; remove: readonly string[] },
    ): Write => ({
      update: keys.webhook(conversationId, id),
      change: {
        set,
        add: { version: 1 },
        ...(remove.length > 0 && { remove }),
        if: { exists: true, equals: { version } },
      },
    }),

    removeWrite: (conversationId: string, { id, version }: Pick<StoredWebhook, 'id' | 'version'>): Write => ({
      delete: keys.webhook(conversationId, id),
      if: { exists: true, equals: { version } },
    }),

    /**
     * Takes a webhook to deliver what it has up to `seq`, alone; `at`: the time for which it was put off, otherwise it must not be put
     * off. Where another call delivers, that one learns how far there is something. `undefined`: there is nothing to do here.
     */
    async claim(
      conversationId: string,
      id: string,
      { seq, at, now, leaseId }: { seq: number; at?: number; now: number; leaseId: string },
    ): Promise<StoredWebhook | undefined> {
      const key = keys.webhook(conversationId, id);
      let upTo = seq;
      for (;;) {
        try {
          const item = await table.update(key, {
            set: { leaseId, leasedUntil: now + leaseMilliseconds },
            if: {
              exists: true,
              equals: { enabled: true, ...(at !== undefined && { nextAt: at }) },
              below: {
                leasedUntil: now + 1,
                doneSeq: upTo,
                ...(at === undefined && { nextAt: now + 1 }),
              },
            },
          });
          return storedWebhook.parse(item);
        } catch (error) {
          if (!(error instanceof ConditionFailed)) throw error;
          if (!error.item) return undefined;
          const found = storedWebhook.parse(error.item);
          const { enabled, leasedUntil = 0, leaseId: other, doneSeq, wantedSeq = 0, nextAt = 0 } = found;
          const isOther = at === undefined ? nextAt > now : nextAt !== at;
          if (!enabled || isOther) return undefined;
          if (doneSeq >= upTo) {
            // an earlier attempt left it so
            if (wantedSeq <= doneSeq) return undefined;
            upTo = wantedSeq;
          } else if (leasedUntil > now) {
            if (wantedSeq >= upTo || (await noteWanted(conversationId, id, other ?? '', upTo)))
              return undefined;
          }
        }
      }
    },

    /**
     * Gives a webhook back, as far as it is. `unlessWantedAfter`: not where something was noted beyond that number. `true`: it is given
     * back, or was taken by another call.
     */
    async finish(
      conversationId: string,
      id: string,
      {
        leaseId,
        unlessWantedAfter,
        progress,
      }: {
        leaseId: string;
        unlessWantedAfter: number | undefined;
        progress: Progress & { doneSeq: number };
      },
    ): Promise<boolean> {
      const remove = ['leaseId', 'leasedUntil', 'nextAt', 'attempts', 'failingSince'].filter(
        (name) => !(name in progress),
      );
      try {
        await table.update(keys.webhook(conversationId, id), {
          set: progress,
          remove,
          if: {
            equals: { leaseId },
            ...(unlessWantedAfter !== undefined && { below: { wantedSeq: unlessWantedAfter + 1 } }),
          },
        });
        return true;
      } catch (error) {
        if (!(error instanceof ConditionFailed)) throw error;
        const found = error.item && storedWebhook.parse(error.item);
        return found?.leaseId !== leaseId;
      }
    },

    /** The write that turns off a webhook that is being delivered to. */
    disableWrite: (
      conversationId: string,
      { id, leaseId }: { id: string; leaseId: string },
      disabledReason: NonNullable<StoredWebhook['disabledReason']>,
    ): Write => ({
      update: keys.webhook(conversationId, id),
      change: {
        set: { enabled: false, disabledReason },
        add: { version: 1 },
        remove: ['leaseId', 'leasedUntil', 'nextAt', 'attempts'],
        if: { equals: { leaseId, enabled: true } },
      },
    }),

    /** Notes an attempt for the list of them. */
    note: (webhookId: string, seq: number, delivery: StoredDelivery): Promise<void> =>
      table.put({
        ...keys.delivery(webhookId, numberOf(seq, delivery)),
        ...delivery,
        expiresAt: epochSeconds(delivery.at + deliveryMilliseconds),
      }),

    /** Removes all webhooks of a group. Their attempts expire. */
    async erase(conversationId: string): Promise<void> {
      const { items } = await table.query(keys.webhooks(conversationId));
      const ids = items.map((item) => storedWebhook.parse(item).id);
      await Promise.all(ids.map((id) => table.delete(keys.webhook(conversationId, id))));
    },

    /** The latest attempts, the last one first. */
    async deliveries(webhookId: string, now: number): Promise<StoredDelivery[]> {
      const { items } = await table.query({
        ...keys.deliveries(webhookId),
        reverse: true,
        limit: limits.webhookDeliveries,
      });
      return items
        .map((item) => storedDelivery.parse(item))
        .filter(({ at }) => at + deliveryMilliseconds > now);
    },
  };
}

/** Numbers sort as texts, by time. */
const numberOf = (seq: number, { at, attempt }: StoredDelivery): string =>
  `${String(at).padStart(14, '0')}.${String(seq).padStart(12, '0')}.${attempt}`;
