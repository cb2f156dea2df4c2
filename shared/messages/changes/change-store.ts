import * as z from 'zod';
import { batchGetAll } from '../../platform/batch-get.ts';
import { bytes } from '../../platform/bytes.ts';
import {
  ConditionFailed,
  type Attributes,
  type Condition,
  type Item,
  type Key,
  type Table,
  type Write,
} from '../../platform/table.ts';
import { keys } from '../keys.ts';
import { entryKind, timeToLive, type EntryOf } from '../log-entry.ts';

/** A message as far as it can be changed: one that members wrote, or what is left of it. */
export type ChangeableEntry = EntryOf<'text' | 'deleted'>;

/** What a message said before an edit. */
const storedRevision = z.object({
  revision: z.number(),
  /** When it was written, in epoch milliseconds. */
  writtenAt: z.number(),
  sealedText: bytes,
  keyId: z.string(),
  formatted: z.literal(true).exactOptional(),
  sealings: z.number().exactOptional(),
});
export type StoredRevision = z.infer<typeof storedRevision>;

const storedReactionOf = z.object({ emoji: z.string(), userId: z.string(), at: z.number() });
export type ReactionOf = z.infer<typeof storedReactionOf>;

/** Items that belong to a deleted message, removed at the same time. */
const erasedAtOnce = 25;
/** Reactions that are stored at the same time. */
const storedAtOnce = 25;

export type ChangeStore = ReturnType<typeof changeStore>;

/** What becomes of messages: under which number, what they said before, and who reacted. */
export function changeStore(table: Table) {
  /** Removes what stands in a partition, a piece at a time. */
  async function erasePartition(partition: { pk: string }, keyOf: (item: Item) => Key): Promise<void> {
    for (;;) {
      const { items } = await table.query({ ...partition, limit: erasedAtOnce });
      if (items.length === 0) return;
      await Promise.all(items.map((item) => table.delete(keyOf(item))));
    }
  }

  return {
    /**
     * Stores the change under its number, together with the message as it is after it, if that is still as it was `before`. `false`:
     * the number was given up on meanwhile. Rejects with `ConditionFailed` where the message changed since, or a condition of
     * `more` does not hold.
     */
    async apply(
      conversationId: string,
      entry: EntryOf<'change'>,
      before: ChangeableEntry,
      after: ChangeableEntry,
      more: readonly Write[] = [],
    ): Promise<boolean> {
      try {
        await table.transact([
          { put: { ...keys.logEntry(conversationId, entry.seq), ...entry }, if: { exists: false } },
          {
            update: keys.logEntry(conversationId, before.seq),
            change: {
              ...difference(
                { ...before, ...timeToLive(before) },
                { ...after, changeSeq: entry.seq, ...timeToLive(after) },
              ),
              // numbers only grow: "below the next one" is "equal", also where there is none
              if: {
                exists: true,
                below: { changeSeq: (before.changeSeq ?? 0) + 1 },
                ...unchangedText(before, after),
              },
            },
          },
          ...more,
        ]);
        return true;
      } catch (error) {
        if (!(error instanceof ConditionFailed) || error.index !== 0 || !error.item) throw error;
        // what is no void there can only be this very entry: its write was repeated after its answer was lost
        return entryKind(error.item) !== 'void';
      }
    },

    /** The write that keeps what a message says, before it is edited. */
    revisionWrite: (conversationId: string, entry: EntryOf<'text'>): Write => {
      const { seq, sealedText, keyId, formatted, sealings, revision = 0 } = entry;
      const { createdAt, editedAt = createdAt } = entry;
      const sealed = {
        sealedText,
        keyId,
        ...(formatted && { formatted }),
        ...(sealings !== undefined && { sealings }),
      };
      const kept: StoredRevision = { revision, writtenAt: editedAt, ...sealed };
      return { put: { ...keys.revision(conversationId, seq, revision), ...kept } };
    },

    /** What a message said before its edits, the latest first, from before a revision on. */
    async revisions(
      conversationId: string,
      seq: number,
      before: number | undefined,
      limit: number,
    ): Promise<{ revisions: StoredRevision[]; more: boolean }> {
      const found = await table.query({
        ...keys.revisions(conversationId, seq),
        limit,
        reverse: true,
        ...(before !== undefined && { after: keys.revision(conversationId, seq, before) }),
      });
      return {
        revisions: found.items.map((item) => storedRevision.parse(item)),
        more: found.next !== undefined,
      };
    },

    /** The write of a reaction that is not there yet, or that takes back one that is. */
    reactionWrite: (
      conversationId: string,
      seq: number,
      reaction: ReactionOf,
      change: 'add' | 'remove',
    ): Write => {
      const key = keys.reaction(conversationId, seq, reaction.emoji, reaction.userId);
      return change === 'add'
        ? { put: { ...key, ...reaction }, if: { exists: false } }
        : { delete: key, if: { exists: true } };
    },

    /** Stores reactions that came with their message. It may be done again. */
    async storeReactions(
      conversationId: string,
      seq: number,
      reactions: readonly ReactionOf[],
    ): Promise<void> {
      for (let start = 0; start < reactions.length; start += storedAtOnce) {
        await Promise.all(
          reactions
            .slice(start, start + storedAtOnce)
            .map((one) =>
              table.put({ ...keys.reaction(conversationId, seq, one.emoji, one.userId), ...one }),
            ),
        );
      }
    },

    /** The write that puts a message among the pinned ones, or takes it out. */
    pinWrite: (conversationId: string, seq: number, change: 'add' | 'remove'): Write =>
      change === 'add'
        ? { put: { ...keys.pin(conversationId, seq) }, if: { exists: false } }
        : { delete: keys.pin(conversationId, seq), if: { exists: true } },

    /** Does these writes together, or rejects with `ConditionFailed`. */
    perform: (writes: readonly Write[]): Promise<void> => table.transact(writes),

    /** The numbers of the pinned messages. */
    async pinned(conversationId: string): Promise<number[]> {
      const { items } = await table.query(keys.pins(conversationId));
      return items.map(keys.pinnedSeq);
    },

    /** Removes a message from the pinned ones of a conversation that is no more. */
    erasePin: (conversationId: string, seq: number): Promise<void> =>
      table.delete(keys.pin(conversationId, seq)),

    /** Whether a user reacted to a message with an emoji. */
    hasReacted: async (
      conversationId: string,
      seq: number,
      { emoji, userId }: Pick<ReactionOf, 'emoji' | 'userId'>,
    ): Promise<boolean> => (await table.get(keys.reaction(conversationId, seq, emoji, userId))) !== undefined,

    /** Of these emoji of messages, by number, those with which a user reacted. They may be moments old. */
    async reactionsBy(
      conversationId: string,
      userId: string,
      asked: readonly { seq: number; emoji: string }[],
    ): Promise<Map<number, Set<string>>> {
      const wanted = new Map(
        asked.map((one) => {
          const key = keys.reaction(conversationId, one.seq, one.emoji, userId);
          return [keys.name(key), { ...one, key }];
        }),
      );
      const items = await batchGetAll(
        table,
        [...wanted.values()].map(({ key }) => key),
        { eventually: true },
      );
      const found = new Map<number, Set<string>>();
      for (const item of items) {
        const one = wanted.get(keys.name(item));
        if (one) found.set(one.seq, (found.get(one.seq) ?? new Set()).add(one.emoji));
      }
      return found;
    },

    /** Who reacted to a message, by emoji and user, from after one of them on. */
    async reactionsTo(
      conversationId: string,
      seq: number,
      after: Pick<ReactionOf, 'emoji' | 'userId'> | undefined,
      limit: number,
    ): Promise<{ reactions: ReactionOf[]; more: boolean }> {
      const found = await table.query({
        ...keys.reactions(conversationId, seq),
        limit,
        ...(after && { after: keys.reaction(conversationId, seq, after.emoji, after.userId) }),
      });
      return {
        reactions: found.items.map((item) => storedReactionOf.parse(item)),
        more: found.next !== undefined,
      };
    },

    /** Removes what a message said before and the reactions to it. It may be done again, from wherever it stopped. */
    async erase(conversationId: string, seq: number): Promise<void> {
      await erasePartition(keys.revisions(conversationId, seq), (item) =>
        keys.revision(conversationId, seq, storedRevision.parse(item).revision),
      );
      await erasePartition(keys.reactions(conversationId, seq), (item) => {
        const { emoji, userId } = storedReactionOf.parse(item);
        return keys.reaction(conversationId, seq, emoji, userId);
      });
    },

    /** Notes that a deleted message has let go of what it had. */
    async letGo(conversationId: string, seq: number): Promise<void> {
      try {
        const change = {
          remove: ['attachments', 'content', 'previewMedia'],
          if: { equals: { kind: 'deleted' } },
        };
        await table.update(keys.logEntry(conversationId, seq), change);
      } catch (error) {
        if (!(error instanceof ConditionFailed)) throw error;
      }
    },
  };
}

/** Pieces of a text are stored without a number: a change that seals the text of now anew must know all of them. */
const unchangedText = (before: ChangeableEntry, after: ChangeableEntry): Condition =>
  before.kind === 'text' &&
  before.sealings !== undefined &&
  after.kind === 'text' &&
  after.sealings !== before.sealings
    ? { equals: { sealings: before.sealings } }
    : {};

/** What has to be set and removed to make the one the other: attributes that neither names stay as they are. */
function difference(before: Attributes, after: Attributes) {
  const [old, fresh] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  const set = Object.fromEntries([...fresh].filter(([name, value]) => old.get(name) !== value));
  const remove = [...old.keys()].filter((name) => !fresh.has(name));
  return { set, ...(remove.length > 0 && { remove }) };
}
