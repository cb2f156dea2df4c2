import { createHash } from 'node:crypto';
import * as z from 'zod';
import { batchGetAll } from '../platform/batch-get.ts';
import { bytes } from '../platform/bytes.ts';
import type { Table, Write } from '../platform/table.ts';
import { epochSeconds } from '../platform/time.ts';
import { limits } from '../protocol/index.ts';
import { keys } from './keys.ts';

/** An invite to a group. Times are milliseconds since the epoch. */
const storedInvite = z.object({
  /** The hash of its code, by which it is found. */
  hash: z.string(),
  /** The code for the list, under the group's data key: a copy of the table lets no one in. */
  sealedCode: bytes,
  keyId: z.string(),
  conversationId: z.string(),
  createdBy: z.string(),
  createdAt: z.number(),
  endsAt: z.number().exactOptional(),
  maxUses: z.number().exactOptional(),
  uses: z.number(),
  approval: z.boolean(),
  /** Since when it is out of the list of its group, and whether it was revoked then. */
  closedAt: z.number().exactOptional(),
  revoked: z.boolean().exactOptional(),
});
export type StoredInvite = z.infer<typeof storedInvite>;

/** SHA-256 suffices for what cannot be guessed. */
export const inviteHash = (code: string): string => createHash('sha256').update(code).digest('base64url');

/** So long an invite that is over says what became of it; afterwards it is unknown. */
const closedSeconds = 90 * 24 * 3600;
/** Invites in one step of erasing a group. */
const erasedAtOnce = 25;

/** Invites by their codes, and the list of those that a group has. */
export function inviteStore(table: Table) {
  const readMany = async (hashes: readonly string[]): Promise<StoredInvite[]> =>
    (
      await batchGetAll(
        table,
        hashes.map((hash) => keys.invite(hash)),
      )
    ).map((item) => storedInvite.parse(item));

  async function hashesOf(conversationId: string, limit: number): Promise<string[]> {
    const { items } = await table.query({ ...keys.hasInvites(conversationId), limit });
    return items.map(keys.inviteOf);
  }

  return {
    async invite(code: string): Promise<StoredInvite | undefined> {
      const item = await table.get(keys.invite(inviteHash(code)));
      return item && storedInvite.parse(item);
    },

    /** The invites of a group, in no particular order: at most `limits.invitesPerGroup`. Some may have ended by themselves. */
    invitesOf: async (conversationId: string): Promise<StoredInvite[]> =>
      readMany(await hashesOf(conversationId, limits.invitesPerGroup)),

    /**
     * Stores a new invite together with `further` writes. Rejects with `ConditionFailed`, of write 0 where the group has as many
     * as it can have.
     */
    addInvite: (fresh: StoredInvite, further: readonly Write[]): Promise<void> =>
      table.transact([
        {
          update: keys.inviteCount(fresh.conversationId),
          change: { add: { count: 1 }, if: { below: { count: limits.invitesPerGroup } } },
        },
        { put: { ...keys.invite(fresh.hash), ...fresh }, if: { exists: false } },
        { put: { ...keys.hasInvite(fresh.conversationId, fresh.hash) } },
        ...further,
      ]),

    /**
     * Takes an invite out of the list of its group, together with `further` writes: one that is revoked, or that ended by itself.
     * It stays for a while, to say what became of it. Rejects with `ConditionFailed`, also where it was taken out already.
     */
    closeInvite: (
      { conversationId, hash }: StoredInvite,
      now: number,
      revoked: boolean,
      further: readonly Write[] = [],
    ): Promise<void> =>
      table.transact([
        {
          update: keys.invite(hash),
          change: {
            set: { closedAt: now, revoked, expiresAt: epochSeconds(now) + closedSeconds },
            if: { exists: true, below: { closedAt: 0 } },
          },
        },
        { delete: keys.hasInvite(conversationId, hash), if: { exists: true } },
        { update: keys.inviteCount(conversationId), change: { add: { count: -1 } } },
        ...further,
      ]),

    /** The write that counts a use, if there is one left and the invite was not closed since it was read. */
    useWrite: ({ hash, maxUses }: StoredInvite): Write => ({
      update: keys.invite(hash),
      change: {
        add: { uses: 1 },
        // an attribute that is missing counts as below: only a closed invite has this one
        if: { exists: true, below: { closedAt: 0, ...(maxUses !== undefined && { uses: maxUses }) } },
      },
    }),

    /** Removes some invites of a deleted group. Returns how many; 0: all are gone. */
    async eraseInvites(conversationId: string): Promise<number> {
      const hashes = await hashesOf(conversationId, erasedAtOnce);
      await Promise.all(
        hashes.flatMap((hash) => [
          table.delete(keys.invite(hash)),
          table.delete(keys.hasInvite(conversationId, hash)),
        ]),
      );
      if (hashes.length === 0) await table.delete(keys.inviteCount(conversationId));
      return hashes.length;
    },
  };
}
