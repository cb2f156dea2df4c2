import { QuotaExceeded } from '../platform/errors.ts';
import { newId } from '../platform/ids.ts';
import { epochSeconds, wireTime } from '../platform/time.ts';
import {
  limits,
  type CreateMediaRequest,
  type MediaKind,
  type MediaPreview,
  type MediaUpload,
  type Role,
  type UploadForm,
} from '../protocol/index.ts';
import type { MediaContext } from './context.ts';
import { fileName } from './file-name.ts';
import { objectKeys, type StoredMedia } from './model.ts';
import type { Owner } from './own-media.ts';
import { admitUpload, leftOverSeconds, mediaAllowance, uploadSeconds, requireAllowedSize } from './policy.ts';
import { sealDetails } from './sealing.ts';
import { missingParts, partSizes } from './upload-parts.ts';

const day = 24 * 3_600_000;

/**
 * Begins an upload: takes down what will come and gives the addresses that take exactly that. What an operator uploads for an
 * owner counts for no limit of theirs, and comes as a whole. Throws
 * `media_type_not_allowed`, `media_too_large`, `media_quota_exceeded`, `rate_limited`.
 */
export async function createUpload(
  context: MediaContext,
  caller: Owner & { role: Role },
  request: CreateMediaRequest,
  { byOperator = false }: { byOperator?: boolean } = {},
): Promise<MediaUpload> {
  const { kind, contentType } = admitUpload(caller.role, request);
  if (!byOperator) requireAllowedSize((await context.settings.current()).uploadBytes[kind], request.size);
  const now = context.clock.now();
  if (!byOperator) await takeAllowance(context, caller, request.size, now);

  const { purpose, size, sha256, preview = {} } = request;
  const id = newId(context.random, 'med');
  const key = objectKeys.upload(id);
  const { month: keyId } = await context.mediaKeys.current(now);
  const { width, height, durationSeconds, ...details } = previewOf(kind, preview);
  const sealed = await sealDetails(
    context,
    { id, keyId },
    { name: fileName(request.name, contentType), ...details },
  );
  const inParts = size > limits.wholeUploadBytes && !byOperator;
  const uploadId = inParts ? await context.objects.beginParts({ key, contentType }) : undefined;
  const stored: StoredMedia = {
    id,
    owner: caller.userId,
    purpose,
    kind,
    contentType,
    size,
    ...(sha256 !== undefined && { sha256 }),
    state: 'uploading',
    sealed,
    keyId,
    ...(width !== undefined && height !== undefined && { width, height }),
    ...(durationSeconds !== undefined && { durationSeconds }),
    thumbnails: [],
    ...(uploadId !== undefined && { uploadId }),
    createdAt: now,
    uses: 0,
    pictured: [],
    expiresAt: epochSeconds(now) + leftOverSeconds,
    version: 0,
  };
  await context.media.add(stored);

  const upload =
    uploadId === undefined
      ? await context.objects.presignUpload({ key, contentType, size, sha256, seconds: uploadSeconds })
      : {
          partSize: limits.partBytes,
          parts: await missingParts(context, { id, uploadId }, partSizes(size)),
        };
  const poster = kind === 'video' ? await posterForm(context, id, request.poster) : undefined;
  return {
    id,
    upload,
    ...(poster && { poster }),
    expiresAt: wireTime(now + uploadSeconds * 1000),
  };
}

/** Throws `rate_limited`, `media_quota_exceeded`. */
async function takeAllowance(
  context: MediaContext,
  { userId, role }: Owner & { role: Role },
  size: number,
  now: number,
): Promise<void> {
  await context.limits.take('createMedia', userId);
  const { daily } = mediaAllowance[role];
  if (!(await context.media.takeVolume(userId, size, daily, now))) {
    throw new QuotaExceeded(day - (now % day));
  }
}

/** What a client measured, as far as files of a kind have it. */
function previewOf(kind: MediaKind, preview: MediaPreview) {
  const { width, height, durationSeconds, placeholder, waveform } = preview;
  const hasPicture = kind === 'image' || kind === 'video';
  return {
    ...(hasPicture && width !== undefined && height !== undefined && { width, height }),
    ...(hasPicture && placeholder !== undefined && { placeholder }),
    ...((kind === 'video' || kind === 'audio') && durationSeconds !== undefined && { durationSeconds }),
    ...(kind === 'audio' && waveform !== undefined && { waveform }),
  };
}

async function posterForm(
  { objects }: Pick<MediaContext, 'objects'>,
  id: string,
  poster: CreateMediaRequest['poster'],
): Promise<UploadForm | undefined> {
  if (!poster) return undefined;
  return objects.presignUpload({ key: objectKeys.poster(id), ...poster, seconds: uploadSeconds });
}
