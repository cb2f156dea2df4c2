import { ChatError } from '../platform/errors.ts';
import { untilUnchanged } from '../platform/versions.ts';
import type { Media } from '../protocol/index.ts';
import type { MediaContext } from './context.ts';
import { objectKeys, type StoredMedia } from './model.ts';
import { mismatchOf } from './mismatch.ts';
import { ownUpload, type Owner } from './own-media.ts';
import { partSizes } from './upload-parts.ts';
import { viewMedia } from './views.ts';

/**
 * The owner says that the upload is complete, and from then on the file can be sent. What it is, is looked at meanwhile or
 * later. Throws `media_not_found`, `upload_expired`, `already_completed`, `media_not_uploaded`, `media_mismatch`, `media_blocked`.
 */
export async function completeUpload(context: MediaContext, caller: Owner, id: string): Promise<Media> {
  const completed = await untilUnchanged(async () => {
    const stored = await arrived(context, await ownUpload(context, caller, id));
    if (stored.state === 'blocked') throw new ChatError('media_blocked');
    if (stored.state === 'refused') throw mismatch(stored.refusal ?? 'unreadable');
    return context.media.change(stored, {
      completedAt: context.clock.now(),
      // what was looked at meanwhile stays as it was found
      ...(stored.state === 'uploading' && { state: 'checking' }),
    });
  });
  return viewMedia(context, completed);
}

/** The file, if its bytes have arrived as they were announced. Throws `media_not_uploaded`, `media_mismatch`. */
async function arrived(context: MediaContext, stored: StoredMedia): Promise<StoredMedia> {
  if (stored.processedAt !== undefined) return stored;
  const { id, uploadId, size } = stored;
  const key = objectKeys.upload(id);
  if (uploadId !== undefined) {
    // where it is completed already, the object is there
    await context.objects.completeParts({ key, uploadId, count: partSizes(size).length });
  }
  const head = await context.objects.head(key);
  if (!head) {
    // it may have been looked at since it was read: then the upload is gone, and the item says what was found
    const now = await context.media.get(id);
    if (now?.processedAt !== undefined) return now;
    throw new ChatError('media_not_uploaded');
  }
  const refusal = mismatchOf(stored, head);
  if (refusal) throw mismatch(refusal);
  return stored;
}

const mismatch = (refusal: keyof typeof reasons) => new ChatError('media_mismatch', reasons[refusal]);

const reasons = {
  size_mismatch: 'The file that was uploaded has another size than was announced.',
  checksum_mismatch: 'The file that was uploaded has another checksum than was announced.',
  type_mismatch: 'The file that was uploaded is of another type than was announced.',
  ambiguous_content: 'The file that was uploaded is a file of another type too.',
  too_many_pixels: 'The picture that was uploaded has too many pixels.',
  unreadable: 'The file that was uploaded is damaged.',
} as const;
