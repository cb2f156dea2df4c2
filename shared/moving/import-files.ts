import { createHash } from 'node:crypto';
import type * as z from 'zod';
import { completeUpload, createUpload } from '../media/index.ts';
import { ChatError } from '../platform/errors.ts';
import { epochSeconds } from '../platform/time.ts';
import type { MovingContext } from './context.ts';
import { ImportRefused } from './refused.ts';
import type { completeRequest, FileRef, fileRequest, ImportAnswer } from './requests.ts';

/** A name for a file of a person. */
export const fileKey = ({ owner, sha256 }: FileRef): string =>
  createHash('sha256').update(`${sha256}|${owner}`).digest('hex');

/** What could be removed before its message is stored is uploaded again. */
const leastLifeSeconds = 3_600;

/**
 * Begins the upload of a file, as its sender's: it goes through what every file does. Nothing to do where it was uploaded before.
 * Throws `ImportRefused`, and as `createUpload` does where its type or size is not admitted.
 */
export async function beginFile(
  context: MovingContext,
  { import: id, file, name, contentType, size }: z.infer<typeof fileRequest>,
): Promise<ImportAnswer<'file'>> {
  const owner = await ownerOf(context, id, file);
  const before = await context.imports.file(id, fileKey(file));
  const known = before === undefined ? undefined : await context.media.get(before);
  const least = epochSeconds(context.clock.now()) + leastLifeSeconds;
  if (known?.completedAt !== undefined && (known.expiresAt ?? Infinity) > least) return { mediaId: known.id };
  const { id: mediaId, upload } = await createUpload(
    context,
    { userId: owner, role: 'user' },
    {
      purpose: 'attachment',
      name,
      contentType,
      size,
      sha256: Buffer.from(file.sha256, 'hex').toString('base64'),
    },
    { byOperator: true },
  );
  if (!('url' in upload)) throw new Error('an operator uploads files as a whole');
  await context.imports.setFile(id, fileKey(file), mediaId);
  return { mediaId, form: upload };
}

/**
 * A file was uploaded. One that turns out not to be what it says, or to hold malware, stands in its message as such a file does. Throws
 * `ImportRefused`, `media_not_uploaded`.
 */
export async function completeFile(
  context: MovingContext,
  { import: id, file }: z.infer<typeof completeRequest>,
): Promise<ImportAnswer<'complete'>> {
  const owner = await ownerOf(context, id, file);
  const mediaId = await context.imports.file(id, fileKey(file));
  if (mediaId === undefined) throw new ImportRefused('The upload of the file was not begun.');
  try {
    await completeUpload(context, { userId: owner }, mediaId);
  } catch (error) {
    const isSettled =
      error instanceof ChatError &&
      ['already_completed', 'media_mismatch', 'media_blocked'].includes(error.code);
    if (!isSettled) throw error;
  }
  return { mediaId };
}

async function ownerOf({ imports }: MovingContext, id: string, { owner }: FileRef): Promise<string> {
  const person = await imports.person(id, owner);
  if (!person) throw new ImportRefused(`The person ${owner} did not come before their file.`);
  return person.userId;
}
