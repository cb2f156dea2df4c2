import { mediaRoutes } from '../api/media-contract.ts';
import type { CreateMediaRequest, Media } from '../api/protocol.ts';
import { hasCode } from '../errors.ts';
import type { Random } from '../platform/random.ts';
import type { Session } from '../session/session.ts';
import { formBody } from './form-body.ts';
import { persist, storeError } from './persist.ts';
import { sendParts } from './send-parts.ts';
import { bytesOf, sha256Of, type UploadSource } from './source.ts';
import { transfer, type TransferContext } from './transfer.ts';

/** What uploads need of the client. */
export interface UploadContext extends TransferContext {
  session: Session;
  random: Random;
}

export interface UploadOptions {
  /** `avatar` for the picture of a user or a group. Default: `attachment`. */
  purpose?: CreateMediaRequest['purpose'];
  /** The name that others see. Default: that of the file. */
  name?: string;
  /** The content type. Default: that of the file. */
  contentType?: string;
  /** Gets how many bytes of how many have been sent. It goes back where a part has to be sent again. */
  onProgress?: (sent: number, total: number) => void;
  /** Ends the upload, which then rejects with `aborted`. */
  signal?: AbortSignal;
  /** What this device measured of the file: others see it until the server has read the file itself. */
  preview?: CreateMediaRequest['preview'];
  /** A still of a video, as WebP or JPEG. */
  poster?: Blob;
}

/** Files up to this size are hashed, so that the store can tell whether each byte arrived. */
const mostHashed = 50 * 1024 * 1024;

/** As `ChatClient.upload` says. */
export async function upload(
  context: UploadContext,
  file: UploadSource,
  options: UploadOptions = {},
): Promise<Media> {
  const { session } = context;
  const { poster, onProgress, signal = new AbortController().signal } = options;
  const body = await request(file, options);
  const created = await persist(context, signal, () =>
    session.call(mediaRoutes.createMedia, { body, signal }),
  );
  const { id } = created;
  const report = (sent: number) => onProgress?.(Math.min(sent, file.size), file.size);
  try {
    if (poster !== undefined && created.poster !== undefined) {
      await sendForm(context, created.poster, poster, signal, () => undefined);
    }
    if ('parts' in created.upload) await sendParts(context, id, created.upload, file, signal, report);
    else await sendForm(context, created.upload, await bytesOf(file), signal, report);
    const media = await complete(context, id, signal);
    report(file.size);
    return media;
  } catch (error) {
    // Where this fails too, the server removes after a day what was not sent.
    session.call(mediaRoutes.deleteMedia, { params: { id } }).catch(() => undefined);
    throw error;
  }
}

async function request(
  file: UploadSource,
  { purpose = 'attachment', name, contentType, preview, poster }: UploadOptions,
): Promise<CreateMediaRequest> {
  const sha256 = file.size <= mostHashed ? await sha256Of(file) : undefined;
  return {
    purpose,
    name: name ?? file.name ?? 'file',
    contentType: contentType ?? file.type,
    size: file.size,
    sha256,
    preview,
    // a store that does not know the type refuses it
    poster: poster && { contentType: poster.type as 'image/webp', size: poster.size },
  };
}

/** Sends a file in one request. Rejects with `upload_refused`, `aborted`, and where the store cannot be reached for long. */
async function sendForm(
  context: UploadContext,
  { url, fields }: { url: string; fields: Record<string, string> },
  file: Blob,
  signal: AbortSignal,
  report: (sent: number) => void,
): Promise<void> {
  const { body, contentType, before } = formBody(fields, file, context.random);
  await persist(context, signal, async () => {
    const onSent = (bytes: number) => report(Math.max(0, bytes - before));
    const reply = await transfer(context, { method: 'POST', url, body, contentType, signal, onSent });
    if (reply.status >= 300) throw storeError(reply.status);
  });
}

/** An answer that got lost leaves it completed: the repeated call then finds it so. */
async function complete(context: UploadContext, id: string, signal: AbortSignal): Promise<Media> {
  const { session } = context;
  const params = { id };
  return persist(context, signal, async (failures) => {
    try {
      return await session.call(mediaRoutes.completeMedia, { params, signal });
    } catch (error) {
      if (failures === 0 || !hasCode(error, 'already_completed')) throw error;
      const {
        urls: _,
        expiresAt: __,
        ...media
      } = await session.call(mediaRoutes.getMedia, { params, signal });
      return media;
    }
  });
}
