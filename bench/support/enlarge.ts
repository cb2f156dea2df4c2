import type { App } from '../../shared/app.ts';
import { newId } from '../../shared/platform/ids.ts';
import { chunksOf } from './chunks.ts';

/** Members that one transaction takes, with two writes each. */
const atOnce = 40;

/**
 * Adds members to a group who have no account and no socket, without a system message. No one else may write there
 * meanwhile.
 */
export async function enlarge(
  app: App,
  { conversationId, count }: { conversationId: string; count: number },
): Promise<void> {
  const userIds = Array.from({ length: count }, () => newId(app.random, 'usr'));
  for (const joining of chunksOf(userIds, atOnce)) {
    const head = await app.conversations.head(conversationId);
    if (!head) throw new Error('the group is gone');
    const now = app.clock.now();
    const writes = joining.flatMap((userId) =>
      app.conversations.joinWrites(conversationId, {
        userId,
        role: 'member',
        joinedAt: now,
        joinedSeq: head.lastSeq,
        notifications: 'all',
        deliveredSeq: head.lastSeq,
        readSeq: head.lastSeq,
      }),
    );
    await app.conversations.changeGroup(head, now, { entries: 0, members: joining.length }, writes);
  }
}
