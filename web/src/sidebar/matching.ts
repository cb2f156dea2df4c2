import type { ConversationItem } from '../../../client/index.ts';
import { otherOf, titleOf } from '../chat/conversation-title.ts';
import { bestRank, fold } from '../people/match.ts';

/** The names by which a conversation is found: its title, and the username of the other person. */
export function namesOf(conversation: ConversationItem, ownId: string | undefined): string[] {
  const other = otherOf(conversation, ownId);
  const title = titleOf(conversation, ownId);
  return other === undefined ? [title] : [title, other.username];
}

/** The conversations whose name fits what was typed, in the order of the list; all of them for an empty `query`. */
export function matching(
  items: readonly ConversationItem[],
  query: string,
  ownId: string | undefined,
): readonly ConversationItem[] {
  const folded = fold(query);
  if (folded === '') return items;
  return items.filter((item) => bestRank(folded, namesOf(item, ownId)) > 0);
}
