import * as z from 'zod';
import { batchGetAll } from '../../platform/batch-get.ts';
import type { Key, Table, Write } from '../../platform/table.ts';
import type { ChangeableEntry } from '../changes/change-store.ts';
import { keys, maxSeq } from '../keys.ts';
import type { EntryOf } from '../log-entry.ts';
import { limits } from '../../protocol/index.ts';

/** Where a user stands in a thread. */
const storedThread = z.object({
  conversationId: z.string(),
  /** The number of the message at which it begins. */
  seq: z.number(),
  following: z.boolean().default(true),
  /** How many replies there were when the user last read them. */
  readCount: z.number().default(0),
});
export type ThreadMark = z.infer<typeof storedThread>;

/** Replies that are removed at the same time. */
const erasedAtOnce = 25;

export type ThreadStore = ReturnType<typeof threadStore>;

/** The replies to messages, and who follows them. */
export function threadStore(table: Table) {
  const markWrite = (
    userId: string,
    conversationId: string,
    seq: number,
    mark: Partial<Pick<ThreadMark, 'following' | 'readCount'>>,
  ): Write => ({
    update: keys.thread(userId, conversationId, seq),
    change: { set: { conversationId, seq, ...mark } },
  });

  return {
    /**
     * The writes by which a message is a reply in the thread that begins at `root`. Who replies follows the thread, and so does
     * the author of its first message, unless `follow` says otherwise. A reply that a block hides counts for its sender alone.
     */
    replyWrites(
      conversationId: string,
      root: ChangeableEntry,
      reply: EntryOf<'text' | 'deleted'>,
      { follow = true }: { follow?: boolean } = {},
    ): Write[] {
      const { seq, senderId, createdAt, hiddenFrom } = reply;
      const { replyCount = 0, replyUsers = [] } = root;
      const place = { put: { ...keys.reply(conversationId, root.seq, seq) } };
      if (hiddenFrom !== undefined) return [place];
      const isNamed = replyUsers.includes(senderId) || replyUsers.length >= limits.threadUsersShown;
      const change = {
        add: { replyCount: 1 },
        set: {
          lastReplySeq: seq,
          lastReplyAt: createdAt,
          ...(!isNamed && { replyUsers: [...replyUsers, senderId] }),
        },
        // the list of users is made from what was read
        if: { exists: true, ...(!isNamed && { below: { replyCount: replyCount + 1 } }) },
      };
      const isFirst = replyCount === 0 && root.senderId !== senderId;
      const followWrites = [
        markWrite(senderId, conversationId, root.seq, { following: true, readCount: replyCount + 1 }),
        ...(isFirst ? [markWrite(root.senderId, conversationId, root.seq, {})] : []),
      ];
      return [
        place,
        { update: keys.logEntry(conversationId, root.seq), change },
        ...(follow ? followWrites : []),
      ];
    },

    /** The numbers of replies in a range, ascending, and whether there are more in its direction. */
    async replies(
      conversationId: string,
      seq: number,
      range: { before: number } | { after: number },
      limit: number,
    ): Promise<{ seqs: number[]; more: boolean }> {
      const forward = 'after' in range;
      const [from, to] = forward ? [range.after + 1, maxSeq] : [0, range.before - 1];
      if (from > to) return { seqs: [], more: false };
      const found = await table.query({
        ...keys.replyRange(conversationId, seq, from, to),
        limit: limit + 1,
        reverse: !forward,
      });
      const seqs = found.items.slice(0, limit).map(keys.replyOf);
      return { seqs: forward ? seqs : seqs.reverse(), more: found.items.length > limit };
    },

    /** Where a user stands in these threads, by their numbers; those of which nothing is stored are missing. It may be moments old. */
    async marks(
      userId: string,
      conversationId: string,
      seqs: readonly number[],
    ): Promise<Map<number, ThreadMark>> {
      const items = await batchGetAll(
        table,
        seqs.map((seq) => keys.thread(userId, conversationId, seq)),
        { eventually: true },
      );
      return new Map(items.map((item) => storedThread.parse(item)).map((mark) => [mark.seq, mark]));
    },

    /** Those of these users who follow a thread. It may be moments old. */
    async followersAmong(
      userIds: readonly string[],
      conversationId: string,
      seq: number,
    ): Promise<ReadonlySet<string>> {
      const items = await batchGetAll(
        table,
        userIds.map((userId) => keys.thread(userId, conversationId, seq)),
        { eventually: true },
      );
      const followed = items.filter((item) => storedThread.parse(item).following);
      return new Set(followed.map(keys.followerOf));
    },

    /** Changes where a user stands in a thread. Returns where they stand now. */
    async mark(
      userId: string,
      conversationId: string,
      seq: number,
      change: Partial<Pick<ThreadMark, 'following' | 'readCount'>>,
    ): Promise<ThreadMark> {
      const set = { conversationId, seq, ...change };
      return storedThread.parse(await table.update(keys.thread(userId, conversationId, seq), { set }));
    },

    /** Threads that a user follows, or no longer does: of very many the first, by pages of 1 MB. */
    async all(userId: string, mostPages: number): Promise<ThreadMark[]> {
      const marks: ThreadMark[] = [];
      let after: Key | undefined;
      for (let page = 0; page < mostPages; page += 1) {
        const found = await table.query({ ...keys.threads(userId), ...(after && { after }) });
        marks.push(...found.items.map((item) => storedThread.parse(item)));
        after = found.next;
        if (!after) break;
      }
      return marks;
    },

    /** Takes one reply out of a thread. It still counts, as it was there. */
    removeReply: (conversationId: string, seq: number, reply: number): Promise<void> =>
      table.delete(keys.reply(conversationId, seq, reply)),

    /** Removes which replies a message had. It may be done again, from wherever it stopped. */
    async erase(conversationId: string, seq: number): Promise<void> {
      for (;;) {
        const { items } = await table.query({
          ...keys.replyRange(conversationId, seq, 0, maxSeq),
          limit: erasedAtOnce,
        });
        if (items.length === 0) return;
        await Promise.all(
          items.map((item) => table.delete(keys.reply(conversationId, seq, keys.replyOf(item)))),
        );
      }
    },
  };
}
