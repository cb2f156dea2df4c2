import * as z from 'zod';
import { batchGetAll } from '../../platform/batch-get.ts';
import { bytes } from '../../platform/bytes.ts';
import { ConditionFailed, type Table } from '../../platform/table.ts';
import { epochSeconds } from '../../platform/time.ts';
import { keys } from '../keys.ts';

/** What a user chose in a poll, as it is stored: what, is sealed. */
const storedVote = z.object({
  userId: z.string(),
  sealedVote: bytes,
  keyId: z.string(),
  at: z.number(),
  /** The other member of a direct conversation does not learn of it, as there was a block. */
  hidden: z.literal(true).exactOptional(),
});
export type StoredVote = z.infer<typeof storedVote>;

/** A vote that was opened: the indexes of the options, ascending. */
export interface Ballot {
  options: readonly number[];
  hidden: boolean;
}

/** When the votes of a poll were last counted, and who has them counted next, until when that is their turn. */
const storedCount = z.object({
  countedAt: z.number().exactOptional(),
  claimedBy: z.string().exactOptional(),
  claimedUntil: z.number().exactOptional(),
});
export type StoredCount = z.infer<typeof storedCount>;

/** What is queued is done within moments, unless the process that queued it ended: then the next vote has the votes counted. */
const claimMilliseconds = 15_000;
/** Long after the last vote nothing is left to say when they were counted. */
const keptSeconds = 3_600;
/** Votes that are removed at the same time. */
const erasedAtOnce = 25;

export type VoteStore = ReturnType<typeof voteStore>;

/** The votes of polls: an item for each voter, so that no number of them at once meets at one. */
export function voteStore(table: Table) {
  return {
    async get(conversationId: string, seq: number, userId: string): Promise<StoredVote | undefined> {
      const item = await table.get(keys.vote(conversationId, seq, userId));
      return item && storedVote.parse(item);
    },

    /** Puts a vote in the place of the voter's earlier one; `undefined` takes that back. */
    async put(
      conversationId: string,
      seq: number,
      userId: string,
      vote: StoredVote | undefined,
    ): Promise<void> {
      const key = keys.vote(conversationId, seq, userId);
      if (vote) await table.put({ ...key, ...vote });
      else await table.delete(key);
    },

    /** What a user chose in these polls of a conversation, by number. */
    async of(
      conversationId: string,
      userId: string,
      seqs: readonly number[],
    ): Promise<ReadonlyMap<number, StoredVote>> {
      const wanted = seqs.map((seq) => ({ seq, key: keys.vote(conversationId, seq, userId) }));
      const items = await batchGetAll(
        table,
        wanted.map(({ key }) => key),
      );
      const found = new Map(items.map((item) => [keys.name(item), storedVote.parse(item)]));
      return new Map(
        wanted.flatMap(({ seq, key }) => {
          const vote = found.get(keys.name(key));
          return vote ? [[seq, vote] as const] : [];
        }),
      );
    },

    /** Votes of a poll, by user, after one of them; `more`: after whom there may be more. */
    async page(
      conversationId: string,
      seq: number,
      after: string | undefined,
      limit?: number,
    ): Promise<{ votes: StoredVote[]; more: { userId: string } | undefined }> {
      const { items, next } = await table.query({
        ...keys.votes(conversationId, seq),
        ...(limit !== undefined && { limit }),
        ...(after !== undefined && { after: keys.vote(conversationId, seq, after) }),
      });
      return {
        votes: items.map((item) => storedVote.parse(item)),
        more: next && { userId: keys.voter(next) },
      };
    },

    async count(conversationId: string, seq: number): Promise<StoredCount> {
      const item = await table.get(keys.voteCount(conversationId, seq));
      return item ? storedCount.parse(item) : {};
    },

    /** Makes it a user's turn to have the votes counted. `false`: it is another's. `now` in epoch milliseconds. */
    async claimCount(conversationId: string, seq: number, userId: string, now: number): Promise<boolean> {
      try {
        await table.update(keys.voteCount(conversationId, seq), {
          set: {
            claimedBy: userId,
            claimedUntil: now + claimMilliseconds,
            expiresAt: epochSeconds(now) + keptSeconds,
          },
          if: { below: { claimedUntil: now + 1 } },
        });
        return true;
      } catch (error) {
        if (error instanceof ConditionFailed) return false;
        throw error;
      }
    },

    /** Votes are counted from now on: who votes later has them counted again. */
    async beginCount(conversationId: string, seq: number, now: number): Promise<void> {
      await table.update(keys.voteCount(conversationId, seq), {
        set: { countedAt: now, expiresAt: epochSeconds(now) + keptSeconds },
        remove: ['claimedBy', 'claimedUntil'],
      });
    },

    /** Removes the votes of a message that is no more. It may be done again, from wherever it stopped. */
    async erase(conversationId: string, seq: number): Promise<void> {
      for (;;) {
        const { items } = await table.query({ ...keys.votes(conversationId, seq), limit: erasedAtOnce });
        if (items.length === 0) break;
        await Promise.all(
          items.map((item) => table.delete(keys.vote(conversationId, seq, keys.voter(item)))),
        );
      }
      await table.delete(keys.voteCount(conversationId, seq));
    },
  };
}
