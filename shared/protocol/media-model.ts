import * as z from 'zod';
import { idOf, openSet, replyText } from './bounds.ts';
import { limits, time } from './common.ts';
import { mediaKinds } from './media-types.ts';

/** What ids of media look like. */
export const mediaIdPattern = /^med_[A-Za-z0-9_-]{22}$/;

export const mediaKind = openSet(mediaKinds, 'What it is to a reader.');
export const mediaPurpose = z
  .enum(['attachment', 'avatar'])
  .describe('What it is for: to be sent in messages, or to be the picture of a user or group.');
export type MediaPurpose = z.infer<typeof mediaPurpose>;

export const mediaState = openSet(
  ['uploading', 'checking', 'scanning', 'ready', 'blocked', 'refused'],
  '`uploading`: not there yet; `checking`: what arrived is looked at; `scanning`: malware is looked for; `ready`: it can be downloaded; `blocked`: malware was found; `refused`: it is not what it was said to be.',
);
export type MediaState = z.infer<typeof mediaState>;

/** Why what arrived was refused after it had been uploaded. */
export const mediaRefusal = openSet(
  [
    'size_mismatch',
    'checksum_mismatch',
    'type_mismatch',
    'ambiguous_content',
    'too_many_pixels',
    'unreadable',
  ],
  'With `refused`: why. `size_mismatch`, `checksum_mismatch`, `type_mismatch`: it is other than declared; `ambiguous_content`: it is a file of another type too; `too_many_pixels`: the picture is too large; `unreadable`: it is damaged.',
);
export type MediaRefusal = z.infer<typeof mediaRefusal>;

const pixels = z.int().min(1).max(65_535);
const seconds = z.number().min(0).max(limits.mediaDurationSeconds);
/** A thumbhash: some 25 bytes that a blurred picture is drawn from. */
const placeholder = z
  .string()
  .regex(/^[A-Za-z0-9+/]{4,62}={0,2}$/, 'must be base64')
  .max(limits.placeholderCharacters)
  .meta({ minLength: 4, description: 'A blurred picture to show meanwhile: a ThumbHash, in base64.' });
const waveform = z
  .array(z.int().min(0).max(31))
  .min(1)
  .max(limits.waveformBars)
  .describe('Of a voice note: how loud it is from its beginning to its end, 0 to 31.');

/** What a client measured of a file, to be shown until the server has measured it itself. */
export const mediaPreview = z.strictObject({
  width: pixels.optional().describe('The width in pixels, as it is shown.'),
  height: pixels.optional().describe('The height in pixels, as it is shown.'),
  durationSeconds: seconds.optional().describe('How long it plays.'),
  placeholder: placeholder.optional(),
  waveform: waveform.optional(),
});
export type MediaPreview = z.infer<typeof mediaPreview>;

/** A file as messages and replies carry it: what is needed to draw it and hold its place, without addresses. */
export const media = z
  .object({
    id: idOf('the file'),
    purpose: mediaPurpose,
    kind: mediaKind,
    name: replyText(
      limits.shownFileNameCharacters,
      'The name to show and to save it by. It ends as its type does.',
    ),
    contentType: replyText(128, 'The type (MIME).'),
    size: z.int().min(0).describe('The size in bytes.'),
    state: mediaState,
    width: z.int().min(1).optional().describe('The width in pixels, as it is shown.'),
    height: z.int().min(1).optional().describe('The height in pixels, as it is shown.'),
    durationSeconds: seconds.optional().describe('How long it plays.'),
    placeholder: replyText(
      limits.placeholderCharacters,
      'A blurred picture to show meanwhile: a ThumbHash, in base64.',
    ).optional(),
    waveform: z
      .array(z.int().min(0).max(31).describe('How loud it is, 0 to 31.'))
      .meta({ maxItems: limits.waveformBars })
      .optional()
      .describe('Of a voice note: how loud it is from its beginning to its end.'),
    animated: z.boolean().optional().describe('Whether the picture moves.'),
    thumbnails: z
      .array(z.int().min(1).describe('A width in pixels.'))
      .meta({ maxItems: 4, description: 'The widths of the smaller pictures that there are.' }),
    createdAt: time('When the upload began.'),
    refusal: mediaRefusal.optional(),
  })
  .meta({ id: 'Media', description: 'A file: a picture, video, sound or document.' });
export type Media = z.infer<typeof media>;
