import { beginsAsPdf, endsAsZip, zipEndBytes } from './ambiguous.ts';
import { beginningBytes, fitsType, isText, isZip } from './content-type.ts';
import type { MediaContext } from './context.ts';
import type { StoredMedia } from './model.ts';
import { readRange, readThrough } from './read-object.ts';
import type { MediaRefusal } from '../protocol/index.ts';

/** What the container of a file said about it. */
export interface Findings {
  width?: number;
  height?: number;
  durationSeconds?: number;
}

/** Whether a file announced like this, of which these are the first and last bytes, is that and nothing else. */
export async function judgeContent(
  { files }: Pick<MediaContext, 'files'>,
  { contentType }: Pick<StoredMedia, 'contentType'>,
  { beginning, ending }: { beginning: Uint8Array; ending: Uint8Array },
): Promise<'type_mismatch' | 'ambiguous_content' | undefined> {
  if (!fitsType(contentType, await files.typeOf(beginning))) return 'type_mismatch';
  if (!isZip(contentType) && endsAsZip(ending)) return 'ambiguous_content';
  const isPdf = contentType === 'application/pdf';
  if (!isPdf && !isText(contentType) && !isZip(contentType) && beginsAsPdf(beginning))
    return 'ambiguous_content';
  return undefined;
}

/**
 * Looks at an object that is no picture, by ranges and at most once from end to end, in bounded memory: what it says of
 * itself, or why it is refused. Rejects with `Unavailable`.
 */
export async function examine(
  context: Pick<MediaContext, 'files' | 'objects'>,
  stored: StoredMedia,
  object: { key: string; sha256?: string | undefined },
): Promise<Findings | MediaRefusal> {
  const { objects, files } = context;
  const { contentType, kind, size, sha256 } = stored;
  const { key } = object;
  const beginning = await readRange(objects, key, 0, beginningBytes - 1);
  const ending = await readRange(objects, key, Math.max(0, size - zipEndBytes), size - 1);
  const refusal = await judgeContent(context, stored, { beginning, ending });
  if (refusal) return refusal;

  const wantsChecksum = sha256 !== undefined && object.sha256 === undefined;
  const mustBeText = isText(contentType);
  if (wantsChecksum || mustBeText) {
    const text = textCheck();
    const found = await readThrough(objects, key, mustBeText ? text.look : undefined);
    if (wantsChecksum && found !== sha256) return 'checksum_mismatch';
    if (mustBeText && !text.holds()) return 'type_mismatch';
  }
  if (kind !== 'video' && kind !== 'audio') return {};
  const recording = await files.recording({
    size,
    read: (from, to) => readRange(objects, key, from, to),
  });
  if (!recording) return 'unreadable';
  const { hasVideo, ...findings } = recording;
  return hasVideo === (kind === 'video') ? findings : 'type_mismatch';
}

/**
 * Text holds no NUL, in whatever encoding: old programs save tables and notes in one of their own. UTF-16, which has NULs,
 * begins with a mark.
 */
function textCheck() {
  let first: Uint8Array | undefined;
  let hasNul = false;
  return {
    look: (chunk: Uint8Array) => {
      first ??= chunk;
      hasNul ||= chunk.includes(0);
    },
    holds: () => !hasNul || isUtf16(first),
  };
}

const isUtf16 = ([one, two]: Uint8Array = new Uint8Array()) =>
  (one === 0xff && two === 0xfe) || (one === 0xfe && two === 0xff);
