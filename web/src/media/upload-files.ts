import { client } from '../chat-client.ts';
import { hasCode } from '../../../client/index.ts';
import { alsoForget } from './forget.ts';
import { forgetLocalFile, keepLocalFile, localFile } from './local-files.ts';
import { kindOf, typeOf } from './limits.ts';
import { measureAudio, measureImage, measureVideo, type Measured } from './measure.ts';
import type { Media } from './model.ts';
import { changeUpload, dropUpload, onUploads, setUpload, uploadOf } from './uploads.ts';

/** What was recorded here, with what the recorder knows of it. */
export interface VoiceNote {
  durationSeconds: number;
  /** Up to 64 peaks, 0 to 31 each. */
  waveform: number[];
}

const runs = new Map<string, { abort: AbortController; poster?: Blob }>();
let lastNumber = 0;

/** Takes a file in and begins to upload it. Returns the id of the upload. */
export function startUpload(file: File, voice?: VoiceNote): string {
  lastNumber += 1;
  const id = `local_${lastNumber}`;
  const contentType = typeOf(file) ?? file.type;
  const media: Media = {
    id,
    purpose: 'attachment',
    kind: kindOf(contentType),
    name: file.name,
    contentType,
    size: file.size,
    state: 'uploading',
    thumbnails: [],
    createdAt: new Date().toISOString(),
    ...voice,
  };
  keepLocalFile(id, { url: URL.createObjectURL(file) });
  setUpload({ id, file, media, state: 'preparing', progress: 0 });
  runs.set(id, { abort: new AbortController() });
  void prepare(id).then(() => run(id));
  return id;
}

/** Measures a file: what the browser cannot read is uploaded as it is, and the server says what it is. */
async function prepare(id: string): Promise<void> {
  const media = uploadOf(id)?.media;
  const local = localFile(id);
  if (media === undefined || local === undefined || media.waveform !== undefined) return;
  try {
    const { poster, ...measured } = await measure(media.kind, local.url);
    if (poster !== undefined) {
      keepLocalFile(id, { ...local, posterUrl: URL.createObjectURL(poster) });
      const before = runs.get(id);
      if (before !== undefined) runs.set(id, { ...before, poster });
    }
    changeUpload(id, { media: { ...media, ...measured } });
  } catch {
    // as above
  }
}

async function measure(kind: string, url: string): Promise<Measured & { poster?: Blob }> {
  if (kind === 'image') return measureImage(url);
  if (kind === 'video') return measureVideo(url);
  return kind === 'audio' ? measureAudio(url) : {};
}

async function run(id: string): Promise<void> {
  const upload = uploadOf(id);
  const { abort, poster } = runs.get(id) ?? {};
  if (upload === undefined || abort === undefined) return;
  const { file, media } = upload;
  const { width, height, durationSeconds, placeholder, waveform } = media;
  changeUpload(id, { state: 'uploading', progress: 0 });
  try {
    const uploaded = await client.upload(file, {
      name: media.name,
      contentType: media.contentType,
      signal: abort.signal,
      onProgress: (sent, total) => changeUpload(id, { progress: total > 0 ? sent / total : 0 }),
      preview: {
        ...(width !== undefined && { width }),
        ...(height !== undefined && { height }),
        ...(durationSeconds !== undefined && { durationSeconds }),
        ...(placeholder !== undefined && { placeholder }),
        ...(waveform !== undefined && { waveform }),
      },
      ...(poster !== undefined && { poster }),
    });
    const local = localFile(id);
    if (local !== undefined) keepLocalFile(uploaded.id, local);
    changeUpload(id, { state: 'done', progress: 1, uploaded });
  } catch (error) {
    if (!hasCode(error, 'aborted'))
      changeUpload(id, { state: isRefusal(error) ? 'refused' : 'failed', error });
  }
}

/** Whether the same file would be refused again. */
const isRefusal = (error: unknown) =>
  hasCode(error, 'media_type_not_allowed', 'media_too_large', 'media_mismatch', 'media_blocked');

/** Uploads a file again that failed. */
export function retryUpload(id: string): void {
  if (uploadOf(id)?.state !== 'failed') return;
  const before = runs.get(id);
  runs.set(id, { ...before, abort: new AbortController() });
  void run(id);
}

/** Takes a file back that is not wanted any more. */
export function cancelUpload(id: string): void {
  runs.get(id)?.abort.abort();
  const uploaded = uploadOf(id)?.uploaded;
  forgetUpload(id);
  if (uploaded === undefined) return;
  forgetLocalFile(uploaded.id);
  // where this fails, the server removes after a day what was not sent
  client.discardUpload(uploaded.id).catch(() => undefined);
}

/** What is on the server and in its message needs no upload any more. */
export function forgetUpload(id: string): void {
  runs.delete(id);
  dropUpload(id);
  forgetLocalFile(id);
}

function cancelAllUploads(): void {
  for (const id of [...runs.keys()]) cancelUpload(id);
}

/** Resolves once none of these is in a state that passes the test by itself, or is not wanted any more. */
function settled(ids: readonly string[], passing: readonly string[]): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (ids.some((id) => passing.includes(uploadOf(id)?.state ?? ''))) return false;
      stop();
      resolve();
      return true;
    };
    let stop: () => void = () => undefined;
    if (!look()) stop = onUploads(look);
  });
}

/** Resolves once they are measured: how they will look does not change any more. */
export const measured = (ids: readonly string[]): Promise<void> => settled(ids, ['preparing']);

/** Resolves once they have arrived, failed or been taken back. */
export const arrived = (ids: readonly string[]): Promise<void> => settled(ids, ['preparing', 'uploading']);

// the user signs out
alsoForget(cancelAllUploads);
