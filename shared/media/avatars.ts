import { ChatError } from '../platform/errors.ts';
import type { Write } from '../platform/table.ts';
import { mediaIdPattern } from '../protocol/index.ts';
import type { MediaContext } from './context.ts';
import { isLeftOver } from './own-media.ts';

/** Groups that learn what becomes of their picture: the last that took it. */
const mostGroups = 20;

/**
 * The writes by which a picture of a user or group knows that it is used, where it is an uploaded one, and by which group if it
 * is the picture of one. They belong into the transaction that stores it. Throws `media_not_found` for what the user did not upload as such a picture,
 * `media_not_uploaded`, `media_mismatch`, `media_blocked`.
 */
export async function adoptAvatar(
  context: Pick<MediaContext, 'media' | 'clock'>,
  userId: string,
  avatar: string | null,
  groupId?: string,
): Promise<Write[]> {
  if (avatar === null || !mediaIdPattern.test(avatar)) return [];
  const stored = await context.media.get(avatar);
  const isOwn = stored?.owner === userId && stored.purpose === 'avatar';
  if (!isOwn || isLeftOver(stored, context.clock.now())) throw new ChatError('media_not_found');
  if (stored.state === 'blocked') throw new ChatError('media_blocked');
  if (stored.state === 'refused') throw new ChatError('media_mismatch');
  if (stored.completedAt === undefined) throw new ChatError('media_not_uploaded');
  if (groupId === undefined) return [context.media.useWrite(stored)];
  const pictured = [...stored.pictured.filter((id) => id !== groupId), groupId].slice(-mostGroups);
  return [context.media.useWrite(stored, { set: { pictured } })];
}

/**
 * A picture of a user or group is one no more: an uploaded one that nothing else uses goes. Never rejects: what is stored is
 * stored, and what could not be released stays.
 */
export async function releaseAvatar(
  context: Pick<MediaContext, 'media' | 'log'>,
  avatar: string | null,
): Promise<void> {
  if (avatar === null || !mediaIdPattern.test(avatar)) return;
  try {
    await context.media.releaseUse(avatar);
  } catch (error) {
    context.log.warn({ err: error, mediaId: avatar }, 'a former picture was not released');
  }
}
