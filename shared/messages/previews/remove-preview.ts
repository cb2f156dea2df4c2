import { ChatError } from '../../platform/errors.ts';
import type { Write } from '../../platform/table.ts';
import { changeMessage, type ChangedMessage, type Place } from '../changes/change-message.ts';
import type { MessagesContext } from '../context.ts';
import type { EntryOf } from '../log-entry.ts';
import type { Sender } from '../model.ts';

/**
 * Removes the preview of a link from an own message, which then gets no other one. Again is a no-op. Throws what `changeMessage` does,
 * `forbidden`, `message_deleted`, `rate_limited`.
 */
export async function removePreview(
  context: MessagesContext,
  actor: Sender,
  place: Place,
): Promise<ChangedMessage> {
  await context.limits.take('react', actor.userId);
  return changeMessage(context, actor, place, ['preview', 'preview'], async ({ message, head }) => {
    if (message.senderId !== actor.userId) throw new ChatError('forbidden');
    if (message.kind === 'deleted') throw new ChatError('message_deleted');
    if (message.noPreview) return undefined;
    const { plain, writes } = await withoutPreview(context, head.id, message);
    return { after: { ...plain, noPreview: true }, writes };
  });
}

/** A message without its preview, and the writes by which the picture of that has one use less. */
export async function withoutPreview(
  { attachments, media }: Pick<MessagesContext, 'attachments' | 'media'>,
  conversationId: string,
  message: EntryOf<'text'>,
): Promise<{ plain: EntryOf<'text'>; writes: Write[] }> {
  const { sealedPreview: _sealed, previewKeyId: _key, previewMedia, ...plain } = message;
  const picture = previewMedia === undefined ? undefined : await media.get(previewMedia);
  if (!picture) return { plain, writes: [] };
  const place = { conversationId, seq: message.seq };
  return { plain, writes: [attachments.removeUseWrite(place, picture.id), media.releaseWrite(picture)] };
}
