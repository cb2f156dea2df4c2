import * as z from 'zod';
import type { Caller } from '../accounts/index.ts';
import { activityFor, permit, type Standing } from '../conversations/index.ts';
import { readerOf, viewEntries } from '../messages/index.ts';
import { openCursor, sealCursor } from '../platform/cursor.ts';
import type { SearchHit, SearchPage, SearchQuery } from '../protocol/index.ts';
import type { SearchContext } from './context.ts';
import { explore } from './explore.ts';
import { indexWork } from './index-messages.ts';
import { searchPolicy } from './policy.ts';
import type { Missing } from './read-spots.ts';
import { restOf, streamOf, type Hit, type Stream } from './streams.ts';
import { termHash, termsToLookUp, type Term } from './terms.ts';
import { searchWords } from './words.ts';

/**
 * The most conversations that are searched together, those with the newest activity first. Among them what is newest comes first; what the
 * next ones have comes after it.
 */
const conversationsAtOnce = 50;
/** The most nodes that one answer has made because they are not there. */
const queuedAtMost = 5;

/** Where a conversation stands in the order of activity. */
const activity = z.strictObject({ at: z.number(), id: z.string() });
type Activity = z.infer<typeof activity>;
/** Below which number each conversation goes on that is searched now, and after which one the next ones come, if any do. */
const position = z.strictObject({
  streams: z.record(z.string(), z.number()),
  then: activity.nullable(),
});
type Position = z.infer<typeof position>;

const byActivity = (a: Activity, b: Activity): number => b.at - a.at || (a.id < b.id ? -1 : 1);

/**
 * Messages that have all words of `q`, in one conversation of the caller or in all, the newest first. A page may be short and
 * yet not the last. Throws `conversation_not_found`, `invalid_cursor`, `rate_limited`.
 */
export async function searchMessages(
  context: SearchContext,
  caller: Caller,
  query: SearchQuery,
): Promise<SearchPage> {
  await context.limits.take('searchMessages', caller.userId);
  const { q, conversationId, from, kind, before, after, cursor, limit } = query;
  const scope = JSON.stringify(['search', caller.userId, conversationId, from, kind, before, after, q]);
  const started =
    cursor === undefined ? undefined : await openCursor(context.secrets, scope, cursor, position);
  const words = searchWords(q);
  const { standings, then } = await standingsToSearch(context, caller, conversationId, started);
  // a character that looks like a letter and folds to nothing
  if (words.length === 0) return { items: [], nextCursor: null };

  const terms = termsToLookUp(words, { from, kind });
  const streams = await Promise.all(
    standings.map((standing) =>
      openStream(context, caller.userId, standing, terms, started?.streams[standing.head.id]),
    ),
  );
  const wanted = {
    words,
    from,
    kind,
    before: before === undefined ? Infinity : Date.parse(before),
    after: after === undefined ? -Infinity : Date.parse(after),
  };
  const { taken, missing } = await explore(context, streams, wanted, limit);
  await queueMissing(context, missing);
  const rest = streams.flatMap((stream): [string, number][] => {
    const below = restOf(stream);
    return below === undefined ? [] : [[stream.head.id, below]];
  });
  const next: Position = { streams: Object.fromEntries(rest), then };
  const isOver = rest.length === 0 && then === null;
  return {
    items: await viewHits(context, caller, taken),
    nextCursor: isOver ? null : await sealCursor(context.secrets, scope, next),
  };
}

/** The conversations that a page searches: the one that is asked for, those that it goes on in, or those that come next. */
async function standingsToSearch(
  { conversations }: SearchContext,
  { userId }: Caller,
  conversationId: string | undefined,
  started: Position | undefined,
): Promise<{ standings: Standing[]; then: Activity | null }> {
  if (conversationId !== undefined) {
    const standing = await conversations.standing(conversationId, userId);
    permit(searchPolicy, 'search', standing?.me);
    return { standings: standing ? [standing] : [], then: null };
  }
  const going = Object.keys(started?.streams ?? {});
  if (started && going.length > 0) {
    return { standings: await conversations.standings(going, userId), then: started.then };
  }
  const ids = await conversations.idsOf(userId);
  const order = (await conversations.heads(ids))
    .map((head) => ({ id: head.id, at: activityFor(head, userId) }))
    .sort(byActivity)
    .filter((one) => !started?.then || byActivity(started.then, one) < 0);
  const next = order.slice(0, conversationsAtOnce);
  const last = next.at(-1);
  return {
    standings: await conversations.standings(
      next.map(({ id }) => id),
      userId,
    ),
    then: last && order.length > next.length ? last : null,
  };
}

async function openStream(
  context: SearchContext,
  userId: string,
  { head, me }: Standing,
  terms: readonly Term[],
  below = Infinity,
): Promise<Stream> {
  const [key, reader] = await Promise.all([
    context.secrets.mac('search-index', head.id),
    readerOf(context, head.id, userId, me),
  ]);
  return streamOf(head, { reader, below, hashes: terms.map((term) => termHash(key, term)) });
}

/** What a search missed of the index is made, so that the next one finds it. Never rejects: the search itself does without. */
async function queueMissing({ work, log }: SearchContext, missing: readonly Missing[]): Promise<void> {
  try {
    await Promise.all(
      missing
        .slice(0, queuedAtMost)
        .map(({ conversationId, node }) => work.add(indexWork(conversationId, node))),
    );
  } catch (error) {
    log.warn({ err: error }, 'a missing part of a search index was not queued');
  }
}

/** Hits as the caller sees them, in their order. */
async function viewHits(
  context: SearchContext,
  { userId }: Caller,
  taken: readonly { stream: Stream; hit: Hit }[],
): Promise<SearchHit[]> {
  const views = await Promise.all(
    [...Map.groupBy(taken, ({ stream }) => stream)].map(async ([{ head }, own]) => {
      const shown = await context.conversations.progress(head.id, userId);
      // left meanwhile
      if (!shown) return [];
      const hits = own.map(({ hit }) => hit);
      const messages = await viewEntries(
        context,
        shown,
        hits.map(({ entry }) => entry),
        userId,
      );
      return hits.map((hit, index): [Hit, SearchHit | undefined] => {
        const message = messages[index];
        return [hit, message && { message, marks: hit.marks }];
      });
    }),
  );
  const byHit = new Map(views.flat());
  return taken.flatMap(({ hit }) => byHit.get(hit) ?? []);
}
