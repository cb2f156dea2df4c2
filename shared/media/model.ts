import * as z from 'zod';
import { bytes } from '../platform/bytes.ts';
import {
  mediaKind,
  mediaPreview,
  mediaPurpose,
  mediaRefusal,
  mediaState,
  mediaTypes,
  type MediaContentType,
} from '../protocol/index.ts';

const contentType = z.enum(Object.keys(mediaTypes) as [MediaContentType, ...MediaContentType[]]);

/** A file as it is stored. Times are milliseconds since the epoch unless they say otherwise. */
export const storedMedia = z.object({
  id: z.string(),
  owner: z.string(),
  purpose: mediaPurpose,
  kind: mediaKind,
  contentType,
  /** In bytes: as announced, and once it was processed as it is downloaded. */
  size: z.number(),
  sha256: z.string().exactOptional(),
  state: mediaState,
  refusal: mediaRefusal.exactOptional(),
  /** Name, blurred picture and waveform (`details`), sealed under the key of the month `keyId`. */
  sealed: bytes,
  keyId: z.string(),
  width: z.number().exactOptional(),
  height: z.number().exactOptional(),
  durationSeconds: z.number().exactOptional(),
  animated: z.boolean().exactOptional(),
  /** Widths in pixels. */
  thumbnails: z.array(z.number()),
  /** Of an upload in parts. */
  uploadId: z.string().exactOptional(),
  createdAt: z.number(),
  /** When its owner said that the upload was complete. */
  completedAt: z.number().exactOptional(),
  /** When it was decided what it is. */
  processedAt: z.number().exactOptional(),
  /** What the search for malware said. */
  scan: z.enum(['clean', 'found']).exactOptional(),
  /** How many messages and pictures of users and groups refer to it. */
  uses: z.number().default(0),
  /**
   * The groups that took it as their picture, by which they learn what becomes of it; they may have another one by now. Of two
   * that take it at the same time one may be missing.
   */
  pictured: z.array(z.string()).default([]),
  /** Epoch seconds (the table's time to live): when it vanishes, unless it is in use by then. */
  expiresAt: z.number().exactOptional(),
  /** Grows with each change of what it is, not of its uses. */
  version: z.number().default(0),
});
export type StoredMedia = z.infer<typeof storedMedia>;

/** What of a file is content, and therefore sealed. */
export const mediaDetails = z.object({
  name: z.string(),
  placeholder: mediaPreview.shape.placeholder.unwrap().exactOptional(),
  waveform: mediaPreview.shape.waveform.unwrap().exactOptional(),
});
export type MediaDetails = z.infer<typeof mediaDetails>;

/** The thumbnails of what is sent in messages, and the squares of pictures of users and groups: widths in pixels. */
export const thumbnailWidths = [320, 960] as const;
export const avatarWidths = [128, 512] as const;

/** Where the objects of a file lie in the store. Clients write to `uploads/` only. */
export const objectKeys = {
  upload: (id: string) => `uploads/${id}`,
  poster: (id: string) => `uploads/${id}-poster`,
  original: (id: string) => `media/${id}/original`,
  thumbnail: (id: string, width: number) => `media/${id}/${width}.webp`,
};

/** All objects that a file can have. */
export const objectsOf = (id: string): string[] => [
  objectKeys.upload(id),
  objectKeys.poster(id),
  objectKeys.original(id),
  ...[...thumbnailWidths, ...avatarWidths].map((width) => objectKeys.thumbnail(id, width)),
];

/** What an object is of a file. */
export type ObjectPart = 'upload' | 'poster' | 'original' | 'thumbnail';

const objectForm = /^(?:uploads\/(med_[\w-]{22})(-poster)?|media\/(med_[\w-]{22})\/(original|\d+\.webp))$/;

/** Which file an object belongs to, and what it is of it; `undefined` for other objects. */
export function mediaOfObject(key: string): { id: string; part: ObjectPart } | undefined {
  const [, uploaded, poster, kept, name] = objectForm.exec(key) ?? [];
  if (uploaded !== undefined) return { id: uploaded, part: poster === undefined ? 'upload' : 'poster' };
  if (kept !== undefined) return { id: kept, part: name === 'original' ? 'original' : 'thumbnail' };
  return undefined;
}
