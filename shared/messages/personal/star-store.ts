import * as z from 'zod';
import { ConditionFailed, type Key, type Table, type Write } from '../../platform/table.ts';
import { limits } from '../../protocol/index.ts';
import type { Place } from '../changes/change-message.ts';
import { keys } from '../keys.ts';

/** A message that a user has saved, and when. */
const storedStar = z.object({ conversationId: z.string(), seq: z.number(), at: z.number() });
export type StoredStar = z.infer<typeof storedStar>;

/** Stars that one transaction removes, with the count of them: well below what a transaction takes. */
const removedAtOnce = 50;

export type StarStore = ReturnType<typeof starStore>;

/** The messages that users have saved, each for themselves. */
export function starStore(table: Table) {
  const counted = (userId: string, by: number, limit?: number): Write => ({
    update: keys.starCount(userId),
    change: { add: { count: by }, ...(limit !== undefined && { if: { below: { count: limit } } }) },
  });

  return {
    /**
     * Saves a message, with the writes that follow from it: `there`, if it was saved before; `full`, if the user has as many as is
     * possible. Rejects with `ConditionFailed` where a condition of `more` does not hold.
     */
    async add(
      userId: string,
      star: StoredStar,
      more: readonly Write[],
    ): Promise<{ outcome: 'added' | 'there' | 'full'; at: number }> {
      const key = keys.star(userId, star.conversationId, star.seq);
      try {
        await table.transact([
          { put: { ...key, ...star }, if: { exists: false } },
          counted(userId, 1, limits.starsPerUser),
          ...more,
        ]);
        return { outcome: 'added', at: star.at };
      } catch (error) {
        if (!(error instanceof ConditionFailed) || error.index > 1) throw error;
        return error.index === 0 && error.item
          ? { outcome: 'there', at: storedStar.parse(error.item).at }
          : { outcome: 'full', at: star.at };
      }
    },

    /**
     * Forgets that these were saved, with the writes that follow from it. `false`: some were not, as another device was first; those
     * with them may still be there. Rejects with `ConditionFailed` where a condition of `more` does not hold.
     */
    async remove(userId: string, places: readonly Place[], more: readonly Write[] = []): Promise<boolean> {
      let all = true;
      for (let start = 0; start < places.length; start += removedAtOnce) {
        const some = places.slice(start, start + removedAtOnce);
        const removals = some.map(({ conversationId, seq }): Write => ({
          delete: keys.star(userId, conversationId, seq),
          if: { exists: true },
        }));
        try {
          await table.transact([...removals, counted(userId, -some.length), ...more]);
        } catch (error) {
          if (!(error instanceof ConditionFailed) || error.index >= some.length) throw error;
          all = false;
        }
      }
      return all;
    },

    /** All that a user has saved, of one conversation or all: the most that is possible is less than a page of 1 MB. */
    async all(userId: string, conversationId?: string): Promise<StoredStar[]> {
      const found: StoredStar[] = [];
      let after: Key | undefined;
      do {
        const page = await table.query({ ...keys.stars(userId, conversationId), ...(after && { after }) });
        found.push(...page.items.map((item) => storedStar.parse(item)));
        after = page.next;
      } while (after);
      return found;
    },

    /** The numbers of the saved messages of a conversation in a range, both inclusive. They may be moments old. */
    async between(userId: string, conversationId: string, from: number, to: number): Promise<Set<number>> {
      const range = keys.starRange(userId, conversationId, from, to);
      const { items } = await table.query({ ...range, eventually: true });
      return new Set(items.map((item) => storedStar.parse(item).seq));
    },
  };
}
