import { ConditionFailed, ttlAttribute, type Table, type Write } from '../../platform/table.ts';
import { epochSeconds } from '../../platform/time.ts';
import { keys } from '../keys.ts';
import { timeToLive, type EntryOf, type MessageEntry } from '../log-entry.ts';
import { replayLimits } from '../model.ts';

/** For so long after it expired clients may ask for what came in place of a message: those who were away for longer start afresh. */
const passedMilliseconds = replayLimits.milliseconds + 24 * 60 * 60 * 1000;

export type ExpiryStore = ReturnType<typeof expiryStore>;

/** The messages that wait to be read before their time counts, and what takes the place of those that have expired. */
export function expiryStore(table: Table) {
  return {
    /** The write by which a message waits to be read. */
    waitWrite: (conversationId: string, entry: Pick<EntryOf<'text'>, 'seq' | 'goneAt'>): Write => ({
      put: { ...keys.waiting(conversationId, entry.seq), ...timeToLive(entry) },
    }),

    /** The write by which a message that waits does so no more. */
    readWrite: (conversationId: string, seq: number): Write => ({
      delete: keys.waiting(conversationId, seq),
      if: { exists: true },
    }),

    /** The first numbers, at most `limit`, of messages that wait, up to one of them. */
    async waiting(conversationId: string, upTo: number, limit: number): Promise<number[]> {
      const { items } = await table.query({ ...keys.waitingUpTo(conversationId, upTo), limit });
      return items.map(keys.waitingSeq);
    },

    /** Takes a message out of those that wait. */
    stopWaiting: (conversationId: string, seq: number): Promise<void> =>
      table.delete(keys.waiting(conversationId, seq)),

    /** Removes a message that has expired, unless it is another one by now. */
    async remove(conversationId: string, { seq, goneAt }: MessageEntry & { goneAt: number }): Promise<void> {
      try {
        await table.delete(keys.logEntry(conversationId, seq), { exists: true, equals: { goneAt } });
      } catch (error) {
        if (!(error instanceof ConditionFailed)) throw error;
      }
    },

    /**
     * Has readers pass the number of a message that was removed at `now`, until no client asks for it any more. What stands there
     * stays.
     */
    async pass(conversationId: string, seq: number, now: number): Promise<void> {
      const entry: EntryOf<'void'> = { seq, kind: 'void' };
      const item = { ...entry, [ttlAttribute]: epochSeconds(now + passedMilliseconds) };
      try {
        await table.put({ ...keys.logEntry(conversationId, seq), ...item }, { exists: false });
      } catch (error) {
        if (!(error instanceof ConditionFailed)) throw error;
      }
    },

    /** Leaves nothing in the place of a message. */
    forget: (conversationId: string, seq: number): Promise<void> =>
      table.delete(keys.logEntry(conversationId, seq)),
  };
}
