import { newId } from '../platform/ids.ts';
import { epochSeconds } from '../platform/time.ts';
import type { MediaContentType } from '../protocol/index.ts';
import type { MediaContext } from './context.ts';
import { fileName } from './file-name.ts';
import { objectKeys, type StoredMedia } from './model.ts';
import type { Owner } from './own-media.ts';
import { leftOverSeconds, mediaAllowance } from './policy.ts';
import { sealDetails } from './sealing.ts';

/**
 * Adds a picture that the server itself brings for a user. From here on it is as if they had uploaded it: it is looked at, made anew
 * and searched for malware, counts for what they upload on a day, and is gone a day later unless it is used. `undefined`: it would be
 * more than they may upload. Rejects with `Unavailable`.
 */
export async function addPicture(
  context: Pick<MediaContext, 'clock' | 'envelope' | 'media' | 'mediaKeys' | 'objects' | 'random'>,
  { userId }: Owner,
  { contentType, bytes, name }: { contentType: MediaContentType; bytes: Uint8Array; name: string },
): Promise<string | undefined> {
  const { clock, media, mediaKeys, objects, random } = context;
  const now = clock.now();
  const size = bytes.byteLength;
  const { daily, image } = mediaAllowance.user;
  if (size > image || !(await media.takeVolume(userId, size, daily, now))) return undefined;
  const id = newId(random, 'med');
  const { month: keyId } = await mediaKeys.current(now);
  const stored: StoredMedia = {
    id,
    owner: userId,
    purpose: 'attachment',
    kind: 'image',
    contentType,
    size,
    state: 'checking',
    sealed: await sealDetails(context, { id, keyId }, { name: fileName(name, contentType) }),
    keyId,
    thumbnails: [],
    createdAt: now,
    completedAt: now,
    uses: 0,
    pictured: [],
    expiresAt: epochSeconds(now) + leftOverSeconds,
    version: 0,
  };
  await media.add(stored);
  // its arrival has it looked at
  await objects.write(objectKeys.upload(id), bytes, contentType);
  return id;
}
