import type { SearchContext } from './context.ts';
import { readSpots, requestsFor, type Chosen, type Missing, type Wanted } from './read-spots.ts';
import { boundOf, hitsIn, isUnread, takeHits, type Hit, type Stream, type Unread } from './streams.ts';

/** Requests of the table that one answer may take for reading the index and messages; then the page ends where it is. */
const mostRequests = { ofOne: 40, ofSeveral: 120 };
/** What is read at the same time: items of the index in the first round and in later ones, stretches of logs, single messages. */
const nodesAtFirst = 100;
const nodesAtMost = 400;
const logsAtOnce = 20;
const entriesAtOnce = 100;

/**
 * Reads of streams what it takes to know their `limit` newest hits, round by round, and takes these out. Where the bound of
 * requests is reached before, it takes those that are known until then. `missing`: what of the index was not there.
 */
export async function explore(
  context: SearchContext,
  streams: readonly Stream[],
  wanted: Wanted,
  limit: number,
): Promise<{ taken: { stream: Stream; hit: Hit }[]; missing: Missing[] }> {
  const taken = takeHits(streams, limit);
  const missing: Missing[] = [];
  let requests = streams.length > 1 ? mostRequests.ofSeveral : mostRequests.ofOne;
  for (let nodes = nodesAtFirst; taken.length < limit; nodes = Math.min(nodes * 2, nodesAtMost)) {
    const chosen = choose(streams, limit - taken.length, { nodes, requests });
    if (chosen.length === 0) break;
    const read = await readSpots(context, chosen, wanted);
    requests -= read.requests;
    missing.push(...read.missing);
    taken.push(...takeHits(streams, limit - taken.length));
  }
  return { taken, missing };
}

interface Room {
  nodes: number;
  requests: number;
}

/** What is read next: what may hold the newest hits, until enough of it may be hits. None: everything is known, or there is no room. */
function choose(streams: readonly Stream[], limit: number, room: Room): Chosen[] {
  if (room.requests <= 0) return [];
  const known = streams.flatMap(hitsIn).map(({ entry }) => entry.createdAt);
  // what is older than enough hits that are known need not be read
  const enoughFrom = known.sort((a, b) => b - a)[limit - 1] ?? -Infinity;
  const chosen = chooseNewer(streams, limit, enoughFrom, room);
  // unless clocks were so wrong that these hits wait for something older
  return chosen.length > 0 ? chosen : chooseNewer(streams, limit, -Infinity, room);
}

function chooseNewer(streams: readonly Stream[], limit: number, enoughFrom: number, room: Room): Chosen[] {
  const left = { nodes: room.nodes, logs: Math.min(logsAtOnce, room.requests), entries: entriesAtOnce };
  const chosen: Chosen[] = [];
  let expected = 0;
  for (const stream of streams.toSorted(byUrgency)) {
    if (boundOf(stream) < enoughFrom) continue;
    for (const spot of [...stream.spots]) {
      if (expected >= limit) return chosen;
      if (!isUnread(spot)) {
        expected += 1;
        continue;
      }
      const cut = spot.what === 'entries' ? cutEntries(stream, spot, left.entries) : spot;
      const cost = requestsFor(stream, cut);
      if (cost.nodes > left.nodes || cost.logs > left.logs || cost.entries > left.entries) break;
      left.nodes -= cost.nodes;
      left.logs -= cost.logs;
      left.entries -= cost.entries;
      expected += cost.entries;
      chosen.push({ stream, spot: cut });
    }
  }
  return chosen;
}

/** Those first that keep hits of others waiting, the newest of them first. */
function byUrgency(a: Stream, b: Stream): number {
  const waits = ({ spots: [first] }: Stream) => (first && isUnread(first) ? 1 : 0);
  return waits(b) - waits(a) || boundOf(b) - boundOf(a);
}

/** The newest of many entries, so that they fit; the others are a spot of their own from then on. */
function cutEntries(stream: Stream, spot: Extract<Unread, { what: 'entries' }>, most: number): Unread {
  if (spot.seqs.length <= most || most === 0) return spot;
  const seqs = spot.seqs.slice(-most);
  const [from = spot.from] = seqs;
  const newer = { ...spot, from, seqs };
  const older = { ...spot, to: from - 1, seqs: spot.seqs.slice(0, -most) };
  stream.spots.splice(stream.spots.indexOf(spot), 1, newer, older);
  return newer;
}
