/** What a file is to a reader: each kind has its own look and its own limit of size. */
export const mediaKinds = ['image', 'video', 'audio', 'document'] as const;
export type MediaKind = (typeof mediaKinds)[number];

/** The largest file of each kind, in bytes. Here, so that clients can say so before they upload, without the schemas. */
export const mediaBytes = {
  image: 15 * 1024 * 1024,
  video: 200 * 1024 * 1024,
  audio: 25 * 1024 * 1024,
  document: 50 * 1024 * 1024,
} as const satisfies Record<MediaKind, number>;

interface MediaType {
  kind: MediaKind;
  /** The endings of names that fit the type; the first is added to a name that has none of them. */
  extensions: readonly [string, ...string[]];
  /** Whether a browser may show it by itself. All else is only ever saved. */
  inline?: true;
}

/** Every type of file that can be uploaded. What is not here is refused by its name. */
export const mediaTypes = {
  'image/jpeg': { kind: 'image', extensions: ['jpg', 'jpeg', 'jpe', 'jfif'], inline: true },
  'image/png': { kind: 'image', extensions: ['png'], inline: true },
  'image/gif': { kind: 'image', extensions: ['gif'], inline: true },
  'image/webp': { kind: 'image', extensions: ['webp'], inline: true },
  'image/avif': { kind: 'image', extensions: ['avif'], inline: true },
  'video/mp4': { kind: 'video', extensions: ['mp4', 'm4v'], inline: true },
  'video/webm': { kind: 'video', extensions: ['webm'], inline: true },
  'video/quicktime': { kind: 'video', extensions: ['mov', 'qt'], inline: true },
  'video/x-matroska': { kind: 'video', extensions: ['mkv'], inline: true },
  'audio/mpeg': { kind: 'audio', extensions: ['mp3'], inline: true },
  'audio/mp4': { kind: 'audio', extensions: ['m4a', 'mp4'], inline: true },
  'audio/aac': { kind: 'audio', extensions: ['aac'], inline: true },
  'audio/ogg': { kind: 'audio', extensions: ['ogg', 'oga', 'opus'], inline: true },
  'audio/webm': { kind: 'audio', extensions: ['webm', 'weba'], inline: true },
  'audio/wav': { kind: 'audio', extensions: ['wav'], inline: true },
  'audio/flac': { kind: 'audio', extensions: ['flac'], inline: true },
  'application/pdf': { kind: 'document', extensions: ['pdf'], inline: true },
  'text/plain': { kind: 'document', extensions: ['txt', 'text', 'log'] },
  'text/csv': { kind: 'document', extensions: ['csv'] },
  'text/markdown': { kind: 'document', extensions: ['md', 'markdown'] },
  'text/html': { kind: 'document', extensions: ['html', 'htm'] },
  'text/calendar': { kind: 'document', extensions: ['ics'] },
  'text/vcard': { kind: 'document', extensions: ['vcf'] },
  'image/svg+xml': { kind: 'document', extensions: ['svg'] },
  'application/json': { kind: 'document', extensions: ['json'] },
  'application/xml': { kind: 'document', extensions: ['xml'] },
  'application/rtf': { kind: 'document', extensions: ['rtf'] },
  'application/zip': { kind: 'document', extensions: ['zip'] },
  'application/gzip': { kind: 'document', extensions: ['gz', 'tgz'] },
  'application/x-7z-compressed': { kind: 'document', extensions: ['7z'] },
  'application/epub+zip': { kind: 'document', extensions: ['epub'] },
  'application/msword': { kind: 'document', extensions: ['doc'] },
  'application/vnd.ms-excel': { kind: 'document', extensions: ['xls'] },
  'application/vnd.ms-powerpoint': { kind: 'document', extensions: ['ppt'] },
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': {
    kind: 'document',
    extensions: ['docx'],
  },
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': {
    kind: 'document',
    extensions: ['xlsx'],
  },
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': {
    kind: 'document',
    extensions: ['pptx'],
  },
  'application/vnd.oasis.opendocument.text': { kind: 'document', extensions: ['odt'] },
  'application/vnd.oasis.opendocument.spreadsheet': { kind: 'document', extensions: ['ods'] },
  'application/vnd.oasis.opendocument.presentation': { kind: 'document', extensions: ['odp'] },
} as const satisfies Record<string, MediaType>;
export type MediaContentType = keyof typeof mediaTypes;

/** Other names that browsers and systems have for the same types. */
const otherNames: Readonly<Record<string, MediaContentType>> = {
  'image/jpg': 'image/jpeg',
  'image/pjpeg': 'image/jpeg',
  'audio/mp3': 'audio/mpeg',
  'audio/x-m4a': 'audio/mp4',
  'audio/m4a': 'audio/mp4',
  'audio/x-aac': 'audio/aac',
  'audio/opus': 'audio/ogg',
  'audio/x-wav': 'audio/wav',
  'audio/wave': 'audio/wav',
  'audio/vnd.wave': 'audio/wav',
  'audio/x-flac': 'audio/flac',
  'video/x-m4v': 'video/mp4',
  'video/matroska': 'video/x-matroska',
  'text/xml': 'application/xml',
  'text/rtf': 'application/rtf',
  'text/x-vcard': 'text/vcard',
  'text/x-markdown': 'text/markdown',
  'application/x-zip-compressed': 'application/zip',
  'application/x-gzip': 'application/gzip',
};

/** The type that a `content-type` names, without parameters and in its usual spelling; `undefined` where it cannot be uploaded. */
export function mediaType(contentType: string): MediaContentType | undefined {
  const [bare = ''] = contentType.toLowerCase().split(';');
  const name = bare.trim();
  if (Object.hasOwn(mediaTypes, name)) return name as MediaContentType;
  return Object.hasOwn(otherNames, name) ? otherNames[name] : undefined;
}
