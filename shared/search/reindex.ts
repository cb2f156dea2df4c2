import * as z from 'zod';
import { ChatError } from '../platform/errors.ts';
import type { Head } from '../conversations/index.ts';
import type { SearchContext } from './context.ts';
import { indexBlock } from './index-block.ts';
import { isMade, mergeParts } from './merge-parts.ts';
import { lastSeq, topLevel, type Node } from './tree.ts';

export const reindexRequest = z.strictObject({
  /** The conversation's id. */
  conversation: z.string().min(1),
  /** Makes what is there anew too. */
  anew: z.boolean().default(false),
  /** With which block to go on, as an earlier call said. */
  from: z.int().min(0).default(0),
});
export type ReindexRequest = z.infer<typeof reindexRequest>;

export interface Reindexed {
  /** How many nodes were made, or made anew. */
  made: number;
  /** With which block to go on. Missing: the index is whole. */
  next?: number;
}

/**
 * Makes what is missing of the index of a conversation, block by block from the oldest on, and each node above once its last part is there.
 * It can be broken off at any time: what is made stays. With `until`, a time in epoch milliseconds, it ends after it and says where to
 * go on. Throws `conversation_not_found`.
 */
export async function reindex(
  context: SearchContext,
  { conversation, anew, from }: ReindexRequest,
  { until = Infinity, progress }: { until?: number; progress?: (blocks: number, of: number) => void } = {},
): Promise<Reindexed> {
  const head = await context.conversations.head(conversation);
  if (!head) throw new ChatError('conversation_not_found');
  const blocks = Math.floor(head.lastSeq / lastSeq({ level: 0, n: 0 }));
  let made = 0;
  for (let n = from; n < blocks; n += 1) {
    for (const node of endingWith(n)) made += (await makeNode(context, head, node, anew)) ? 1 : 0;
    progress?.(n + 1, blocks);
    if (n + 1 < blocks && context.clock.now() >= until) return { made, next: n + 1 };
  }
  return { made };
}

/** A block, and the nodes above of which it is the last. */
function endingWith(n: number): Node[] {
  const end = lastSeq({ level: 0, n });
  return Array.from({ length: topLevel + 1 }, (_, level): Node => {
    return { level, n: end / lastSeq({ level, n: 0 }) - 1 };
  }).filter((node) => Number.isInteger(node.n));
}

/** All nodes above follow by themselves: the last part of each comes after the others. */
async function makeNode(context: SearchContext, head: Head, node: Node, anew: boolean): Promise<boolean> {
  if (!anew && (await isMade(context, head.id, node))) return false;
  if (node.level > 0) {
    const outcome = await mergeParts(context, head, node, 'anything');
    return outcome !== 'nothing' && outcome !== 'incomplete';
  }
  const block = await indexBlock(context, head, node, { notes: false });
  return block !== 'unsettled' && block.changed !== 'nothing';
}
