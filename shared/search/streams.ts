import { clockSkewMilliseconds, type Head } from '../conversations/index.ts';
import type { EntryOf, Reader } from '../messages/index.ts';
import type { SearchMark } from '../protocol/index.ts';
import { blockSize, firstSeq, lastSeq, wholeNodes, type Node } from './tree.ts';

/** A message that was found. */
export interface Hit {
  entry: EntryOf<'text'>;
  marks: SearchMark[];
}

/** A stretch of a conversation's numbers of which it is not known yet what is found there, and when its newest message was stored at the latest. */
export type Unread = { newest: number; from: number; to: number } & (
  | { what: 'node'; node: Node }
  /** Each of its entries has to be read. */
  | { what: 'log' }
  /** Those of its entries that may be hits. They ascend. */
  | { what: 'entries'; seqs: readonly number[] }
);
export type Spot = Unread | { what: 'hit'; hit: Hit };

/** A conversation in which is searched. */
export interface Stream {
  head: Head;
  /** Who searches, and what of it they may read. */
  reader: Reader;
  /** The numbers that are searched, both included. */
  from: number;
  to: number;
  /** The terms that are looked up, by their hashes under the key of the conversation. */
  hashes: readonly number[];
  /** What is left of it, the newest first. */
  spots: Spot[];
}

/** Searches the numbers of a conversation that `reader` may read, below `below`. */
export function streamOf(
  head: Head,
  { reader, below, hashes }: { reader: Reader; below: number; hashes: readonly number[] },
): Stream {
  const from = (reader.historyFrom ?? 0) + 1;
  const to = Math.min(below - 1, head.lastSeq);
  const newest = head.lastActivityAt + clockSkewMilliseconds;
  const indexed = Math.floor(head.lastSeq / blockSize) * blockSize;
  const tail: Unread = { what: 'log', newest, from: indexed + 1, to: head.lastSeq };
  const nodes = wholeNodes(head.lastSeq).map((node) => nodeSpot(node, newest));
  return { head, reader, from, to, hashes, spots: within([tail, ...nodes], { from, to }) };
}

export const nodeSpot = (node: Node, newest: number): Unread => ({
  what: 'node',
  node,
  newest,
  from: firstSeq(node),
  to: lastSeq(node),
});

/** The parts of spots that lie in a stretch. Those of a node are cut when it is opened. */
export function within(spots: readonly Unread[], { from, to }: { from: number; to: number }): Unread[] {
  return spots.flatMap((spot): Unread[] => {
    const cut = { from: Math.max(spot.from, from), to: Math.min(spot.to, to) };
    if (cut.from > cut.to) return [];
    if (spot.what !== 'entries') return [{ ...spot, ...cut }];
    const seqs = spot.seqs.filter((seq) => seq >= from && seq <= to);
    return seqs.length === 0 ? [] : [{ ...spot, ...cut, seqs }];
  });
}

const isHit = (spot: Spot): spot is Extract<Spot, { what: 'hit' }> => spot.what === 'hit';
export const isUnread = (spot: Spot): spot is Unread => spot.what !== 'hit';
export const hitsIn = ({ spots }: Stream): Hit[] => spots.filter(isHit).map(({ hit }) => hit);

/** When the newest message was stored that may still turn up in a stream, at the latest. */
export const boundOf = ({ spots }: Stream): number =>
  spots.reduce((bound, spot) => (isUnread(spot) ? Math.max(bound, spot.newest) : bound), -Infinity);

/** The number below which a stream goes on. `undefined`: nothing is left of it. */
export function restOf({ spots: [first] }: Stream): number | undefined {
  if (!first) return undefined;
  return (isHit(first) ? first.hit.entry.seq : first.to) + 1;
}

/**
 * Takes up to `limit` hits out of streams, the newest first: of each stream in the order of its numbers, and none while
 * something newer may turn up in another one.
 */
export function takeHits(streams: readonly Stream[], limit: number): { stream: Stream; hit: Hit }[] {
  const taken: { stream: Stream; hit: Hit }[] = [];
  while (taken.length < limit) {
    let best: { stream: Stream; hit: Hit } | undefined;
    for (const stream of streams) {
      const [first] = stream.spots;
      if (first && isHit(first) && (!best || first.hit.entry.createdAt > best.hit.entry.createdAt)) {
        best = { stream, hit: first.hit };
      }
    }
    const at = best?.hit.entry.createdAt ?? -Infinity;
    const mayBeNewer = streams.some((stream) => {
      const [first] = stream.spots;
      return first && isUnread(first) && boundOf(stream) >= at;
    });
    if (!best || mayBeNewer) break;
    best.stream.spots.shift();
    taken.push(best);
  }
  return taken;
}
