import * as z from 'zod';
import { batchGetAll } from '../platform/batch-get.ts';
import { sameText } from '../platform/cursor.ts';
import { ChatError } from '../platform/errors.ts';
import type { Secrets } from '../platform/secrets.ts';
import type { Table, Write } from '../platform/table.ts';
import { epochSeconds } from '../platform/time.ts';
import { keys } from './keys.ts';

/** An invitation to create an account, as it is stored. Times are milliseconds since the epoch. */
const storedInvitation = z.object({
  id: z.string(),
  createdBy: z.string(),
  createdAt: z.number(),
  endsAt: z.number(),
  /** Of one that was mailed: the address under the data key of who made it, in base64, and the hash that it is found by. */
  sealedEmail: z.string().exactOptional(),
  emailHash: z.string().exactOptional(),
  state: z.enum(['open', 'used']),
  usedBy: z.string().exactOptional(),
});
export type StoredInvitation = z.infer<typeof storedInvitation>;

/** For so long an invitation is listed that is over. */
const listedAfterSeconds = 30 * 24 * 3600;

export type InvitationStore = ReturnType<typeof invitationStore>;

/**
 * Invitations. The code of one is its id and a keyed hash of that: so it can be made whenever a mail is, stands nowhere, and who
 * has the database alone cannot make it.
 */
export function invitationStore(table: Table, secrets: Secrets) {
  const proofOf = (id: string) => secrets.mac('invitation', id);

  return {
    codeOf: async (id: string): Promise<string> => `${id}.${await proofOf(id)}`,

    /** Stores an invitation together with what else is given. */
    async add(fresh: StoredInvitation, also: readonly Write[]): Promise<void> {
      const expiresAt = epochSeconds(fresh.endsAt) + listedAfterSeconds;
      await table.transact([
        { put: { ...keys.invitation(fresh.id), ...fresh, expiresAt } },
        { put: { ...keys.listedInvitation(fresh.createdAt, fresh.id), id: fresh.id, expiresAt } },
        ...also,
      ]);
    },

    async get(id: string): Promise<StoredInvitation | undefined> {
      const item = await table.get(keys.invitation(id));
      return item && storedInvitation.parse(item);
    },

    /**
     * The invitation of a code that can be used now, for this address. Throws `invitation_invalid` whatever is wrong with it: who
     * guesses learns nothing.
     */
    async open(code: string, emailHash: string, now: number): Promise<StoredInvitation> {
      const dot = code.indexOf('.');
      const [id, proof] = [code.slice(0, Math.max(dot, 0)), code.slice(dot + 1)];
      const found = sameText(proof, await proofOf(id)) ? await this.get(id) : undefined;
      const isGood = found?.state === 'open' && found.endsAt > now;
      if (!isGood || (found.emailHash !== undefined && found.emailHash !== emailHash)) {
        throw new ChatError(
          'invitation_invalid',
          'The invitation was used or taken back, has ended, or is for another address.',
        );
      }
      return found;
    },

    /** The write that uses an invitation up. It fails where it was used or taken back meanwhile. */
    use: (id: string, userId: string): Write => ({
      update: keys.invitation(id),
      change: { set: { state: 'used', usedBy: userId }, if: { exists: true, equals: { state: 'open' } } },
    }),

    /** Takes an invitation back that was not used, together with what else is given. Rejects with `ConditionFailed` where it was. */
    remove: ({ id, createdAt }: StoredInvitation, also: readonly Write[]): Promise<void> =>
      table.transact([
        { delete: keys.invitation(id), if: { exists: true, equals: { state: 'open' } } },
        { delete: keys.listedInvitation(createdAt, id) },
        ...also,
      ]),

    /** A page of invitations, the newest first. */
    async list(
      limit: number,
      after: string | undefined,
    ): Promise<{ invitations: StoredInvitation[]; next: string | undefined }> {
      const pk = keys.listedInvitations();
      const { items, next } = await table.query({
        pk,
        limit,
        reverse: true,
        ...(after !== undefined && { after: { pk, sk: after } }),
      });
      const ids = items.map((item) => z.object({ id: z.string() }).parse(item).id);
      const found = (await batchGetAll(table, ids.map(keys.invitation))).map((item) =>
        storedInvitation.parse(item),
      );
      const byId = new Map(found.map((one) => [one.id, one]));
      return { invitations: ids.flatMap((id) => byId.get(id) ?? []), next: next && keys.placeInList(next) };
    },
  };
}
