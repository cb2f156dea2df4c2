import type { MessagesContext } from '../context.ts';
import type { Attachment } from '../log-entry.ts';

/**
 * Lets go of the files of an entry that is removed for good. A file that nothing else refers to goes too, and after that its
 * objects. It may be done again, from wherever it stopped,.
 */
export async function releaseMedia(
  context: Pick<MessagesContext, 'attachments' | 'media'>,
  conversationId: string,
  {
    seq,
    attachments,
    previewMedia,
  }: { seq: number; attachments: readonly Attachment[]; previewMedia?: string | undefined },
): Promise<void> {
  const pictures = previewMedia === undefined ? [] : [previewMedia];
  await Promise.all([
    ...pictures.map((id) =>
      context.media.releaseUse(id, (release) =>
        context.attachments.removeUse({ conversationId, seq }, id, release),
      ),
    ),
    ...attachments.map((attachment, index) =>
      context.media.releaseUse(attachment.id, (release) =>
        context.attachments.removePlace({ conversationId, seq, index }, attachment, release),
      ),
    ),
  ]);
}
