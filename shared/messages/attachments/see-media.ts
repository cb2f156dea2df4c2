import type { MediaUse } from './attachment-store.ts';
import type { MessagesContext } from '../context.ts';
import { withoutExpired } from './expired-uses.ts';

/**
 * Which of these files were sent to a user in a message that they can see now: they are a member of its conversation, and it
 * is part of the history that they may read. It is read as of now, so that who was removed sees nothing any more.
 */
export async function maySeeMedia(
  context: Pick<MessagesContext, 'attachments' | 'clock' | 'conversations' | 'messages'>,
  userId: string,
  mediaIds: readonly string[],
): Promise<Set<string>> {
  if (mediaIds.length === 0) return new Set();
  const uses = await Promise.all(
    mediaIds.map(async (id): Promise<[string, MediaUse[]]> => [id, await context.attachments.uses(id)]),
  );
  const conversationIds = new Set(uses.flatMap(([, all]) => all.map(({ conversationId }) => conversationId)));
  const standings = await context.conversations.standings([...conversationIds], userId);
  const members = new Map(standings.map(({ head, me }) => [head.id, me]));
  const isSeen = ({ conversationId, seq, hiddenFrom }: MediaUse) => {
    const me = members.get(conversationId);
    return me !== undefined && seq > (me.historyFrom ?? 0) && hiddenFrom !== userId;
  };
  const seen = uses.flatMap(([id, all]) => all.filter(isSeen).map((use) => ({ ...use, id })));
  return new Set((await withoutExpired(context, seen)).map(({ id }) => id));
}
