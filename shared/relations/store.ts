import * as z from 'zod';
import { batchGetAll } from '../platform/batch-get.ts';
import { ChatError } from '../platform/errors.ts';
import { ConditionFailed, type Table, type Write } from '../platform/table.ts';
import { limits } from '../protocol/index.ts';
import { keys } from './keys.ts';

const block = z.object({ at: z.number() });

/** The blocks between a user and another one. */
export interface Blocks {
  /** The user blocked the other one. */
  to: boolean;
  /** The other one blocked the user. */
  from: boolean;
}

export type RelationStore = ReturnType<typeof relationStore>;

/** Whom users blocked. */
export function relationStore(table: Table) {
  /** Runs the writes; `false`, having done nothing, if the first one's condition does not hold. */
  async function transact(writes: readonly Write[]): Promise<boolean> {
    try {
      await table.transact(writes);
      return true;
    } catch (error) {
      if (error instanceof ConditionFailed && error.index === 0) return false;
      throw error;
    }
  }

  return {
    /**
     * Stores a block together with `further` writes. `false`: there was one already, nothing was done. Throws
     * `block_limit_reached`; rejects with `ConditionFailed` if a condition of `further` does not hold.
     */
    async block(userId: string, blockedId: string, at: number, further: readonly Write[]): Promise<boolean> {
      try {
        return await transact([
          { put: { ...keys.block(userId, blockedId), at }, if: { exists: false } },
          {
            update: keys.blockCount(userId),
            change: { add: { count: 1 }, if: { below: { count: limits.blockedUsers } } },
          },
          ...further,
        ]);
      } catch (error) {
        if (!(error instanceof ConditionFailed) || error.index !== 1) throw error;
        throw new ChatError(
          'block_limit_reached',
          `You blocked ${limits.blockedUsers} users. Unblock one of them first.`,
        );
      }
    },

    /** Removes a block together with `further` writes. `false`: there was none, nothing was done. */
    unblock: (userId: string, blockedId: string, further: readonly Write[]): Promise<boolean> =>
      transact([
        { delete: keys.block(userId, blockedId), if: { exists: true } },
        { update: keys.blockCount(userId), change: { add: { count: -1 } } },
        ...further,
      ]),

    /** The blocks between a user and each of these others, as of now; those without any, and the user, are missing. */
    async between(userId: string, others: readonly string[]): Promise<Map<string, Blocks>> {
      const different = [...new Set(others)].filter((other) => other !== userId);
      const items = await batchGetAll(
        table,
        different.flatMap((other) => [keys.block(userId, other), keys.block(other, userId)]),
      );
      const found = new Map<string, Blocks>();
      for (const { user, blocked } of items.map(keys.blockOf)) {
        const other = user === userId ? blocked : user;
        const { to, from } = found.get(other) ?? { to: false, from: false };
        found.set(other, { to: to || user === userId, from: from || user !== userId });
      }
      return found;
    },

    /** A page of whom a user blocked, in the order of their ids, and after whom it goes on. */
    async page(
      userId: string,
      limit: number,
      after: string | undefined,
    ): Promise<{ blocks: { blockedId: string; at: number }[]; next: string | undefined }> {
      const page = await table.query({
        ...keys.blocks(userId),
        // one more than asked for tells whether there are more, without an empty last page
        limit: limit + 1,
        ...(after !== undefined && { after: keys.block(userId, after) }),
      });
      const blocks = page.items.slice(0, limit).map((item) => ({
        blockedId: keys.blockOf(item).blocked,
        at: block.parse(item).at,
      }));
      return { blocks, next: page.items.length > limit ? blocks.at(-1)?.blockedId : undefined };
    },
  };
}
