import { wireTime } from '../platform/time.ts';
import { mediaTypes, type Media, type MediaWithAddresses } from '../protocol/index.ts';
import type { MediaContext } from './context.ts';
import { objectKeys, type MediaDetails, type StoredMedia } from './model.ts';
import { downloadSeconds } from './policy.ts';
import { openDetails } from './sealing.ts';

type ViewContext = Pick<MediaContext, 'envelope' | 'mediaKeys'>;

/** A file as messages and replies carry it. */
export async function viewMedia(context: ViewContext, stored: StoredMedia): Promise<Media> {
  return viewWith(stored, await openDetails(context, stored));
}

function viewWith(stored: StoredMedia, details: MediaDetails): Media {
  const { id, purpose, kind, contentType, size, state, thumbnails, createdAt } = stored;
  const { width, height, durationSeconds, animated, refusal } = stored;
  return {
    id,
    purpose,
    kind,
    name: details.name,
    contentType,
    size,
    state,
    ...(width !== undefined && height !== undefined && { width, height }),
    ...(durationSeconds !== undefined && { durationSeconds }),
    ...(details.placeholder !== undefined && { placeholder: details.placeholder }),
    ...(details.waveform !== undefined && { waveform: details.waveform }),
    ...(animated === true && { animated }),
    thumbnails,
    createdAt: wireTime(createdAt),
    ...(refusal !== undefined && { refusal }),
  };
}

/** Files by id as messages carry them; those that are gone are missing. They may be moments old. */
export async function viewMediaOf(
  context: ViewContext & Pick<MediaContext, 'media'>,
  ids: readonly string[],
): Promise<Map<string, Media>> {
  if (ids.length === 0) return new Map();
  const found = await context.media.byIds(ids, { eventually: true });
  const views = await Promise.all(found.map((stored) => viewMedia(context, stored)));
  return new Map(views.map((view) => [view.id, view]));
}

/** A file with its addresses, which only what is ready has. `download`: the address of the original saves it, whatever it is. */
export async function viewWithAddresses(
  context: ViewContext & Pick<MediaContext, 'objects' | 'clock'>,
  stored: StoredMedia,
  { download }: { download: boolean },
): Promise<MediaWithAddresses> {
  const view = await viewMedia(context, stored);
  if (stored.state !== 'ready') return { ...view, urls: null, expiresAt: null };
  const { id, contentType } = stored;
  const common = { seconds: downloadSeconds };
  const [original, ...thumbnails] = await Promise.all([
    context.objects.presignDownload({
      ...common,
      key: objectKeys.original(id),
      fileName: view.name,
      contentType,
      inline: 'inline' in mediaTypes[contentType] && !download,
    }),
    ...stored.thumbnails.map((width) =>
      context.objects.presignDownload({
        ...common,
        key: objectKeys.thumbnail(id, width),
        fileName: `${width}.webp`,
        contentType: 'image/webp',
        inline: true,
      }),
    ),
  ]);
  const byWidth = thumbnails.map((address, index) => [String(stored.thumbnails[index]), address]);
  return {
    ...view,
    urls: { original, thumbnails: Object.fromEntries(byWidth) as Record<string, string> },
    expiresAt: wireTime(context.clock.now() + downloadSeconds * 1000),
  };
}
