import { ChatError } from '../platform/errors.ts';
import type { MediaList, MediaWithAddresses } from '../protocol/index.ts';
import type { MediaContext } from './context.ts';
import type { StoredMedia } from './model.ts';
import { isLeftOver, type Owner } from './own-media.ts';
import { viewWithAddresses } from './views.ts';

/** A file and its addresses. Throws `media_not_found`, also for what the caller may not see. */
export async function getMedia(
  context: MediaContext,
  caller: Owner,
  id: string,
  { download }: { download: boolean },
): Promise<MediaWithAddresses> {
  const stored = await context.media.get(id);
  const [seen] = stored ? await seenOf(context, caller, [stored]) : [];
  if (!seen) throw new ChatError('media_not_found');
  return viewWithAddresses(context, seen, { download });
}

/** Of these files those that the caller may see, in the order asked for. */
export async function listMedia(
  context: MediaContext,
  caller: Owner,
  ids: readonly string[],
): Promise<MediaList> {
  const found = new Map((await context.media.byIds(ids)).map((one) => [one.id, one]));
  const stored = ids.flatMap((id) => found.get(id) ?? []);
  const seen = await seenOf(context, caller, stored);
  return {
    items: await Promise.all(seen.map((one) => viewWithAddresses(context, one, { download: false }))),
  };
}

/**
 * The owner sees a file while it is there, and everyone a picture of a user or group whose id they know: who hides their
 * picture hides the id. Other files are seen by those who can read a message that they stand in.
 */
async function seenOf(
  context: MediaContext,
  { userId }: Owner,
  files: readonly StoredMedia[],
): Promise<StoredMedia[]> {
  const now = context.clock.now();
  const there = files.filter((file) => !isLeftOver(file, now));
  const isOpen = ({ owner, purpose, state }: StoredMedia) =>
    owner === userId || (purpose === 'avatar' && state !== 'uploading');
  const asked = there.filter((file) => !isOpen(file)).map(({ id }) => id);
  const visible = asked.length > 0 ? await context.mediaSight.visibleTo(userId, asked) : new Set<string>();
  return there.filter((file) => isOpen(file) || visible.has(file.id));
}
