import { limits, mediaTypes, type MediaContentType } from '../protocol/index.ts';

/** Control characters, line breaks, and marks that change the direction of text: `exe.gpj` would look like `jpg.exe`. */
// eslint-disable-next-line no-control-regex -- they are what must not get into a name
const unwanted = /[\u0000-\u001F\u007F-\u009F\u2028\u2029\p{Bidi_Control}]/gu;
/** What shows nothing could hide where a name ends. */
const invisible = /[\u00AD\u200B\u2060-\u2064\uFEFF\u115F\u1160\u3164\uFFA0\u{E0000}-\u{E007F}]/gu;
/** What systems take for something other than a part of a name. */
const reserved = /[<>:"|?*]/g;

/**
 * The name of a file as it is kept: text, never a path. The last part of a path counts; it holds nothing that misleads, and
 * ends as its type does: `photo.exe` of a PNG becomes `photo.exe.png`. A long one is shortened before its ending.
 */
export function fileName(given: string, contentType: MediaContentType): string {
  const last = given.toWellFormed().split(/[/\\]/).at(-1) ?? '';
  const clean = last
    .normalize('NFC')
    .replace(unwanted, '')
    .replace(invisible, '')
    .replace(reserved, '_')
    .replace(/\s+/g, ' ')
    // a leading dot hides a file, trailing dots and spaces get lost
    .replace(/^[.\s]+|[.\s]+$/g, '');
  const { base, ending } = withEnding(clean, contentType);
  const room = limits.shownFileNameCharacters - [...ending].length;
  const short = [...base].slice(0, room).join('').trimEnd();
  return `${short}${ending}`;
}

/** A name in two: what comes before the ending of its type, and that ending with its dot. */
function withEnding(name: string, contentType: MediaContentType): { base: string; ending: string } {
  const { extensions } = mediaTypes[contentType];
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 ? name.slice(dot + 1) : '';
  const fits = extensions.some((one) => one === extension.toLowerCase());
  if (fits) return { base: name.slice(0, dot), ending: name.slice(dot) };
  return { base: name === '' ? 'file' : name, ending: `.${extensions[0]}` };
}
