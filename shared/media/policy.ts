import { ChatError } from '../platform/errors.ts';
import {
  limits,
  mediaTypes,
  mediaType,
  type MediaContentType,
  type MediaKind,
  type MediaPurpose,
  type Role,
} from '../protocol/index.ts';

const MiB = 1024 * 1024;

interface Allowance extends Readonly<Record<MediaKind, number>> {
  /** All that one user can begin to upload on a day (UTC), in bytes. */
  daily: number;
}

/** How large a file may be, by who uploads it and its kind, and how much that may be on a day. In bytes. */
export const mediaAllowance = {
  user: { ...limits.mediaBytes, daily: 1024 * MiB },
  moderator: { ...limits.mediaBytes, daily: 4 * 1024 * MiB },
  admin: { ...limits.mediaBytes, daily: 16 * 1024 * MiB },
} as const satisfies Record<Role, Allowance>;

/** Pictures of users and groups are made small by the server, so that little is gained by a larger one. */
export const avatarBytes = 8 * MiB;

/** Pixels that a picture may have, all of its frames together: what fits into the memory of the function that decodes it. */
export const mostPixels = { still: 100_000_000, moving: 120_000_000 } as const;

/** How long the addresses of an upload work, and how long there is to complete and use it. In seconds. */
export const uploadSeconds = 3_600;
export const leftOverSeconds = 24 * 3_600;
/** How long addresses of downloads work at least. */
export const downloadSeconds = 900;

const sizeText = (bytes: number) =>
  bytes < MiB ? `${Math.floor(bytes / 1024)} kB` : `${Math.floor(bytes / MiB)} MB`;

/** Refuses a file of more bytes than `most`. Throws `media_too_large`. */
export function requireAllowedSize(most: number, size: number): void {
  if (size <= most) return;
  throw new ChatError(
    'media_too_large',
    `The file has ${size} bytes: at most ${sizeText(most)} can be uploaded.`,
  );
}

/**
 * What kind of file may be uploaded by this name of its type, size and purpose. Throws `media_type_not_allowed`,
 * `media_too_large`.
 */
export function admitUpload(
  role: Role,
  { purpose, contentType, size }: { purpose: MediaPurpose; contentType: string; size: number },
): { kind: MediaKind; contentType: MediaContentType } {
  const type = mediaType(contentType);
  if (type === undefined) {
    throw new ChatError(
      'media_type_not_allowed',
      `Files of the type ${shown(contentType)} cannot be uploaded.`,
    );
  }
  const { kind } = mediaTypes[type];
  if (purpose === 'avatar' && kind !== 'image') {
    throw new ChatError('media_type_not_allowed', 'A picture of a user or group must be an image.');
  }
  requireAllowedSize(purpose === 'avatar' ? avatarBytes : mediaAllowance[role][kind], size);
  return { kind, contentType: type };
}

/** The beginning of what a client calls a type, for a sentence. */
const shown = (text: string) => text.slice(0, 100);
