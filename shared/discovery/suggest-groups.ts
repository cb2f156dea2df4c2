import type { Caller } from '../accounts/index.ts';
import type { GroupPreview, SuggestionsQuery } from '../protocol/index.ts';
import type { DiscoveryContext } from './context.ts';
import { showGroups } from './show-groups.ts';

/** How many groups of each topic are looked at. */
const perTopic = 25;
/** How many groups are looked at in one step, and the most steps: a user may be in most of the groups of a topic. */
const atOnce = 50;
const steps = 3;

/**
 * Public groups of the topics that the caller follows, in which they are not and which they did not ask to join: those first that
 * have most of these topics, then the most active. Without followed topics there are none. Throws `rate_limited`.
 */
export async function suggestGroups(
  context: DiscoveryContext,
  caller: Caller,
  { limit }: SuggestionsQuery,
): Promise<{ items: GroupPreview[] }> {
  await context.limits.take('discover', caller.userId);
  const { listings } = context;
  const followed = await listings.followed(caller.userId);
  const pages = await Promise.all(followed.map((topic) => listings.places('active', topic, perTopic)));
  const found = new Map<string, { topics: number; position: string }>();
  for (const { id, position } of pages.flatMap(({ places }) => places)) {
    found.set(id, { topics: (found.get(id)?.topics ?? 0) + 1, position });
  }
  const ids = [...found]
    .sort(([, a], [, b]) => b.topics - a.topics || (a.position < b.position ? 1 : -1))
    .map(([id]) => id);
  const items: GroupPreview[] = [];
  for (let start = 0; start < atOnce * steps && start < ids.length && items.length < limit; start += atOnce) {
    const shown = await showGroups(context, caller, ids.slice(start, start + atOnce));
    items.push(...shown.filter(({ membership }) => membership === 'none'));
  }
  return { items: items.slice(0, limit) };
}
