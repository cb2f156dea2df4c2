import { conversationKey, sealingKey, type Head } from '../conversations/index.ts';
import type { SearchContext } from './context.ts';
import { decodePostings, encodePostings, type Postings } from './postings.ts';
import type { Place, StoredShard } from './store.ts';
import { fanOut } from './tree.ts';

/** What an item of the index is to hold. */
export interface Made {
  postings: Postings;
  /** The parts that may have any term. */
  wild: readonly number[];
  /** When its oldest and newest messages were stored; 0: it has none. */
  oldest: number;
  newest: number;
  /** What changes has to be made known above. */
  pending?: boolean;
}

/** What changed of an item by which the items above have to change: these terms came or went, or anything may have. */
export type Changed = ReadonlySet<number> | 'anything';

/** What of an item's 400 KB the postings may take. Beyond it all its parts may have any term: searches then look into them. */
const mostBytes = 350 * 1024;

/** Where an item's postings belong: they open there alone. */
const sealedAt = ({ conversationId, level, n, shard }: Place) => ['search', conversationId, level, n, shard];

/** The postings of an item, as bytes. */
export const openShard = (
  context: Pick<SearchContext, 'conversations' | 'envelope'>,
  head: Head,
  shard: StoredShard,
): Promise<Uint8Array> =>
  context.envelope.openBytes(sealingKey(context, head, shard.keyId), sealedAt(shard), shard.sealed);

/**
 * Stores an item in the place of the one that was read before, unless that is the same. Gives what changed; `nothing`: it was
 * the same. Rejects with `ConditionFailed` where another writer was first.
 */
export async function replaceShard(
  context: Pick<SearchContext, 'conversations' | 'envelope' | 'searchIndex'>,
  head: Head,
  place: Place,
  before: StoredShard | undefined,
  made: Made,
): Promise<Changed | 'nothing'> {
  const next = fitted(place, withTimesOf(before, made));
  const had = before && (await openShard(context, head, before));
  const wasWild = before?.wild ?? [];
  const { oldest, newest, wild, pending = false } = next;
  const sameTimes = before?.oldest === oldest && before.newest === newest;
  if (had && sameTimes && Buffer.compare(had, next.encoded) === 0 && wasWild.join() === wild.join()) {
    return 'nothing';
  }
  const sealed = await context.envelope.sealBytes(conversationKey(head), sealedAt(place), next.encoded);
  await context.searchIndex.put(
    {
      ...place,
      oldest,
      newest,
      ...(wild.length > 0 && { wild: [...wild] }),
      ...(pending && { pending }),
      sealed,
      keyId: head.keyId,
    },
    before?.version ?? 0,
  );
  if (!had || !sameTimes || wasWild.length > 0 !== wild.length > 0) return 'anything';
  return differing(decodePostings(had), decodePostings(next.encoded));
}

/** What is more than an item holds is left out, and said. */
function fitted(
  { level }: Place,
  { postings, ...rest }: Made,
): Omit<Made, 'postings'> & { encoded: Uint8Array } {
  const encoded = encodePostings(postings);
  if (encoded.length <= mostBytes) return { ...rest, encoded };
  const parts = level === 0 ? 1 : fanOut;
  return { ...rest, encoded: new Uint8Array(), wild: Array.from({ length: parts }, (_, index) => index) };
}

/** The times of a node only widen, so that a message which is deleted changes no more than its terms. */
function withTimesOf(before: StoredShard | undefined, made: Made): Made {
  if (!before || before.newest === 0) return made;
  if (made.newest === 0) return { ...made, oldest: before.oldest, newest: before.newest };
  return {
    ...made,
    oldest: Math.min(before.oldest, made.oldest),
    newest: Math.max(before.newest, made.newest),
  };
}

/** The oldest and newest of times; 0 where there are none. */
export const timesOf = (oldest: readonly number[], newest: readonly number[]) => ({
  oldest: oldest.length === 0 ? 0 : Math.min(...oldest),
  newest: Math.max(...newest, 0),
});

const differing = (had: Postings, has: Postings): ReadonlySet<number> =>
  new Set([
    ...[...had.keys()].filter((hash) => !has.has(hash)),
    ...[...has.keys()].filter((hash) => !had.has(hash)),
  ]);
