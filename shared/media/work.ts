import * as z from 'zod';

/** Pushes what a file is now to those who see it. */
export const announceMediaWork = z.object({ type: z.literal('announce-media'), mediaId: z.string() });
/** Deletes the objects of a file that is gone, and drops its upload in parts. */
export const eraseMediaWork = z.object({
  type: z.literal('erase-media'),
  mediaId: z.string(),
  uploadId: z.string().exactOptional(),
});
export type EraseMediaWork = z.infer<typeof eraseMediaWork>;

/** The queued work of media. */
export const mediaWork = [announceMediaWork, eraseMediaWork] as const;
export type MediaWork = z.infer<(typeof mediaWork)[number]>;
