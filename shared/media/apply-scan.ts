import { untilUnchanged } from '../platform/versions.ts';
import type { MediaContext } from './context.ts';
import { objectsOf } from './model.ts';
import { stateAfter } from './settle.ts';

/**
 * The result of a search for malware that was pending; it may come before the upload was looked at, and more than once. What
 * was found stays found.
 */
export async function applyScan(
  context: Pick<MediaContext, 'media' | 'objects' | 'work'>,
  mediaId: string,
  result: 'clean' | 'found',
): Promise<void> {
  const state = await untilUnchanged(async () => {
    const now = await context.media.get(mediaId);
    if (!now) return undefined;
    const isDecided = now.state === 'scanning' || now.state === 'ready';
    if (now.state === 'refused' || now.scan === 'found' || now.scan === result) return now.state;
    const after = isDecided ? stateAfter(result) : now.state;
    await context.media.change(now, {
      ...{ scan: result, state: after },
      // its objects go
      ...(after === 'blocked' && { thumbnails: [] }),
    });
    return after;
  });
  if (state === 'blocked') await context.objects.delete(objectsOf(mediaId));
  if (state !== undefined) await context.work.add({ type: 'announce-media', mediaId });
}
