import type { SearchContext } from './context.ts';
import { indexMessages } from './index-messages.ts';
import { blockOf, lastSeq } from './tree.ts';

/** Entries that are read at a time: mostly the next message of the block expires too. */
const entriesAtOnce = 10;

/**
 * After a message that expired was removed: searches need not read its block any more, if no later message of it expires. Otherwise that
 * one brings this about.
 */
export async function unindexExpired(
  context: SearchContext,
  { conversationId, seq }: { conversationId: string; seq: number },
): Promise<void> {
  const block = blockOf(seq);
  let after = seq;
  for (;;) {
    const { entries, more } = await context.messages.entriesAfter(
      conversationId,
      after,
      lastSeq(block),
      entriesAtOnce,
    );
    if (entries.some((entry) => 'goneAt' in entry)) return;
    after = entries.at(-1)?.seq ?? after;
    if (!more) break;
  }
  await indexMessages(context, { conversationId, ...block });
}
