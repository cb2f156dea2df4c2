import { ChatError } from '../platform/errors.ts';
import { wireTime } from '../platform/time.ts';
import { limits, type UploadParts } from '../protocol/index.ts';
import type { MediaContext } from './context.ts';
import { objectKeys, type StoredMedia } from './model.ts';
import { ownUpload, type Owner } from './own-media.ts';
import { uploadSeconds } from './policy.ts';

/** The sizes of the parts of a file, in their order: all as large as a part is, but the last. */
export function partSizes(size: number): number[] {
  const count = Math.ceil(size / limits.partBytes);
  return Array.from({ length: count }, (_, index) =>
    Math.min(limits.partBytes, size - index * limits.partBytes),
  );
}

/** Addresses for the parts of these sizes, from the first on, but those that are `done`. */
export function missingParts(
  { objects }: Pick<MediaContext, 'objects'>,
  { id, uploadId }: { id: string; uploadId: string },
  sizes: readonly number[],
  done: ReadonlySet<number> = new Set(),
): Promise<UploadParts['parts']> {
  const key = objectKeys.upload(id);
  const missing = sizes
    .map((size, index) => ({ number: index + 1, size }))
    .filter(({ number }) => !done.has(number));
  return Promise.all(
    missing.map(async ({ number, size }) => ({
      number,
      url: await objects.presignPart({ key, uploadId, number, size, seconds: uploadSeconds }),
      size,
    })),
  );
}

/**
 * What an upload in parts lacks, with fresh addresses: to go on after the connection was lost, or after an hour. Throws
 * `media_not_found`, `upload_expired`, `already_completed`, `not_in_parts`.
 */
export async function getUploadParts(
  context: Pick<MediaContext, 'media' | 'clock' | 'objects'>,
  caller: Owner,
  id: string,
): Promise<UploadParts> {
  const stored: StoredMedia = await ownUpload(context, caller, id);
  const { uploadId, size } = stored;
  if (uploadId === undefined) throw new ChatError('not_in_parts');
  const sizes = partSizes(size);
  const arrived = await context.objects.listParts({ key: objectKeys.upload(id), uploadId });
  // a part of another size than it should have is to come again
  const done = new Set(
    arrived.filter((part) => part.size === sizes[part.number - 1]).map(({ number }) => number),
  );
  return {
    partSize: limits.partBytes,
    parts: await missingParts(context, { id, uploadId }, sizes, done),
    done: [...done].sort((a, b) => a - b),
    expiresAt: wireTime(context.clock.now() + uploadSeconds * 1000),
  };
}
