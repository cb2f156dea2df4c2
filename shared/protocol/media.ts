import * as z from 'zod';
import { characters, idOf, replyText } from './bounds.ts';
import { limits, singleLine, time, wellFormed } from './common.ts';
import { media, mediaPreview, mediaPurpose } from './media-model.ts';
import { defineRoutes, idParam } from './route.ts';

export const mediaParam = idParam('the file', 'media_not_found');

/** `POST /media`: says what will be uploaded. */
export const createMediaRequest = z
  .strictObject({
    purpose: mediaPurpose,
    name: characters(z.string(), 1, limits.fileNameCharacters)
      .refine(wellFormed, 'must not contain half of a surrogate pair')
      .describe(
        'The name of the file. It is kept as text: without folders, control characters and marks that change the direction of text, shortened where it is long, and with the ending of its type.',
      ),
    contentType: characters(singleLine, 1, 255).describe(
      'The type (MIME) of the file; parameters do not count.',
    ),
    size: z.int().min(1).describe('The exact size in bytes.'),
    sha256: z
      .string()
      .regex(/^[A-Za-z0-9+/]{43}=$/, 'must be 32 bytes in base64')
      .meta({ minLength: 44, maxLength: 44 })
      .optional()
      .describe('The SHA-256 of the file, in base64: an upload with another one is refused.'),
    preview: mediaPreview
      .optional()
      .describe(
        'What the client measured of the file. It is shown until the server has read the file itself.',
      ),
    poster: z
      .strictObject({
        contentType: z.enum(['image/jpeg', 'image/webp']).describe('The type of the picture.'),
        size: z.int().min(1).max(limits.posterBytes).describe('The exact size in bytes.'),
      })
      .optional()
      .describe('Of a video: a picture to show before it plays, which is uploaded beside it.'),
  })
  .meta({ id: 'CreateMediaRequest', description: 'What will be uploaded.' });
export type CreateMediaRequest = z.infer<typeof createMediaRequest>;

const address = replyText(8192, 'The address: signed, and good for a while only.');

const uploadForm = z
  .object({
    url: address,
    fields: z
      .record(z.string().max(64), replyText(8192, 'The value of the field.'))
      .describe('The fields of the form. They come first, and last the field `file` with the file.'),
  })
  .meta({ id: 'UploadForm', description: 'A form (`multipart/form-data`) that is posted with the file.' });
export type UploadForm = z.infer<typeof uploadForm>;

const partSize = z.int().min(1).describe('The size of each part but the last, in bytes.');
const parts = z
  .array(
    z
      .object({
        number: z.int().min(1).describe('The number of the part, from 1.'),
        url: address,
        size: z.int().min(1).describe('The exact size of the part in bytes.'),
      })
      .meta({ id: 'UploadPart', description: 'A part of a file, which is put to its address.' }),
  )
  .meta({ maxItems: 10_000, description: 'The parts that are missing.' });

export const uploadParts = z
  .object({
    partSize,
    parts,
    done: z
      .array(z.int().min(1).describe('The number of a part.'))
      .meta({ maxItems: 10_000, description: 'The parts that have arrived.' }),
    expiresAt: time('Until when the addresses work.'),
  })
  .meta({ id: 'UploadParts', description: 'The parts of an upload.' });
export type UploadParts = z.infer<typeof uploadParts>;

export const mediaUpload = z
  .object({
    id: idOf('the file'),
    upload: z
      .union([
        uploadForm,
        z
          .object({ partSize, parts })
          .meta({ id: 'UploadInParts', description: 'An upload in parts, for a large file.' }),
      ])
      .describe('How the file is uploaded: by a form, or a large one in parts.'),
    poster: uploadForm.optional(),
    expiresAt: time('Until when the addresses work.'),
  })
  .meta({ id: 'MediaUpload', description: 'Where to upload to.' });
export type MediaUpload = z.infer<typeof mediaUpload>;

export const mediaAddresses = z
  .object({
    original: address,
    thumbnails: z
      .record(z.string().max(8), address)
      .describe('The addresses of the smaller pictures, by their width.'),
  })
  .meta({ id: 'MediaAddresses', description: 'Where a file is downloaded. Ranges can be asked for.' });

export const mediaWithAddresses = media
  .extend({
    urls: mediaAddresses.nullable().describe('Where it is downloaded; `null` unless it is `ready`.'),
    expiresAt: time('Until when the addresses work.')
      .nullable()
      .describe('Until when the addresses work, at least.'),
  })
  .meta({ id: 'MediaWithAddresses', description: 'A file, and where it is downloaded.' });
export type MediaWithAddresses = z.infer<typeof mediaWithAddresses>;

export const mediaQuery = z.strictObject({
  download: z
    .enum(['true', 'false'])
    .default('false')
    .describe('`true`: the address of the original saves the file also where a browser could show it.'),
});
export type MediaQuery = z.output<typeof mediaQuery>;

export const mediaListQuery = z.strictObject({
  ids: z
    .string()
    .max(limits.mediaIds * 129)
    .transform((text) => [...new Set(text.split(',').filter((id) => id !== ''))])
    .refine((ids) => ids.length <= limits.mediaIds, `must be at most ${limits.mediaIds} ids`)
    .meta({ description: 'The ids, separated by commas.' }),
});
export const mediaList = z
  .object({
    items: z
      .array(mediaWithAddresses)
      .meta({ maxItems: limits.mediaIds, description: 'Those that you may see, in the order asked for.' }),
  })
  .meta({ id: 'MediaList', description: 'Files, and where they are downloaded.' });
export type MediaList = z.infer<typeof mediaList>;

export const mediaRoutes = defineRoutes({
  createMedia: {
    tag: 'media',
    method: 'POST',
    path: '/media',
    summary: 'Begin an upload: get a form to post the file with, or for a large one addresses of its parts',
    body: createMediaRequest,
    replies: { 201: mediaUpload },
    errors: ['media_type_not_allowed', 'media_too_large', 'media_quota_exceeded'],
  },
  listMedia: {
    tag: 'media',
    method: 'GET',
    path: '/media',
    summary: 'Get several files and their addresses; those that you may not see are left out',
    query: mediaListQuery,
    replies: { 200: mediaList },
    errors: [],
  },
  getMedia: {
    tag: 'media',
    method: 'GET',
    path: '/media/{id}',
    summary: 'Get a file and its addresses',
    params: { id: mediaParam },
    query: mediaQuery,
    replies: { 200: mediaWithAddresses },
    errors: [],
  },
  getUploadParts: {
    tag: 'media',
    method: 'POST',
    path: '/media/{id}/parts',
    summary: 'Go on with an upload in parts: get fresh addresses of those that are missing',
    params: { id: mediaParam },
    replies: { 200: uploadParts },
    errors: ['upload_expired', 'already_completed', 'not_in_parts'],
  },
  completeMedia: {
    tag: 'media',
    method: 'POST',
    path: '/media/{id}/complete',
    summary: 'Say that the upload is complete: from then on the file can be sent',
    params: { id: mediaParam },
    replies: { 200: media },
    errors: ['upload_expired', 'already_completed', 'media_not_uploaded', 'media_mismatch', 'media_blocked'],
  },
  deleteMedia: {
    tag: 'media',
    method: 'DELETE',
    path: '/media/{id}',
    summary: 'Take back a file that is not in use',
    params: { id: mediaParam },
    replies: { 204: null },
    errors: ['media_in_use'],
  },
});
