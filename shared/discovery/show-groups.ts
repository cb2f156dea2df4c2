import type { Caller } from '../accounts/index.ts';
import { communityOf, isPublic } from '../conversations/index.ts';
import { previewGroups } from '../groups/index.ts';
import type { GroupPreview } from '../protocol/index.ts';
import type { DiscoveryContext } from './context.ts';

/** What groups have to be besides public. */
export interface Wanted {
  topic?: string | undefined;
  language?: string | undefined;
}

/**
 * Those of these groups that the caller may find now, in the given order. Their heads decide, whatever the index says: a group that is
 * private or deleted since, or has another topic, is not shown, nor one that bans the caller. At most six batches of a hundred groups.
 */
export async function showGroups(
  context: DiscoveryContext,
  caller: Caller,
  conversationIds: readonly string[],
  { topic, language }: Wanted = {},
): Promise<GroupPreview[]> {
  if (conversationIds.length === 0) return [];
  const ids = [...new Set(conversationIds)];
  const [heads, banning] = await Promise.all([
    context.conversations.heads(ids),
    context.groups.banningAmong(ids, caller.userId),
  ]);
  const byId = new Map(heads.map((head) => [head.id, head]));
  const shown = ids.flatMap((id) => {
    const head = byId.get(id);
    if (!head || !isPublic(head) || banning.has(id)) return [];
    const of = communityOf(head);
    const fits =
      (topic === undefined || of.topics.includes(topic)) &&
      (language === undefined || of.language === language);
    return fits ? [head] : [];
  });
  return previewGroups(context, caller.userId, shown);
}
