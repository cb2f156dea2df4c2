import type { Head } from '../conversations/index.ts';
import type { SearchContext } from './context.ts';
import { indexBlock } from './index-block.ts';
import { isMade, mergeParts } from './merge-parts.ts';
import type { Changed } from './shards.ts';
import { blockOf, completesBlock, lastSeq, lastSibling, parentOf, topLevel, type Node } from './tree.ts';
import type { IndexMessagesWork } from './work.ts';

/** A number of a block is on its way: it is there by then, or given up. */
const secondsUntilSettled = 3;

/** In one step of erasing, of 25 items each: it ends well within the time of its function. */
const erasedInOneStep = 200;

/** The work that indexes a node. */
export const indexWork = (conversationId: string, { level, n }: Node): IndexMessagesWork => ({
  type: 'index-messages',
  conversationId,
  level,
  n,
});

/**
 * The work that follows from a new entry: it indexes the block that the entry ends, and anew the block of the message that the entry
 * says was edited or deleted. What is in no whole block yet is read by each search anyway.
 */
export function indexWorkAfter(
  { conversationId, seq }: { conversationId: string; seq: number },
  changedSeq: number | undefined,
): IndexMessagesWork[] {
  const ended = completesBlock(seq) ? [blockOf(seq)] : [];
  const changed = changedSeq === undefined ? [] : [blockOf(changedSeq)];
  return [...ended, ...changed]
    .filter((block, index, all) => lastSeq(block) <= seq && all.findIndex(({ n }) => n === block.n) === index)
    .map((block) => indexWork(conversationId, block));
}

/**
 * Makes a node of a conversation's index, or brings it up to date, and then the nodes above it that are whole. It may be done
 * again, and several times at once: a write is done only if what it was made of is of now. Where a number of a block is still on
 * its way, it is put off.
 */
export async function indexMessages(
  context: SearchContext,
  { conversationId, level, n }: Omit<IndexMessagesWork, 'type'>,
): Promise<void> {
  const head = await context.conversations.head(conversationId);
  if (head) {
    const outcome = await indexUpwards(context, head, { level, n });
    if (outcome === 'unsettled') {
      await context.work.add(indexWork(conversationId, { level, n }), secondsUntilSettled);
    }
    if (await context.conversations.head(conversationId)) return;
  }
  // the group was deleted before or meanwhile: then its index may have been erased before this was written
  await eraseIndex(context, { conversationId });
}

async function indexUpwards(context: SearchContext, head: Head, first: Node): Promise<'done' | 'unsettled'> {
  if (!isWhole(first, head)) return 'done';
  if (first.level > 0) {
    await mergeUpwards(context, head, first, { changed: nothing, again: false });
    return 'done';
  }
  const block = await indexBlock(context, head, first, { notes: true });
  if (block === 'unsettled') return block;
  const { changed, again, pending, version } = block;
  if (await isPartsTurn(context, head, first)) {
    await mergeUpwards(context, head, parentOf(first), {
      changed: changed === 'nothing' ? nothing : changed,
      again,
    });
  }
  if (pending) await context.searchIndex.settle({ conversationId: head.id, ...first, shard: 0 }, version);
  return 'done';
}

const nothing: ReadonlySet<number> = new Set();

/**
 * Makes a node and those above it that are whole, or lets them know what changed below. `again`: an earlier attempt may have ended
 * between two of them, so that all of each is looked at.
 */
async function mergeUpwards(
  context: SearchContext,
  head: Head,
  first: Node,
  { changed: changedBelow, again }: { changed: Changed; again: boolean },
): Promise<void> {
  let changed = changedBelow;
  for (let node = first; isWhole(node, head); node = parentOf(node)) {
    const outcome = await mergeParts(context, head, node, again ? 'anything' : changed);
    // whatever completes the node comes by here again
    if (outcome === 'incomplete') return;
    changed = outcome === 'nothing' ? nothing : outcome;
    if (!(await isPartsTurn(context, head, node))) return;
  }
}

/**
 * Whether the node above a node is to be made, or to change. Its last part makes it, unless another one is late: looking at one item spares
 * looking at all of them.
 */
async function isPartsTurn(context: SearchContext, head: Head, node: Node): Promise<boolean> {
  const last = lastSibling(node);
  return isWhole(parentOf(node), head) && (node.n === last.n || (await isMade(context, head.id, last)));
}

const isWhole = (node: Node, head: Head): boolean => node.level <= topLevel && lastSeq(node) <= head.lastSeq;

/** Erases a part of the index of a conversation that is no more, and queues the next part. It may be done again. */
export async function eraseIndex(
  { searchIndex, work }: Pick<SearchContext, 'searchIndex' | 'work'>,
  { conversationId }: { conversationId: string },
): Promise<void> {
  for (let step = 0; step < erasedInOneStep; step += 1) {
    if ((await searchIndex.erase(conversationId)) === 0) return;
  }
  await work.add({ type: 'erase-index', conversationId });
}
