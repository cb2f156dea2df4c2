import type { Head } from '../conversations/index.ts';
import { hasExpired, missingNumbers, openEntry, type EntryOf, type FoundEntry } from '../messages/index.ts';
import { untilUnchanged } from '../platform/versions.ts';
import type { SearchContext } from './context.ts';
import { kindsOf } from './kinds.ts';
import type { Postings } from './postings.ts';
import { replaceShard, timesOf, type Changed } from './shards.ts';
import { placeName } from './store.ts';
import { termHash, termsOf } from './terms.ts';
import { blockSize, firstSeq, lastSeq, type Node } from './tree.ts';

export interface IndexedBlock {
  changed: Changed | 'nothing';
  /** It is noted that nodes above may not know what changed: this time, or before, in an attempt that ended early. */
  pending: boolean;
  /** Whether that was before, so that it is not known what changed. */
  again: boolean;
  version: number;
}

/**
 * Indexes the messages of a block as they are now. `unsettled`: a number of it is still on its way. With `notes` it is noted in a
 * block that changes that the nodes above do not know yet.
 */
export function indexBlock(
  context: SearchContext,
  head: Head,
  block: Node,
  { notes }: { notes: boolean },
): Promise<IndexedBlock | 'unsettled'> {
  const place = { conversationId: head.id, ...block, shard: 0 };
  return untilUnchanged(async () => {
    // before the messages: a later writer has read no older ones
    const before = (await context.searchIndex.shards([place])).get(placeName(place));
    const entries = await settledEntries(context, head, block);
    if (entries === 'unsettled') return entries;
    const now = context.clock.now();
    // one that is being written is found once it is whole: that is a change of it
    const texts = entries
      .filter((entry) => entry.kind === 'text')
      .filter((entry) => !entry.streaming && !hasExpired(entry, now));
    const times = texts.map(({ createdAt }) => createdAt);
    // what a message said that expires never comes into the index: as long as there is one, the block itself is read
    const [staying, expiring] = [texts.filter(stays), texts.filter((entry) => !stays(entry))];
    const postings = await postingsOf(context, head, staying);
    const again = before?.pending === true;
    const pending = again || (notes && before !== undefined);
    const wild = expiring.length > 0 ? [0] : [];
    const made = { postings, wild, pending, ...timesOf(times, times) };
    const changed = await replaceShard(context, head, place, before, made);
    const version = (before?.version ?? 0) + (changed === 'nothing' ? 0 : 1);
    return { changed, again, pending: again || (pending && changed !== 'nothing'), version };
  });
}

const stays = ({ goneAt }: EntryOf<'text'>): boolean => goneAt === undefined;

async function postingsOf(
  context: SearchContext,
  head: Head,
  entries: readonly EntryOf<'text'>[],
): Promise<Postings> {
  const key = await context.secrets.mac('search-index', head.id);
  const postings = new Map<number, number[]>();
  const hashes = new Map<string, number>();
  for (const entry of entries) {
    const open = await openEntry(context, head, entry);
    const offset = (entry.seq - 1) % blockSize;
    for (const term of termsOf({ text: open.text, senderId: entry.senderId, kinds: kindsOf(open) })) {
      const hash = hashes.get(term) ?? termHash(key, term);
      hashes.set(term, hash);
      const offsets = postings.get(hash);
      if (!offsets) postings.set(hash, [offset]);
      else if (offsets.at(-1) !== offset) offsets.push(offset);
    }
  }
  return postings;
}

/** All entries of a block, once each of its numbers is taken for good: what is given up is made void. */
async function settledEntries(
  context: SearchContext,
  head: Head,
  block: Node,
): Promise<FoundEntry[] | 'unsettled'> {
  const [after, upTo] = [firstSeq(block) - 1, lastSeq(block)];
  for (;;) {
    const entries = await readEntries(context, head.id, after, upTo);
    const { missing, givenUp } = missingNumbers(entries, after, upTo, head, context.clock.now());
    if (missing.length === 0) return entries;
    if (givenUp.length < missing.length) return 'unsettled';
    await context.messages.makeVoid(head.id, givenUp);
  }
}

async function readEntries(
  { messages }: Pick<SearchContext, 'messages'>,
  conversationId: string,
  after: number,
  upTo: number,
): Promise<FoundEntry[]> {
  const all: FoundEntry[] = [];
  for (let last = after; ; last = all.at(-1)?.seq ?? upTo) {
    const { entries, more } = await messages.entriesAfter(conversationId, last, upTo, upTo - last);
    all.push(...entries);
    if (!more) return all;
  }
}
