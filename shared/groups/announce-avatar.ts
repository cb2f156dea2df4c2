import { announceUser } from '../conversations/index.ts';
import { pushAsItIs } from './announce-change.ts';
import type { GroupsContext } from './context.ts';

/**
 * An uploaded picture that was taken as one of a user or of groups before it was looked at has become something: those who see
 * the user and the groups learn of it, where it still is their picture. Other files change nothing. It may be done again;
 * rejects with `Unavailable`.
 */
export async function announceAvatar(
  context: GroupsContext,
  { mediaId }: { mediaId: string },
): Promise<void> {
  const stored = await context.media.get(mediaId);
  if (stored?.purpose !== 'avatar') return;
  const { owner, pictured } = stored;
  const [account, heads] = await Promise.all([
    context.accounts.get(owner),
    context.conversations.heads(pictured),
  ]);
  if (account?.avatar === mediaId) await announceUser(context, { userId: owner });
  for (const head of heads) if (head.avatar === mediaId) await pushAsItIs(context, head);
}
