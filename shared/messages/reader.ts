import type { MemberFacts } from '../conversations/index.ts';
import type { Clock } from '../platform/ports.ts';
import type { Table, Write } from '../platform/table.ts';
import { limits } from '../protocol/index.ts';
import { keys } from './keys.ts';
import type { Reader } from './log-entry.ts';

export type HiddenStore = ReturnType<typeof hiddenStore>;

/** The messages that members have deleted for themselves. */
export function hiddenStore(table: Table) {
  return {
    /** The write that hides a message which was not hidden before. */
    write: (userId: string, conversationId: string, seq: number): Write => ({
      put: { ...keys.hidden(userId, conversationId, seq) },
      if: { exists: false },
    }),

    /** Does these writes together, or rejects with `ConditionFailed`. */
    perform: (writes: readonly Write[]): Promise<void> => table.transact(writes),

    /** The numbers of the hidden messages of a conversation. */
    async of(userId: string, conversationId: string): Promise<ReadonlySet<number>> {
      const { items } = await table.query({
        ...keys.allHidden(userId, conversationId),
        limit: limits.hiddenPerConversation,
      });
      return new Set(items.map(keys.hiddenSeq));
    },
  };
}

/**
 * What of a conversation a member may read, by what they are in it. Only for members who have deleted messages for themselves does this
 * read anything.
 */
export async function readerOf(
  { clock, hidden }: { clock: Clock; hidden: HiddenStore },
  conversationId: string,
  userId: string,
  {
    historyFrom = 0,
    hiddenCount = 0,
    starChanges,
  }: Pick<MemberFacts, 'historyFrom' | 'hiddenCount' | 'starChanges'>,
): Promise<Reader & { historyFrom: number }> {
  const reader = {
    userId,
    now: clock.now(),
    historyFrom,
    ...(starChanges !== undefined && { hasStars: true }),
  };
  return hiddenCount === 0 ? reader : { ...reader, hidden: await hidden.of(userId, conversationId) };
}
