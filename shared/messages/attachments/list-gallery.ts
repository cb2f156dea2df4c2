import * as z from 'zod';
import type { Caller } from '../../accounts/index.ts';
import { permit } from '../../conversations/index.ts';
import { viewMediaOf } from '../../media/index.ts';
import { openCursor, sealCursor } from '../../platform/cursor.ts';
import { messageId } from '../../platform/ids.ts';
import { wireTime } from '../../platform/time.ts';
import type { GalleryPage, GalleryQuery } from '../../protocol/index.ts';
import type { GalleryEntry } from './attachment-store.ts';
import type { MessagesContext } from '../context.ts';
import { withoutExpired } from './expired-uses.ts';
import { messagePolicy } from '../policy.ts';
import { readerOf } from '../reader.ts';

const position = z.strictObject({ seq: z.number(), index: z.number() });

/** Files of a kind that were sent in a conversation, newest first. Throws `conversation_not_found`, `invalid_cursor`. */
export async function listGallery(
  context: MessagesContext,
  caller: Caller,
  conversationId: string,
  { kind, cursor, limit }: GalleryQuery,
): Promise<GalleryPage> {
  const standing = await context.conversations.standing(conversationId, caller.userId);
  const me = permit(messagePolicy, 'read', standing?.me);
  const { historyFrom, hidden } = await readerOf(context, conversationId, caller.userId, me);
  const scope = `gallery|${conversationId}|${kind}`;
  let after = cursor === undefined ? undefined : await openCursor(context.secrets, scope, cursor, position);
  let shown: GalleryEntry[];
  let more;
  // a page of what a block keeps from the caller, or of what has expired, would be no page
  do {
    const page = await context.attachments.gallery(conversationId, kind, { historyFrom, after }, limit);
    const visible = page.entries
      .filter(({ hiddenFrom, seq }) => hiddenFrom !== caller.userId && hidden?.has(seq) !== true)
      .map((entry) => ({ ...entry, conversationId }));
    shown = await withoutExpired(context, visible);
    after = page.entries.at(-1) ?? after;
    more = page.more;
  } while (shown.length === 0 && more);
  const media = await viewMediaOf(
    context,
    shown.map(({ mediaId }) => mediaId),
  );
  const next = more && after ? { seq: after.seq, index: after.index } : undefined;
  return {
    items: shown.flatMap(({ seq, senderId, createdAt, mediaId }) => {
      const file = media.get(mediaId);
      if (!file) return [];
      return {
        messageId: messageId(conversationId, seq),
        seq,
        senderId,
        createdAt: wireTime(createdAt),
        media: file,
      };
    }),
    nextCursor: next ? await sealCursor(context.secrets, scope, next) : null,
  };
}
