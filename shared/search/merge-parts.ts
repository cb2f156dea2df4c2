import type { Head } from '../conversations/index.ts';
import { untilUnchanged } from '../platform/versions.ts';
import type { SearchContext } from './context.ts';
import { decodePostings } from './postings.ts';
import { openShard, replaceShard, timesOf, type Changed, type Made } from './shards.ts';
import { placeName, type Place, type StoredShard } from './store.ts';
import { fanOut, partOf, shardOf, shardsAt, spread, type Node } from './tree.ts';

/**
 * Makes a node of its parts: which of them have a term. The items of the parts with the same number are spread over `spread` items
 * of the node, so that a step reads and writes a few, however large the node is. Of a node that is there already, only the items are
 * looked at that hold a term which came or went. `incomplete`: a part is not there.
 */
export async function mergeParts(
  context: SearchContext,
  head: Head,
  node: Node,
  changedParts: Changed,
): Promise<Changed | 'nothing' | 'incomplete'> {
  const isThere = await isMade(context, head.id, node);
  const groups =
    isThere && changedParts !== 'anything'
      ? [...new Set([...changedParts].map((hash) => shardOf(node.level - 1, hash)))]
      : Array.from({ length: shardsAt(node.level - 1) }, (_, group) => group);
  let changed: Changed | 'nothing' = 'nothing';
  for (const group of groups) {
    const outcome = await mergeGroup(context, head, node, group);
    if (outcome === 'incomplete') return outcome;
    changed = bothOf(changed, outcome);
  }
  return isThere ? changed : 'anything';
}

/** Whether all of a node is there: its last item is written last. */
export async function isMade(
  { searchIndex }: Pick<SearchContext, 'searchIndex'>,
  conversationId: string,
  node: Node,
): Promise<boolean> {
  const last = { conversationId, ...node, shard: shardsAt(node.level) - 1 };
  return (await searchIndex.shards([last])).size > 0;
}

function bothOf(one: Changed | 'nothing', other: Changed | 'nothing'): Changed | 'nothing' {
  if (one === 'nothing') return other;
  if (other === 'nothing') return one;
  return one === 'anything' || other === 'anything' ? 'anything' : new Set([...one, ...other]);
}

function mergeGroup(
  context: SearchContext,
  head: Head,
  node: Node,
  group: number,
): Promise<Changed | 'nothing' | 'incomplete'> {
  const own = Array.from({ length: spread }, (_, index): Place => {
    return { conversationId: head.id, ...node, shard: group + index * shardsAt(node.level - 1) };
  });
  const ofParts = Array.from({ length: fanOut }, (_, index): Place => {
    return { conversationId: head.id, ...partOf(node, index), shard: group };
  });
  return untilUnchanged(async () => {
    // before the parts: a later writer has read no older ones
    const before = await context.searchIndex.shards(own);
    const found = await context.searchIndex.shards(ofParts);
    const parts = ofParts.flatMap((place) => found.get(placeName(place)) ?? []);
    if (parts.length < fanOut) return 'incomplete';
    const made = await madeOf(context, head, node, parts);
    const replace = (place: Place) =>
      replaceShard(context, head, place, before.get(placeName(place)), made(place.shard));
    const outcomes = await Promise.all(own.slice(0, -1).map(replace));
    for (const last of own.slice(-1)) outcomes.push(await replace(last));
    return outcomes.reduce(bothOf, 'nothing');
  });
}

/** What each item of a node is to hold, by its number. */
async function madeOf(
  context: SearchContext,
  head: Head,
  node: Node,
  parts: readonly StoredShard[],
): Promise<(shard: number) => Made> {
  const opened = await Promise.all(parts.map((part) => openShard(context, head, part)));
  const postings = new Map<number, Map<number, number[]>>();
  for (const [index, part] of opened.entries()) {
    for (const hash of decodePostings(part).keys()) {
      const shard = shardOf(node.level, hash);
      const ofShard = postings.get(shard) ?? new Map<number, number[]>();
      postings.set(shard, ofShard);
      const having = ofShard.get(hash);
      if (having) having.push(index);
      else ofShard.set(hash, [index]);
    }
  }
  const withMessages = parts.filter(({ newest }) => newest > 0);
  const common = {
    wild: parts.flatMap(({ wild }, index) => (wild ? [index] : [])),
    ...timesOf(
      withMessages.map(({ oldest }) => oldest),
      withMessages.map(({ newest }) => newest),
    ),
  };
  return (shard) => ({ ...common, postings: postings.get(shard) ?? new Map<number, number[]>() });
}
