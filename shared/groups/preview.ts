import { communityOf, type Head } from '../conversations/index.ts';
import { wireTime } from '../platform/time.ts';
import type { GroupPreview } from '../protocol/index.ts';
import type { GroupsContext } from './context.ts';

/**
 * Groups as a user sees them who need not be in them, in the given order: what they are, their rules, and what the user is to
 * them. At most four batches, whatever their number.
 */
export async function previewGroups(
  context: Pick<GroupsContext, 'conversations' | 'groups'>,
  viewerId: string,
  heads: readonly Head[],
): Promise<GroupPreview[]> {
  const ids = heads.map(({ id }) => id);
  const { conversations, groups } = context;
  const [abouts, texts, joined, requested] = await Promise.all([
    conversations.abouts(heads.filter(({ hasAbout }) => hasAbout).map(({ id }) => id)),
    conversations.welcomes(heads.filter(({ hasRules }) => hasRules).map(({ id }) => id)),
    conversations.joinedAmong(ids, viewerId),
    groups.requestedAmong(ids, viewerId),
  ]);
  return heads.map((head) => {
    const { id, name, avatar, memberCount, createdAt, hasRules, rulesVersion = 0 } = head;
    return {
      id,
      name: name ?? '',
      avatar,
      about: abouts.get(id) ?? null,
      memberCount,
      createdAt: wireTime(createdAt),
      ...communityOf(head),
      rules: hasRules ? (texts.get(id)?.rules ?? null) : null,
      rulesVersion,
      membership: joined.has(id) ? 'member' : requested.has(id) ? 'requested' : 'none',
    };
  });
}
