import { mediaTypes, type MediaContentType } from '../protocol/index.ts';

/** So much of a file's beginning says what it is, also of documents that are ZIPs with a table of contents. */
export const beginningBytes = 64 * 1024;

const zips = /^application\/(zip|epub\+zip|vnd\.(openxmlformats-officedocument|oasis\.opendocument)\..*)$/;
const oldOffice = /^application\/x-cfb$/;
/** Text has no signature; what has one and is text all the same. */
const texts = /^(application\/(xml|rtf)|text\/.*)$/;

/**
 * What files of a type look like by their first bytes, where that differs from its name: one container holds sound as well as
 * video, and documents of several programs are ZIPs.
 */
const looksLike: Partial<Record<MediaContentType, RegExp>> = {
  'image/png': /^image\/a?png$/,
  'video/mp4': /^video\/(mp4|x-m4v|quicktime)$/,
  'video/quicktime': /^video\/(quicktime|mp4)$/,
  'video/webm': /^video\/(webm|matroska)$/,
  'video/x-matroska': /^video\/(matroska|webm)$/,
  'audio/mp4': /^(audio\/(mp4|x-m4a)|video\/mp4)$/,
  'audio/ogg': /^(audio\/ogg(; codecs=opus)?|application\/ogg|video\/ogg)$/,
  'audio/webm': /^video\/(webm|matroska)$/,
  'application/msword': oldOffice,
  'application/vnd.ms-excel': oldOffice,
  'application/vnd.ms-powerpoint': oldOffice,
  'application/rtf': /^application\/rtf$/,
};

/** Whether a type is one of text, which has no signature of its own. */
export const isText = (contentType: MediaContentType): boolean =>
  contentType.startsWith('text/') ||
  contentType === 'image/svg+xml' ||
  contentType === 'application/json' ||
  contentType === 'application/xml';

/** Whether a file announced as `contentType` may look like `found`; `undefined`: like nothing that is known. */
export function fitsType(contentType: MediaContentType, found: string | undefined): boolean {
  if (isText(contentType)) return found === undefined || texts.test(found);
  if (found === undefined) return false;
  if (zips.test(contentType)) return zips.test(found);
  return looksLike[contentType]?.test(found) ?? found === contentType;
}

/** Whether files of this type are pictures that are made anew. */
export const isPicture = (contentType: MediaContentType): boolean => mediaTypes[contentType].kind === 'image';
/** Whether files of this type are ZIPs themselves. */
export const isZip = (contentType: MediaContentType): boolean => zips.test(contentType);
