import * as z from 'zod';
import type { Caller } from '../../accounts/index.ts';
import { permit } from '../../conversations/index.ts';
import { openCursor, sealCursor } from '../../platform/cursor.ts';
import type { HistoryQuery, MessagePage } from '../../protocol/index.ts';
import type { Place } from '../changes/change-message.ts';
import type { MessagesContext } from '../context.ts';
import { readableMessage } from '../reading/get-message.ts';
import { maxSeq } from '../keys.ts';
import { isFor } from '../log-entry.ts';
import { messagePolicy } from '../policy.ts';
import { readerOf } from '../reader.ts';
import { viewEntries } from '../reading/views.ts';

const position = z.union([z.strictObject({ before: z.number() }), z.strictObject({ after: z.number() })]);

/**
 * Replies to a message, and to its replies, in ascending order: the newest page, or before or after a number. Throws
 * `conversation_not_found`, `message_not_found`, `invalid_cursor`.
 */
export async function listReplies(
  context: MessagesContext,
  caller: Caller,
  place: Place,
  { before, after, cursor, limit }: HistoryQuery,
): Promise<MessagePage> {
  const { conversationId, seq } = place;
  const found = await context.conversations.progress(conversationId, caller.userId);
  const shown = permit(messagePolicy, 'read', found);
  const reader = await readerOf(context, conversationId, caller.userId, shown);
  await readableMessage(context, place, reader);
  const scope = `replies|${conversationId}|${seq}`;
  const range =
    cursor !== undefined
      ? await openCursor(context.secrets, scope, cursor, position)
      : after !== undefined
        ? { after }
        : { before: before ?? maxSeq + 1 };
  const { seqs, more } = await context.threads.replies(conversationId, seq, range, limit);
  const replies = (await context.messages.messagesAt(conversationId, seqs)).filter((entry) =>
    isFor(entry, reader),
  );
  const next = 'after' in range ? { after: seqs.at(-1) ?? 0 } : { before: seqs[0] ?? 0 };
  return {
    items: await viewEntries(context, shown, replies, caller.userId, { reader }),
    nextCursor: more ? await sealCursor(context.secrets, scope, next) : null,
  };
}
