import { ChatError } from '../platform/errors.ts';
import type { MediaContext } from './context.ts';
import { ownMedia, type Owner } from './own-media.ts';

/**
 * The owner takes back a file that nothing refers to, be it uploaded or not. Its objects are deleted by what follows the
 * removal of the item. Throws `media_not_found`, `media_in_use`.
 */
export async function takeBack(
  context: Pick<MediaContext, 'media'>,
  caller: Owner,
  id: string,
): Promise<void> {
  const stored = await ownMedia(context, caller, id);
  if (await context.media.removeUnused(stored)) return;
  // gone since it was read, or in use
  await ownMedia(context, caller, id);
  throw new ChatError('media_in_use');
}
