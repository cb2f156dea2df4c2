import type { ConversationItem } from '../../../client/index.ts';
import { namesOf } from '../sidebar/matching.ts';
import { bestRank, fold } from './match.ts';

const mostRecent = 10;
const mostChats = 20;

/** The chats that fit best first, and among equals the most recent; the most recent for an empty query. */
export function bestChats(
  items: readonly ConversationItem[],
  query: string,
  ownId: string | undefined,
): readonly ConversationItem[] {
  const folded = fold(query);
  if (folded === '') return items.slice(0, mostRecent);
  return items
    .map((item) => ({ item, rank: bestRank(folded, namesOf(item, ownId)) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .slice(0, mostChats)
    .map(({ item }) => item);
}
