import { permitInGroup } from '../conversations/index.ts';
import { forgetConversation } from '../later/index.ts';
import { ChatError } from '../platform/errors.ts';
import { changeGroupAs } from './change-group.ts';
import type { GroupsContext } from './context.ts';

/** Groups that one step leaves: each tells its members. */
const groupsAtOnce = 10;

/** What a bot that was deleted had scheduled is let go, and it leaves its groups, some in each step, which queues the next. It may be done again. */
export async function retireBot(context: GroupsContext, { userId }: { userId: string }): Promise<void> {
  const { accounts, conversations, later, work } = context;
  const bot = await accounts.get(userId);
  if (bot?.deletedAt === undefined) return;
  // also what it was to send to one user, where it stays
  const waiting = new Set((await later.allScheduled(userId)).map((one) => one.conversationId));
  for (const conversationId of waiting) await forgetConversation(context, userId, conversationId);
  const heads = await conversations.heads(await conversations.idsOf(userId));
  const groups = heads.filter(({ isGroup }) => isGroup).map(({ id }) => id);
  for (const conversationId of groups.slice(0, groupsAtOnce)) await leave(context, userId, conversationId);
  if (groups.length > groupsAtOnce) await work.add({ type: 'retire-bot', userId });
}

async function leave(context: GroupsContext, userId: string, conversationId: string): Promise<void> {
  try {
    const { pushed } = await changeGroupAs(context, userId, conversationId, (acting) => {
      const { head, me } = permitInGroup('leave', acting);
      return Promise.resolve({
        says: [{ type: 'left', userIds: [userId], memberCount: head.memberCount - 1 }],
        members: -1,
        audit: {
          action: 'leave-group',
          actor: userId,
          subject: userId,
          outcome: 'done',
          detail: { conversation: conversationId },
        },
        leaving: { userIds: [userId], reason: 'left' },
        writes: context.conversations.leaveWrites(conversationId, me),
      });
    });
    await pushed;
  } catch (error) {
    // an admin removed it meanwhile, or the group is gone
    if (!(error instanceof ChatError)) throw error;
  }
}
