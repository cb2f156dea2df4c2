import { batchGetAll } from '../platform/batch-get.ts';
import { messageId } from '../platform/ids.ts';
import { ConditionFailed, type Item, type Key, type Table, type Write } from '../platform/table.ts';
import { epochSeconds } from '../platform/time.ts';
import { keys, maxSeq } from './keys.ts';
import {
  countsAsUnread,
  entryKind,
  isFor,
  isMessage,
  madeAt,
  mentionsUser,
  readEntry,
  timeToLive,
  type EntryOf,
  type FoundEntry,
  type MessageEntry,
  type NewEntry,
  type Reader,
  type UnreadEntry,
} from './log-entry.ts';
import type { SealedText } from './content/sealing.ts';
import { clientIdMilliseconds, sentRecord, type SentRecord } from './model.ts';

/** Which entries of a log: the newest, or those before or after a number, which is not among them. */
export type Range = { before?: number; after?: undefined } | { after: number; before?: undefined };

/** What became of storing a message under its number. */
export type Appended =
  | { outcome: 'stored' }
  /** That sender's `clientId` was stored before: what it was answered. */
  | { outcome: 'duplicate'; first: SentRecord }
  /** The number was given up on meanwhile: take another. */
  | { outcome: 'void' }
  /** The condition of the write beside it with this index does not hold any more, the item being as it is. */
  | { outcome: 'changed'; index: number; item: Item | undefined };

/** What stands at the end of a log. */
export interface Recent {
  newest: MessageEntry | undefined;
  /** What counts as unread after the number asked for, ascending, where that is only a few back. */
  since: UnreadEntry[] | undefined;
}

/** So few unread entries are read with the newest ones of other conversations, rather than by a query. */
const fetchedOneByOne = 5;

/** Entries that are removed at the same time. */
const erasedAtOnce = 25;

export type MessageStore = ReturnType<typeof messageStore>;

/** The logs of the conversations, and what each send was answered. */
export function messageStore(table: Table) {
  /** A page of messages that the viewer may get, in ascending order, and the number beyond which there is more in its direction, if there is. */
  async function page(
    conversationId: string,
    range: Range,
    limit: number,
    reader: Reader,
  ): Promise<{ messages: MessageEntry[]; next: number | undefined }> {
    const forward = range.after !== undefined;
    const { historyFrom = 0 } = reader;
    const from = Math.max(forward ? range.after + 1 : 0, historyFrom + 1);
    const to = forward ? maxSeq : (range.before ?? maxSeq + 1) - 1;
    if (from > to) return { messages: [], next: undefined };
    // one more than asked for tells whether there are more, without an empty last page
    const found = await table.query({
      ...keys.logRange(conversationId, from, to),
      limit: limit + 1,
      reverse: !forward,
    });
    const entries = found.items.slice(0, limit);
    const last = entries.at(-1);
    const more = found.items.length > limit || found.next !== undefined;
    const messages = messagesIn(entries, reader);
    const next = more && last ? seqOf(last) : undefined;
    // entries without a message are no page: a client would show nothing and take it for the end
    if (messages.length === 0 && next !== undefined) {
      return page(conversationId, forward ? { after: next } : { before: next }, limit, reader);
    }
    if (!forward) messages.reverse();
    return { messages, next };
  }

  /**
   * Entries by key, which may be read moments old: what changes of them meanwhile is an entry of its own. One that was not
   * there yet is read again as of now.
   */
  async function entriesAt(wanted: readonly Key[]): Promise<Item[]> {
    const found = await batchGetAll(table, wanted, { eventually: true });
    if (found.length === wanted.length) return found;
    const there = new Set(found.map(entryIdOf));
    const missing = wanted.filter((key) => !there.has(entryIdOf(key)));
    return [...found, ...(await batchGetAll(table, missing))];
  }

  /** Several entries in a row can be none: then the newest message stands a few numbers back. */
  async function newestBefore(
    conversationId: string,
    seq: number,
    reader: Reader,
  ): Promise<MessageEntry | undefined> {
    const { historyFrom = 0 } = reader;
    let before = seq;
    // what has expired and is not removed yet can be much
    for (let limit = 10; ; limit = Math.min(limit * 2, 160)) {
      if (before <= historyFrom + 1) return undefined;
      const { items } = await table.query({
        ...keys.logRange(conversationId, historyFrom + 1, before - 1),
        limit,
        reverse: true,
      });
      const [message] = messagesIn(items, reader);
      const last = items.at(-1);
      if (message || !last) return message;
      before = seqOf(last);
    }
  }

  return {
    /**
     * Stores an entry under its number. If it has a `clientId`, the entry and the record of what it was answered are
     * written together or not at all; if that sender's `clientId` was stored within 24 hours, nothing is written. This
     * holds also while the first attempt is running, and after it died between taking a number and here.
     */
    async append(
      conversationId: string,
      entry: NewEntry | EntryOf<'deleted'>,
      more: readonly Write[] = [],
    ): Promise<Appended> {
      const life = 'goneAt' in entry ? timeToLive(entry) : {};
      const item = { ...keys.logEntry(conversationId, entry.seq), ...entry, ...life };
      const { seq, clientId } = entry;
      const sentWrites = clientId === undefined ? [] : [sentWrite(conversationId, entry, clientId)];
      try {
        if (clientId === undefined && more.length === 0) {
          await table.put(item, { exists: false });
        } else {
          await table.transact([{ put: item, if: { exists: false } }, ...sentWrites, ...more]);
        }
        return { outcome: 'stored' };
      } catch (error) {
        if (error instanceof ConditionFailed && error.index > sentWrites.length) {
          return { outcome: 'changed', index: error.index - 1 - sentWrites.length, item: error.item };
        }
        if (!(error instanceof ConditionFailed) || !error.item) throw error;
        if (error.index === 0) {
          // what is no void there can only be this very entry: its write was repeated after its answer was lost
          return { outcome: entryKind(error.item) === 'void' ? 'void' : 'stored' };
        }
        const first = sentRecord.parse(error.item);
        if (first.conversationId === conversationId && first.seq === seq) return { outcome: 'stored' };
        return { outcome: 'duplicate', first };
      }
    },

    /**
     * Stores more of the text of a message that is being written, if it was sealed as often as was read. Rejects with
     * `ConditionFailed` where it was sealed again since, or is not being written any more.
     */
    async checkpoint(
      conversationId: string,
      { seq, sealings }: EntryOf<'text'>,
      { sealedText, keyId, ...more }: SealedText & Required<Pick<EntryOf<'text'>, 'streaming'>>,
    ): Promise<void> {
      await table.update(keys.logEntry(conversationId, seq), {
        set: { sealedText, keyId, ...more },
        if: { equals: { sealings: sealings ?? 0 } },
      });
    },

    /** The write that stores an entry under a number that its transaction takes. */
    entryWrite: (conversationId: string, entry: NewEntry): Write => ({
      put: { ...keys.logEntry(conversationId, entry.seq), ...entry },
      if: { exists: false },
    }),

    /**
     * Removes some entries of a log whose conversation is no more, each after `release` has let go of what it refers to. Returns
     * how many; 0: all are gone.
     */
    async erase(conversationId: string, release: (entry: FoundEntry) => Promise<void>): Promise<number> {
      const { items } = await table.query({
        ...keys.logRange(conversationId, 0, maxSeq),
        limit: erasedAtOnce,
      });
      await Promise.all(
        items.map(async (item) => {
          await release(readEntry(item));
          await table.delete(keys.logEntry(conversationId, seqOf(item)));
        }),
      );
      return items.length;
    },

    /** What a sender's `clientId` was answered within 24 hours. */
    async sent(senderId: string, clientId: string, now: number): Promise<SentRecord | undefined> {
      const item = await table.get(keys.sent(senderId, clientId));
      const record = item && sentRecord.parse(item);
      // what has expired vanishes late
      return record && record.expiresAt > epochSeconds(now) ? record : undefined;
    },

    /**
     * At most `limit` entries of any kind after a number and up to another, ascending, and whether there may be more.
     */
    async entriesAfter(
      conversationId: string,
      after: number,
      upTo: number,
      limit: number,
    ): Promise<{ entries: FoundEntry[]; more: boolean }> {
      if (after >= upTo) return { entries: [], more: false };
      const found = await table.query({ ...keys.logRange(conversationId, after + 1, upTo), limit });
      return {
        entries: found.items.map(readEntry),
        more: found.next !== undefined && keys.placeOf(found.next).seq < upTo,
      };
    },

    /** Makes missing numbers void. An entry that arrived there after all stays. */
    async makeVoid(conversationId: string, seqs: readonly number[]): Promise<void> {
      await Promise.all(
        seqs.map(async (seq) => {
          try {
            const entry: EntryOf<'void'> = { seq, kind: 'void' };
            await table.put({ ...keys.logEntry(conversationId, seq), ...entry }, { exists: false });
          } catch (error) {
            if (!(error instanceof ConditionFailed)) throw error;
          }
        }),
      );
    },

    page,

    /** Entries by where they stand, as of now; one that is not there is missing. */
    async at(
      places: readonly { conversationId: string; seq: number }[],
    ): Promise<{ conversationId: string; entry: FoundEntry }[]> {
      const items = await batchGetAll(
        table,
        places.map(({ conversationId, seq }) => keys.logEntry(conversationId, seq)),
      );
      return items.map((item) => ({ ...keys.placeOf(item), entry: readEntry(item) }));
    },

    /** The message with a number; an entry of another kind is none. */
    async get(conversationId: string, seq: number): Promise<MessageEntry | undefined> {
      const item = await table.get(keys.logEntry(conversationId, seq));
      const entry = item && readEntry(item);
      return entry && isMessage(entry) ? entry : undefined;
    },

    /** Those messages that have these numbers, in the order of the log, as of now. */
    async messagesAt(conversationId: string, seqs: readonly number[]): Promise<MessageEntry[]> {
      const items = await batchGetAll(
        table,
        seqs.map((seq) => keys.logEntry(conversationId, seq)),
      );
      return items
        .map(readEntry)
        .filter(isMessage)
        .sort((a, b) => a.seq - b.seq);
    },

    /** What a list shows of each of these conversations, by conversation: all together are one batch, or a few. */
    async recent(
      conversations: readonly { id: string; reader: Reader; lastSeq: number; after: number }[],
    ): Promise<Map<string, Recent>> {
      const wanted = conversations
        .filter(({ lastSeq }) => lastSeq > 0)
        .map(({ id, reader, lastSeq, after }) => {
          const since = lastSeq - after <= fetchedOneByOne;
          const from = since ? Math.min(after + 1, lastSeq) : lastSeq;
          return { id, reader, from, lastSeq, after, since };
        });
      const items = await entriesAt(
        wanted.flatMap(({ id, from, lastSeq }) =>
          Array.from({ length: lastSeq - from + 1 }, (_, index) => keys.logEntry(id, from + index)),
        ),
      );
      const byLog = Map.groupBy(items, (item) => keys.placeOf(item).conversationId);
      const found = await Promise.all(
        wanted.map(async ({ id, reader, from, after, since }): Promise<[string, Recent]> => {
          const entries = (byLog.get(id) ?? [])
            .map(readEntry)
            .filter((entry) => isFor(entry, reader))
            .sort((a, b) => a.seq - b.seq);
          // the last numbers can be of no message: then the newest one stands before them
          const newest = entries.findLast(isMessage) ?? (await newestBefore(id, from, reader));
          const unread = entries.filter(countsAsUnread).filter(({ seq }) => seq > after);
          return [id, { newest, since: since ? unread : undefined }];
        }),
      );
      return new Map(found);
    },

    /**
     * How many entries of others count as unread in a range, and how many of them mention the reader, from its beginning up to `upTo`: its end, or where `mostPages` pages
     * of the table ended. `settled` is the part of it in which every number is taken and no unread message expires, so that its count is final;
     * `missing` are numbers after it that are not, and before which time they were taken.
     */
    async countByOthers(
      conversationId: string,
      reader: Reader,
      range: { after: number; upTo: number },
      mostPages: number,
    ) {
      let [count, mentions] = [0, 0];
      let upTo = range.after;
      let settled = { upTo: range.after, count, mentions };
      const missing: { seq: number; takenBefore: number }[] = [];
      let isFinal = true;
      let after;
      for (let pages = 0; pages < mostPages; pages += 1) {
        const found = await table.query({
          ...keys.logRange(conversationId, range.after + 1, range.upTo),
          ...(after && { after }),
        });
        for (const item of found.items) {
          const entry = readEntry(item);
          const { seq } = entry;
          if (countsAsUnread(entry) && entry.senderId !== reader.userId && isFor(entry, reader)) {
            count += 1;
            if (entry.goneAt !== undefined) isFinal = false;
            if (mentionsUser(entry, reader.userId)) mentions += 1;
          }
          const takenBefore = madeAt(entry);
          if (takenBefore !== undefined) {
            for (let gap = upTo + 1; gap < seq; gap += 1) missing.push({ seq: gap, takenBefore });
          }
          upTo = seq;
          if (isFinal && seq === settled.upTo + 1) settled = { upTo, count, mentions };
        }
        after = found.next;
        if (!after) return { count, mentions, upTo: range.upTo, settled, missing };
      }
      return { count, mentions, upTo, settled, missing };
    },
  };
}

/** What a send is answered, stored unless its sender's `clientId` was within 24 hours. */
function sentWrite(
  conversationId: string,
  { seq, senderId, createdAt }: NewEntry | EntryOf<'deleted'>,
  clientId: string,
): Write {
  const expiresAt = epochSeconds(createdAt + clientIdMilliseconds);
  return {
    put: { ...keys.sent(senderId, clientId), conversationId, seq, createdAt, expiresAt },
    if: { exists: false, orExpiredAt: epochSeconds(createdAt) },
  };
}

function entryIdOf(key: Key): string {
  const { conversationId, seq } = keys.placeOf(key);
  return messageId(conversationId, seq);
}

const seqOf = (item: Item) => keys.placeOf(item).seq;

const messagesIn = (items: readonly Item[], reader: Reader): MessageEntry[] =>
  items
    .map(readEntry)
    .filter(isMessage)
    .filter((entry) => isFor(entry, reader));
