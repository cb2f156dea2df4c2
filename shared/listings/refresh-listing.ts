import { isPublic } from '../conversations/index.ts';
import { untilUnchanged } from '../platform/versions.ts';
import type { ListingsContext } from './context.ts';

/**
 * Brings the place of a public group among the others up to date: when something last happened in it, and how many members it
 * has. By what else it is found changes together with the group only.
 */
export async function refreshListing(
  { conversations, listings }: Pick<ListingsContext, 'conversations' | 'listings'>,
  { conversationId }: { conversationId: string },
): Promise<void> {
  await untilUnchanged(async () => {
    const [head, old] = await Promise.all([conversations.head(conversationId), listings.get(conversationId)]);
    if (!head || !old || !isPublic(head)) return;
    const { memberCount, lastActivityAt } = head;
    if (old.memberCount === memberCount && old.activeAt === lastActivityAt) return;
    const fresh = { ...old, memberCount, activeAt: lastActivityAt, version: old.version + 1 };
    await listings.transact(await listings.writes(conversationId, old, fresh));
  });
}
