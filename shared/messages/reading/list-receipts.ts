import * as z from 'zod';
import type { Caller } from '../../accounts/index.ts';
import { deliveredUpTo, permit, shownMarks } from '../../conversations/index.ts';
import { openCursor, sealCursor } from '../../platform/cursor.ts';
import type { ReceiptPage } from '../../protocol/index.ts';
import type { MessagesContext } from '../context.ts';
import { messagePolicy } from '../policy.ts';

/** How far each member has received and read. Throws `conversation_not_found`, `invalid_cursor`. */
export async function listReceipts(
  context: Pick<MessagesContext, 'conversations' | 'secrets'>,
  caller: Caller,
  conversationId: string,
  query: { cursor?: string | undefined; limit: number },
): Promise<ReceiptPage> {
  const standing = await context.conversations.standing(conversationId, caller.userId);
  permit(messagePolicy, 'listReceipts', standing?.me);
  const scope = `receipts|${conversationId}`;
  const after = query.cursor && (await openCursor(context.secrets, scope, query.cursor, z.string()));
  const { members, next } = await context.conversations.members(conversationId, query.limit, after);
  return {
    items: members.map((member) =>
      member.userId === caller.userId
        ? { userId: member.userId, deliveredSeq: deliveredUpTo(member), readSeq: member.readSeq }
        : shownMarks(member),
    ),
    nextCursor: next === undefined ? null : await sealCursor(context.secrets, scope, next),
  };
}
