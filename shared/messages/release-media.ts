import type { MessagesContext } from './context.ts';
import type { FoundEntry } from './log-entry.ts';

/**
 * Lets go of the files of an entry that is removed for good. A file that nothing else refers to goes too, and after that its
 * objects. It may be done again, from wherever it stopped, as long as the entry is there.
 */
export async function releaseMedia(
  context: Pick<MessagesContext, 'attachments' | 'media'>,
  conversationId: string,
  entry: FoundEntry,
): Promise<void> {
  if (entry.kind !== 'text' && entry.kind !== 'deleted') return;
  const { seq, attachments = [] } = entry;
  await Promise.all(
    attachments.map((attachment, index) =>
      context.media.releaseUse(attachment.id, (release) =>
        context.attachments.removePlace({ conversationId, seq, index }, attachment, release),
      ),
    ),
  );
}
