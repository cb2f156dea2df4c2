import { ChatError } from '../platform/errors.ts';
import { epochSeconds } from '../platform/time.ts';
import type { MediaContext } from './context.ts';
import type { StoredMedia } from './model.ts';

/** Who calls, as far as media ask. */
export interface Owner {
  userId: string;
}

/** Whether the time of a file that was never used is over; the table removes it a while later. */
export const isLeftOver = ({ expiresAt, uses }: StoredMedia, now: number): boolean =>
  uses === 0 && expiresAt !== undefined && expiresAt <= epochSeconds(now);

/** A file of the caller, be it a left-over. Throws `media_not_found`. */
export async function ownMedia(
  context: Pick<MediaContext, 'media'>,
  { userId }: Owner,
  id: string,
): Promise<StoredMedia> {
  const stored = await context.media.get(id);
  if (stored?.owner !== userId) throw new ChatError('media_not_found');
  return stored;
}

/** A file of the caller that is still being uploaded. Throws `media_not_found`, `upload_expired`, `already_completed`. */
export async function ownUpload(
  context: Pick<MediaContext, 'media' | 'clock'>,
  caller: Owner,
  id: string,
): Promise<StoredMedia> {
  const stored = await ownMedia(context, caller, id);
  if (isLeftOver(stored, context.clock.now())) throw new ChatError('upload_expired');
  if (stored.completedAt !== undefined) throw new ChatError('already_completed');
  return stored;
}
