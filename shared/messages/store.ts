import { batchGetAll } from '../platform/batch-get.ts';
import { keys, maxSeq } from '../platform/keys.ts';
import { ConditionFailed, type Table } from '../platform/table.ts';
import { epochSeconds } from '../platform/time.ts';
import {
  clientIdMilliseconds,
  sentRecord,
  storedMessage,
  type SentRecord,
  type StoredMessage,
} from './model.ts';

/** Which entries of a log: the newest, or those before or after a number, which is not among them. */
export type Range = { before?: number; after?: undefined } | { after: number; before?: undefined };

export type MessageStore = ReturnType<typeof messageStore>;

/** The logs of the conversations, and what each send was answered. */
export function messageStore(table: Table) {
  async function page(conversationId: string, range: Range, limit: number) {
    const forward = range.after !== undefined;
    const from = forward ? range.after + 1 : 0;
    const to = forward ? maxSeq : (range.before ?? maxSeq + 1) - 1;
    if (from > to) return { messages: [], more: false };
    // one more than asked for tells whether there are more, without an empty last page
    const found = await table.query({
      ...keys.logRange(conversationId, from, to),
      limit: limit + 1,
      reverse: !forward,
    });
    const messages = found.items.slice(0, limit).map((item) => storedMessage.parse(item));
    if (!forward) messages.reverse();
    return { messages, more: found.items.length > limit || found.next !== undefined };
  }

  return {
    /**
     * Stores a message. With a `clientId` the message and the record of what it was answered are written together or
     * not at all; if that sender's `clientId` was stored within 24 hours, nothing is written and the first record comes
     * back. This holds also while the first attempt is running, and after it died between taking a number and here.
     */
    async append(
      conversationId: string,
      message: StoredMessage,
      clientId: string | undefined,
    ): Promise<SentRecord | undefined> {
      const entry = { ...keys.logEntry(conversationId, message.seq), ...message };
      if (clientId === undefined) {
        await table.put(entry);
        return undefined;
      }
      const { seq, senderId, createdAt } = message;
      const now = epochSeconds(createdAt);
      const expiresAt = epochSeconds(createdAt + clientIdMilliseconds);
      const record = { ...keys.sent(senderId, clientId), conversationId, seq, createdAt, expiresAt };
      try {
        await table.transact([{ put: entry }, { put: record, if: { exists: false, orExpiredAt: now } }]);
        return undefined;
      } catch (error) {
        if (!(error instanceof ConditionFailed) || !error.item) throw error;
        const first = sentRecord.parse(error.item);
        // the write went through although its answer was lost, and was tried again: it is this very send
        return first.conversationId === conversationId && first.seq === seq ? undefined : first;
      }
    },

    /** A page in ascending order, and whether there is more beyond it in its direction. */
    page,

    async get(conversationId: string, seq: number): Promise<StoredMessage | undefined> {
      const item = await table.get(keys.logEntry(conversationId, seq));
      return item && storedMessage.parse(item);
    },

    /** The newest message of each of these conversations, by conversation; those without any are missing. */
    async newest(heads: readonly { id: string; lastSeq: number }[]): Promise<Map<string, StoredMessage>> {
      const begun = heads.filter(({ lastSeq }) => lastSeq > 0);
      const items = await batchGetAll(
        table,
        begun.map(({ id, lastSeq }) => keys.logEntry(id, lastSeq)),
      );
      const found = new Map(items.map((item) => [item.pk.slice('LOG#'.length), storedMessage.parse(item)]));
      // the last number can have been skipped: then the newest message stands before it
      const skipped = begun.filter(({ id }) => !found.has(id));
      const before = await Promise.all(skipped.map(({ id, lastSeq }) => page(id, { before: lastSeq }, 1)));
      skipped.forEach(({ id }, index) => {
        const message = before[index]?.messages.at(-1);
        if (message) found.set(id, message);
      });
      return found;
    },

    /** How many messages of others stand after `seq`; reads at most `limit` entries. */
    async countByOthers(conversationId: string, userId: string, seq: number, limit: number): Promise<number> {
      const { messages } = await page(conversationId, { after: seq }, limit);
      return messages.filter(({ senderId }) => senderId !== userId).length;
    },
  };
}
