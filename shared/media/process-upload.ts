import type { MadeImage, ObjectHead } from '../platform/ports.ts';
import { zipEndBytes } from './ambiguous.ts';
import type { MediaContext } from './context.ts';
import { beginningBytes, isPicture } from './content-type.ts';
import { examine, judgeContent } from './examine.ts';
import { mismatchOf } from './mismatch.ts';
import { avatarWidths, objectKeys, objectsOf, thumbnailWidths, type StoredMedia } from './model.ts';
import { mostPixels } from './policy.ts';
import { readRange, readThrough } from './read-object.ts';
import { settle, type Outcome } from './settle.ts';

/**
 * An upload has arrived: looks at what it is, makes what others download of it, has it searched for malware, and notes the
 * result. It may be called again for the same upload, also at the same time: the result of the first counts. What is wrong with
 * the file ends in the state `refused`; rejects with `Unavailable` where the store or the table is down, to be called again.
 */
export async function processUpload(context: MediaContext, id: string): Promise<void> {
  const stored = await context.media.get(id);
  if (!stored) {
    // taken back, or its time was over
    await context.objects.delete(objectsOf(id));
    return;
  }
  if (stored.processedAt === undefined) {
    const head = await context.objects.head(objectKeys.upload(id));
    // another call was first, or the upload expired
    if (!head) return;
    const outcome = await outcomeUnlessDone(context, stored, head);
    if (outcome !== 'done' && !(await settle(context, stored, outcome))) {
      await context.objects.delete(objectsOf(id));
      return;
    }
  }
  await context.objects.delete([objectKeys.upload(id)]);
  await context.work.add({ type: 'announce-media', mediaId: id });
}

/** `done`: another call has settled it meanwhile, and taken the upload away from under this one. */
async function outcomeUnlessDone(
  context: MediaContext,
  stored: StoredMedia,
  head: ObjectHead,
): Promise<Outcome | 'done'> {
  try {
    return mismatchOf(stored, head) ?? (await outcomeOf(context, stored, head));
  } catch (error) {
    const now = await context.media.get(stored.id);
    if (now?.processedAt !== undefined) return 'done';
    throw error;
  }
}

function outcomeOf(context: MediaContext, stored: StoredMedia, head: ObjectHead): Promise<Outcome> {
  if (isPicture(stored.contentType)) return makePicture(context, stored, head);
  return keepFile(context, stored);
}

/** Reads the picture into memory, which its limit of size allows, and stores what is made of it. */
async function makePicture(context: MediaContext, stored: StoredMedia, head: ObjectHead): Promise<Outcome> {
  const { id, size, sha256, purpose, contentType } = stored;
  const { objects, images } = context;
  const bytes = await readRange(objects, objectKeys.upload(id), 0, size - 1);
  if (bytes.byteLength !== size) return 'size_mismatch';
  if (sha256 !== undefined && head.sha256 === undefined) {
    const found = await readThrough({ read: async () => oneChunk(bytes) }, '');
    if (found !== sha256) return 'checksum_mismatch';
  }
  const beginning = bytes.subarray(0, beginningBytes);
  const ending = bytes.subarray(Math.max(0, size - zipEndBytes));
  const refusal = await judgeContent(context, stored, { beginning, ending });
  if (refusal) return refusal;

  const isAvatar = purpose === 'avatar';
  const made = isAvatar
    ? await images.square(bytes, { mostPixels, widths: avatarWidths })
    : await images.clean(bytes, { mostPixels, widths: thumbnailWidths });
  if (typeof made === 'string') return made;
  const madeType = isAvatar ? 'image/webp' : contentType;
  await objects.write(objectKeys.original(id), made.original, madeType);
  await storeThumbnails(context, id, made);
  const { width, height, animated, placeholder } = made;
  return {
    set: {
      contentType: madeType,
      size: made.original.byteLength,
      width,
      height,
      animated,
      thumbnails: made.thumbnails.map((thumbnail) => thumbnail.width),
    },
    placeholder,
  };
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Stores the smaller pictures of a file. */
export async function storeThumbnails(
  { objects }: Pick<MediaContext, 'objects'>,
  id: string,
  { thumbnails }: Pick<MadeImage, 'thumbnails'>,
): Promise<void> {
  await Promise.all(
    thumbnails.map(({ width, bytes }) => objects.write(objectKeys.thumbnail(id, width), bytes, 'image/webp')),
  );
}

/**
 * Copies the file out of its client's reach first, once: what is looked at is what will be downloaded, also where the client
 * uploads another one meanwhile.
 */
async function keepFile(context: MediaContext, stored: StoredMedia): Promise<Outcome> {
  const key = objectKeys.original(stored.id);
  await context.objects.copy(objectKeys.upload(stored.id), key, stored.contentType);
  const kept = await context.objects.head(key);
  // another call has refused it
  if (!kept) throw new Error('the copy of an upload is gone');
  const found = mismatchOf(stored, kept) ?? (await examine(context, stored, { key, sha256: kept.sha256 }));
  return typeof found === 'string' ? found : { set: { ...found } };
}
