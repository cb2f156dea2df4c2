import { viewMedia } from '../../media/index.ts';
import type { ServerEvent } from '../../protocol/index.ts';
import { allBut, publish, theseUsers } from '../../realtime/index.ts';
import type { MediaUse } from './attachment-store.ts';
import type { MessagesContext } from '../context.ts';
import { withoutExpired } from './expired-uses.ts';

/** A file may have been forwarded more often than this: then the members of the first messages learn of it, others when they read on. */
const mostAnnounced = 100;

/**
 * Pushes what a file is now to those who can see a message that has it, and to its owner. Done at least once: the event says
 * how things are, so it may come twice. Pushes never reject; reading what is pushed does, and is then done again.
 */
export async function announceMedia(
  context: MessagesContext,
  { mediaId }: { mediaId: string },
): Promise<void> {
  const stored = await context.media.get(mediaId);
  if (!stored) return;
  const [media, sent] = await Promise.all([viewMedia(context, stored), context.attachments.uses(mediaId)]);
  const uses = await withoutExpired(context, sent.slice(0, mostAnnounced));
  const event = (places: readonly MediaUse[]): ServerEvent => ({
    type: 'media:updated',
    data: { media, places: places.map(({ conversationId, seq }) => ({ conversationId, seq })) },
  });
  if (uses.length === 0) return publish(context, theseUsers([stored.owner]), event([]));
  const ids = new Set(uses.map(({ conversationId }) => conversationId));
  const heads = new Map((await context.conversations.heads([...ids])).map((head) => [head.id, head]));
  for (const use of uses) {
    const head = heads.get(use.conversationId);
    if (!head) continue;
    const members = context.conversations.audienceUnder(head, use.seq);
    const { hiddenFrom } = use;
    await publish(context, hiddenFrom === undefined ? members : allBut(hiddenFrom, members), event([use]));
  }
}
