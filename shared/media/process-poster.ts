import { untilUnchanged } from '../platform/versions.ts';
import type { MediaContext } from './context.ts';
import { objectKeys, thumbnailWidths } from './model.ts';
import { mostPixels } from './policy.ts';
import { storeThumbnails } from './process-upload.ts';
import { readRange } from './read-object.ts';
import { openDetails, sealDetails } from './sealing.ts';
import { limits } from '../protocol/index.ts';

/**
 * The poster of a video has arrived, before or after the video: it becomes the smaller pictures and the placeholder of the video,
 * made anew as pictures are. One that is no picture is dropped, and the video has none. Rejects like `processUpload`.
 */
export async function processPoster(context: MediaContext, id: string): Promise<void> {
  const key = objectKeys.poster(id);
  const stored = await context.media.get(id);
  const wanted = stored?.kind === 'video' && stored.state !== 'refused' && stored.state !== 'blocked';
  const bytes = wanted ? await readRange(context.objects, key, 0, limits.posterBytes) : new Uint8Array();
  if (bytes.byteLength === 0 || bytes.byteLength > limits.posterBytes) {
    await context.objects.delete([key]);
    return;
  }
  const made = await context.images.clean(bytes, { mostPixels, widths: thumbnailWidths });
  if (typeof made !== 'string') {
    await storeThumbnails(context, id, made);
    const { placeholder } = made;
    const isNoted = await untilUnchanged(async () => {
      const now = await context.media.get(id);
      if (!now || now.state === 'refused' || now.state === 'blocked') return false;
      const details = await openDetails(context, now);
      const sealed = await sealDetails(context, now, { ...details, placeholder });
      await context.media.change(now, { sealed, thumbnails: made.thumbnails.map(({ width }) => width) });
      return true;
    });
    if (isNoted) {
      await context.work.add({ type: 'announce-media', mediaId: id });
    } else {
      await context.objects.delete(thumbnailWidths.map((width) => objectKeys.thumbnail(id, width)));
    }
  }
  await context.objects.delete([key]);
}
