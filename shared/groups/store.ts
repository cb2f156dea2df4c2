import * as z from 'zod';
import { batchGetAll } from '../platform/batch-get.ts';
import type { Item, Table, Write } from '../platform/table.ts';
import { inviteStore } from './invite-store.ts';
import { keys } from './keys.ts';
import { requestStore } from './request-store.ts';

const ban = z.object({ at: z.number(), by: z.string() });

export interface Ban extends z.infer<typeof ban> {
  userId: string;
}

/** Which group an erasure that was noted is about. */
export const erasedGroup = (item: Item): string => keys.erased(item);

export type GroupStore = ReturnType<typeof groupStore>;

/** Who is banned from groups, how users come in, and what is left to erase of deleted ones. */
export function groupStore(table: Table) {
  return {
    ...inviteStore(table),
    ...requestStore(table),

    /** Those of these users who are banned, as of now. */
    async bannedAmong(conversationId: string, userIds: readonly string[]): Promise<ReadonlySet<string>> {
      const items = await batchGetAll(
        table,
        userIds.map((userId) => keys.ban(conversationId, userId)),
      );
      return new Set(items.map(keys.bannedBy));
    },

    /** Those of these groups that ban the user, as of now. */
    async banningAmong(conversationIds: readonly string[], userId: string): Promise<ReadonlySet<string>> {
      const items = await batchGetAll(
        table,
        conversationIds.map((id) => keys.ban(id, userId)),
      );
      return new Set(items.map(keys.bannedFrom));
    },

    banWrite: (conversationId: string, userId: string, { at, by }: Pick<Ban, 'at' | 'by'>): Write => ({
      put: { ...keys.ban(conversationId, userId), at, by },
      if: { exists: false },
    }),
    unbanWrite: (conversationId: string, userId: string): Write => ({
      delete: keys.ban(conversationId, userId),
      if: { exists: true },
    }),

    /** A page of the bans in the order of ids, and after whom it goes on. */
    async bans(
      conversationId: string,
      limit: number,
      after: string | undefined,
    ): Promise<{ bans: Ban[]; next: string | undefined }> {
      const page = await table.query({
        ...keys.bans(conversationId),
        // one more than asked for tells whether there are more, without an empty last page
        limit: limit + 1,
        ...(after !== undefined && { after: keys.ban(conversationId, after) }),
      });
      const bans = page.items
        .slice(0, limit)
        .map((item) => ({ userId: keys.bannedBy(item), ...ban.parse(item) }));
      return { bans, next: page.items.length > limit ? bans.at(-1)?.userId : undefined };
    },

    /** Removes some bans of a deleted group. Returns how many; 0: all are gone. */
    async eraseBans(conversationId: string, limit: number): Promise<number> {
      const { items } = await table.query({ ...keys.bans(conversationId), limit });
      await Promise.all(items.map((item) => table.delete(keys.ban(conversationId, keys.bannedBy(item)))));
      return items.length;
    },

    /** Notes that a group is to be erased: what follows from that is done after commit, so that it cannot get lost. */
    erasureWrite: (conversationId: string): Write => ({ put: { ...keys.erasure(conversationId) } }),
    isErasing: async (conversationId: string): Promise<boolean> =>
      (await table.get(keys.erasure(conversationId))) !== undefined,
    erased: (conversationId: string): Promise<void> => table.delete(keys.erasure(conversationId)),
  };
}
