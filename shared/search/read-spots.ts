import { isFor, openEntry, type FoundEntry } from '../messages/index.ts';
import { tableLimits } from '../platform/table.ts';
import { limits, type SearchKind } from '../protocol/index.ts';
import type { SearchContext } from './context.ts';
import { kindsOf } from './kinds.ts';
import { partsWith } from './postings.ts';
import { openShard } from './shards.ts';
import { placeName, type Place, type StoredShard } from './store.ts';
import { nodeSpot, within, type Spot, type Stream, type Unread } from './streams.ts';
import { blockSize, fanOut, firstSeq, partOf, shardOf, type Node } from './tree.ts';
import { findMarks, type SearchWord } from './words.ts';

/** What a message must be to be found. Times are epoch milliseconds. */
export interface Wanted {
  words: readonly SearchWord[];
  from?: string | undefined;
  kind?: SearchKind | undefined;
  /** Stored before this time, */
  before: number;
  /** and at this one or later. */
  after: number;
}

/** What of a stream is read. */
export interface Chosen {
  stream: Stream;
  spot: Unread;
}

/** A node that is whole and not there. */
export interface Missing {
  conversationId: string;
  node: Node;
}

/** What reading a spot takes: items of the index, a stretch of a log, or messages. */
export function requestsFor(
  { hashes }: Stream,
  spot: Unread,
): { nodes: number; logs: number; entries: number } {
  const none = { nodes: 0, logs: 0, entries: 0 };
  if (spot.what === 'log') return { ...none, logs: 1 };
  if (spot.what === 'entries') return { ...none, entries: spot.seqs.length };
  return { ...none, nodes: shardsFor(hashes, spot.node.level).length };
}

const shardsFor = (hashes: readonly number[], level: number): number[] => [
  ...new Set(hashes.map((hash) => shardOf(level, hash))),
];

/** Reads spots at the same time, and puts what is known then in their place. Gives how many requests of the table that took. */
export async function readSpots(
  context: SearchContext,
  chosen: readonly Chosen[],
  wanted: Wanted,
): Promise<{ requests: number; missing: Missing[] }> {
  const places = chosen.flatMap(({ stream, spot }) =>
    spot.what === 'node' ? placesOf(stream, spot.node) : [],
  );
  const single = chosen.flatMap(({ stream, spot }) =>
    spot.what === 'entries' ? spot.seqs.map((seq) => ({ conversationId: stream.head.id, seq })) : [],
  );
  const [shards, entries, logs] = await Promise.all([
    context.searchIndex.shards(places, { eventually: true }),
    context.messages.at(single),
    Promise.all(
      chosen.flatMap(({ stream, spot }) => (spot.what === 'log' ? [readLog(context, stream, spot)] : [])),
    ),
  ]);
  const entriesOf = Map.groupBy(entries, ({ conversationId }) => conversationId);
  const logOf = new Map(logs.map(({ spot, found }) => [spot, found]));
  const missing: Missing[] = [];
  await Promise.all(
    chosen.map(async ({ stream, spot }) => {
      const { id } = stream.head;
      if (spot.what === 'node') {
        const opened = await openNode(context, stream, spot, shards, wanted);
        if (opened === 'missing') missing.push({ conversationId: id, node: spot.node });
        replace(stream, spot, within(opened === 'missing' ? unindexed(spot) : opened, stream));
        return;
      }
      const there =
        spot.what === 'log' ? (logOf.get(spot) ?? []) : (entriesOf.get(id) ?? []).map(({ entry }) => entry);
      const own = there.filter(({ seq }) => seq >= spot.from && seq <= spot.to);
      replace(stream, spot, await hitsAmong(context, stream, own, wanted));
    }),
  );
  const batches = (items: readonly unknown[]) => Math.ceil(items.length / tableLimits.batchItems);
  const pages = logs.reduce((sum, log) => sum + log.pages, 0);
  return { requests: batches(places) + batches(single) + pages, missing };
}

function replace(stream: Stream, spot: Unread, by: readonly Spot[]): void {
  stream.spots.splice(stream.spots.indexOf(spot), 1, ...by);
}

const placesOf = ({ head, hashes }: Stream, node: Node): Place[] =>
  shardsFor(hashes, node.level).map((shard) => ({ conversationId: head.id, ...node, shard }));

async function readLog({ messages }: Pick<SearchContext, 'messages'>, { head }: Stream, spot: Unread) {
  const found: FoundEntry[] = [];
  for (let pages = 1; ; pages += 1) {
    const after = found.at(-1)?.seq ?? spot.from - 1;
    const { entries, more } = await messages.entriesAfter(head.id, after, spot.to, spot.to - after);
    found.push(...entries);
    if (!more) return { spot, found, pages };
  }
}

type NodeSpot = Extract<Unread, { what: 'node' }>;

/** What a node leaves to be read where it is not there: all of it. */
const unindexed = ({ node, newest, from, to }: NodeSpot): Unread[] =>
  node.level === 0
    ? [{ what: 'log', newest, from, to }]
    : newestFirst(fanOut).map((index) => nodeSpot(partOf(node, index), newest));

const newestFirst = (parts: number): number[] =>
  Array.from({ length: parts }, (_, index) => parts - 1 - index);

/** What a node leaves to be read: those of its parts that may have all terms. */
async function openNode(
  context: SearchContext,
  stream: Stream,
  spot: NodeSpot,
  shards: ReadonlyMap<string, StoredShard>,
  wanted: Wanted,
): Promise<Unread[] | 'missing'> {
  const { node } = spot;
  const found = placesOf(stream, node).flatMap((place) => shards.get(placeName(place)) ?? []);
  const [any] = found;
  if (!any) return 'missing';
  if (any.newest < Math.max(wanted.after, 1) || any.oldest >= wanted.before) return [];
  const newest = Math.min(spot.newest, any.newest);
  const opened = await Promise.all(
    found.map(async (shard) => ({ ...shard, postings: await openShard(context, stream.head, shard) })),
  );
  // of a term whose item is not there yet, any part may have it
  const partsOfEach = stream.hashes.flatMap((hash) => {
    const shard = opened.find((one) => one.shard === shardOf(node.level, hash));
    return shard ? [new Set([...partsWith(shard.postings, hash), ...(shard.wild ?? [])])] : [];
  });
  const mayHaveAll = (part: number) => partsOfEach.every((parts) => parts.has(part));
  if (node.level > 0) {
    return newestFirst(fanOut)
      .filter(mayHaveAll)
      .map((index) => nodeSpot(partOf(node, index), newest));
  }
  if (any.wild) return unindexed({ ...spot, newest });
  const seqs = Array.from({ length: blockSize }, (_, offset) => offset)
    .filter(mayHaveAll)
    .map((offset) => firstSeq(node) + offset);
  return [{ what: 'entries', newest, from: spot.from, to: spot.to, seqs }];
}

/** Which of some entries are found, as they are now, the newest first. */
async function hitsAmong(
  context: SearchContext,
  { head, reader }: Stream,
  entries: readonly FoundEntry[],
  { words, from: senderId, kind, before, after }: Wanted,
): Promise<Spot[]> {
  const spots = await Promise.all(
    entries.map(async (entry): Promise<Spot[]> => {
      if (entry.kind !== 'text' || entry.streaming || !isFor(entry, reader)) return [];
      if (senderId !== undefined && entry.senderId !== senderId) return [];
      if (entry.createdAt >= before || entry.createdAt < after) return [];
      const open = await openEntry(context, head, entry);
      if (kind !== undefined && !kindsOf(open).includes(kind)) return [];
      const marks = findMarks(open.text, words, limits.searchMarks);
      return marks ? [{ what: 'hit', hit: { entry, marks } }] : [];
    }),
  );
  return spots.flat().sort((a, b) => seqOf(b) - seqOf(a));
}

const seqOf = (spot: Spot): number => (spot.what === 'hit' ? spot.hit.entry.seq : spot.to);
