import * as z from 'zod';
import type { Caller } from '../../accounts/index.ts';
import { permit } from '../../conversations/index.ts';
import { openCursor, sealCursor } from '../../platform/cursor.ts';
import type { HistoryQuery, MessagePage } from '../../protocol/index.ts';
import type { MessagesContext } from '../context.ts';
import { messagePolicy } from '../policy.ts';
import { readerOf } from '../reader.ts';
import type { Range } from '../store.ts';
import { viewEntries } from './views.ts';

const positionSchema = z.union([
  z.strictObject({ before: z.number() }),
  z.strictObject({ after: z.number() }),
]);

/** A page of history in ascending order. Throws `conversation_not_found`, `invalid_cursor`. */
export async function listMessages(
  context: MessagesContext,
  caller: Caller,
  conversationId: string,
  query: HistoryQuery,
): Promise<MessagePage> {
  const found = await context.conversations.progress(conversationId, caller.userId);
  const shown = permit(messagePolicy, 'read', found);
  const scope = `messages|${conversationId}`;
  const range: Range =
    query.cursor !== undefined
      ? await openCursor(context.secrets, scope, query.cursor, positionSchema)
      : query.after !== undefined
        ? { after: query.after }
        : query.before !== undefined
          ? { before: query.before }
          : {};
  const reader = await readerOf(context, conversationId, caller.userId, shown);
  const { messages, next } = await context.messages.page(conversationId, range, query.limit, reader);
  const position = range.after !== undefined ? { after: next ?? 0 } : { before: next ?? 0 };
  return {
    items: await viewEntries(context, shown, messages, caller.userId, { reader }),
    nextCursor: next === undefined ? null : await sealCursor(context.secrets, scope, position),
  };
}
