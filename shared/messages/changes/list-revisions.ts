import * as z from 'zod';
import type { Caller } from '../../accounts/index.ts';
import { permit } from '../../conversations/index.ts';
import { openCursor, sealCursor } from '../../platform/cursor.ts';
import { wireTime } from '../../platform/time.ts';
import type { MessageRevisionPage } from '../../protocol/index.ts';
import type { Place } from './change-message.ts';
import type { MessagesContext } from '../context.ts';
import { readableMessage } from '../reading/get-message.ts';
import { messagePolicy } from '../policy.ts';
import { readerOf } from '../reader.ts';
import { openText } from '../content/sealing.ts';

const position = z.strictObject({ before: z.number() });

/**
 * What a message said before it was edited, the latest first; nothing of a deleted one. Throws `conversation_not_found`,
 * `message_not_found`, `invalid_cursor`.
 */
export async function listRevisions(
  context: MessagesContext,
  caller: Caller,
  place: Place,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<MessageRevisionPage> {
  const { conversationId, seq } = place;
  const { userId } = caller;
  const standing = await context.conversations.standing(conversationId, userId);
  permit(messagePolicy, 'read', standing?.me);
  const nothing = { items: [], nextCursor: null };
  if (!standing) return nothing;
  const message = await readableMessage(
    context,
    place,
    await readerOf(context, conversationId, userId, standing.me),
  );
  if (message.kind !== 'text' || message.revision === undefined) return nothing;
  const scope = `edits|${conversationId}|${seq}`;
  const from = cursor === undefined ? undefined : await openCursor(context.secrets, scope, cursor, position);
  const { revisions, more } = await context.changes.revisions(conversationId, seq, from?.before, limit);
  const last = revisions.at(-1);
  return {
    items: await Promise.all(
      revisions.map(async (stored) => {
        const { senderId } = message;
        const { text, entities } = await openText(
          context,
          standing.head,
          { seq, senderId, revision: stored.revision },
          stored,
        );
        return { text, ...(entities && { entities: [...entities] }), writtenAt: wireTime(stored.writtenAt) };
      }),
    ),
    nextCursor: more && last ? await sealCursor(context.secrets, scope, { before: last.revision }) : null,
  };
}
