import type { MediaContext } from './context.ts';
import { objectKeys, objectsOf } from './model.ts';
import type { EraseMediaWork } from './work.ts';

/** Deletes all objects of a file whose item is gone, and drops an upload in parts. Rejects with `Unavailable`. */
export async function eraseMedia(
  { objects }: Pick<MediaContext, 'objects'>,
  { mediaId, uploadId }: Omit<EraseMediaWork, 'type'>,
): Promise<void> {
  if (uploadId !== undefined) {
    await objects.abortParts({ key: objectKeys.upload(mediaId), uploadId });
  }
  await objects.delete(objectsOf(mediaId));
}
