import * as z from 'zod';
import { searchTerm, type Caller } from '../accounts/index.ts';
import { positionOf, type ListingStore } from '../listings/index.ts';
import { openCursor, sealCursor } from '../platform/cursor.ts';
import { ChatError } from '../platform/errors.ts';
import type { SearchPlace } from '../platform/term-keys.ts';
import { maintainedTopics, type DiscoverQuery, type GroupPreview, type Page } from '../protocol/index.ts';
import type { DiscoveryContext } from './context.ts';
import { showGroups } from './show-groups.ts';

/** The most steps that are taken to fill a page whose groups were not shown. */
const stepsOfPage = 3;
/** How many places one step looks at for groups in a language. */
const placesOfLanguage = 300;
/** How many groups a search looks at: by their name, and of each topic that begins so. */
const foundByName = 150;
const foundByTopic = 75;
const topicsOfSearch = 2;
/** A search of one or two characters looks at a few beginnings of words in each step. */
const stepsOfSearch = 3;

/** The place after which a page begins. */
const position = z.string();

/** A group, and where it stands in the order. */
interface Candidate {
  id: string;
  position: string;
}
/** Some candidates in their order, and where to look for more of them. */
interface Step {
  candidates: readonly Candidate[];
  next: string | undefined;
}

/**
 * A page of public groups, in one of three orders. A page may be short and yet not the last. Throws `invalid_cursor`,
 * `rate_limited`.
 */
export async function discover(
  context: DiscoveryContext,
  caller: Caller,
  query: DiscoverQuery,
): Promise<Page<GroupPreview>> {
  await context.limits.take('discover', caller.userId);
  const { q, topic, language, sort, limit } = query;
  const scope = JSON.stringify(['discover', sort, topic, language, q]);
  let after =
    query.cursor === undefined ? undefined : await openCursor(context.secrets, scope, query.cursor, position);
  const step = q === undefined ? browse(context, query) : await search(context, query, q);
  const items = new Map<string, GroupPreview>();
  for (let count = 0; count < stepsOfPage; count += 1) {
    const wanted = limit - items.size;
    const { candidates, next } = await step(after, wanted);
    const taken = candidates.slice(0, wanted);
    const shown = await showGroups(
      context,
      caller,
      taken.map(({ id }) => id),
      { topic, language },
    );
    for (const preview of shown) items.set(preview.id, preview);
    after = candidates.length > taken.length ? taken.at(-1)?.position : next;
    if (after === undefined || items.size === limit) break;
  }
  return {
    items: [...items.values()],
    nextCursor: after === undefined ? null : await sealCursor(context.secrets, scope, after),
  };
}

type TakeStep = (after: string | undefined, wanted: number) => Step | Promise<Step>;

/** Groups as they stand in the index. */
function browse({ listings }: DiscoveryContext, { sort, topic, language }: DiscoverQuery): TakeStep {
  return async (after, wanted) => {
    // one more than asked for tells whether there are more, without an empty last page
    const limit = language === undefined ? wanted + 1 : placesOfLanguage;
    const { places, next } = await listings.places(sort, topic, limit, after);
    const candidates = places.filter((place) => language === undefined || place.language === language);
    return { candidates, next };
  };
}

/** Groups that have a word or a topic that begins with `q`: the first few hundred of them, sorted. */
async function search(
  context: DiscoveryContext,
  { sort, topic, language }: DiscoverQuery,
  q: string,
): Promise<TakeStep> {
  const { listings } = context;
  const ids = await findIds(context, sort, searchTerm(q));
  const found = (await listings.many([...ids]))
    .filter(
      (one) =>
        (topic === undefined || one.topics.includes(topic)) &&
        (language === undefined || one.language === language),
    )
    .map((one): Candidate => ({ id: one.id, position: positionOf(one, sort) }))
    .sort((a, b) => (a.position < b.position ? 1 : -1));
  return (after) => ({
    candidates: found.filter((one) => after === undefined || one.position < after),
    next: undefined,
  });
}

async function findIds(
  { listings }: DiscoveryContext,
  sort: DiscoverQuery['sort'],
  prefix: string,
): Promise<ReadonlySet<string>> {
  const topics = maintainedTopics.filter((topic) => topic.startsWith(prefix)).slice(0, topicsOfSearch);
  const [byName, ...byTopic] = await Promise.all([
    idsByName(listings, prefix),
    ...topics.map((topic) => listings.places(sort, topic, foundByTopic)),
  ]);
  return new Set([...byName, ...byTopic.flatMap(({ places }) => places.map(({ id }) => id))]);
}

async function idsByName({ search: find }: ListingStore, prefix: string): Promise<string[]> {
  const ids: string[] = [];
  let after: SearchPlace | undefined;
  for (let count = 0; count < stepsOfSearch && ids.length < foundByName; count += 1) {
    const { entries, next } = await find(prefix, foundByName - ids.length, after);
    ids.push(...entries.map(({ id }) => id));
    after = next;
    if (!after) break;
  }
  return ids;
}

/** A public group as it is shown to who may join it. Throws `conversation_not_found`, to banned users too. */
export async function previewPublicGroup(
  context: DiscoveryContext,
  caller: Caller,
  conversationId: string,
): Promise<GroupPreview> {
  const [preview] = await showGroups(context, caller, [conversationId]);
  if (!preview) throw new ChatError('conversation_not_found');
  return preview;
}
