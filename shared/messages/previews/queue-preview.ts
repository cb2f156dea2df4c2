import type { MessagesContext } from '../context.ts';
import { firstLink } from './links.ts';
import type { Said } from '../content/sealing.ts';

/**
 * Has the first link of a text get its preview, if it has one. Never rejects: the text is stored, and shown without one. Whether its
 * author wants previews is asked when one is made, so that sending costs no more.
 */
export async function queuePreview(
  { config, log, work }: Pick<MessagesContext, 'config' | 'log' | 'work'>,
  place: { conversationId: string; seq: number; revision: number },
  said: Said,
): Promise<void> {
  if (config.linkPreviews === 'off' || firstLink(said) === undefined) return;
  try {
    await work.add({ type: 'preview-link', ...place });
  } catch (error) {
    log.warn({ err: error, conversationId: place.conversationId }, 'a link gets no preview');
  }
}
