import * as z from 'zod';
import { idOf } from './bounds.ts';
import { cursor, limits, limitText, pageOf, seq, time } from './common.ts';
import { media } from './media-model.ts';
import { conversationParam, defineRoutes } from './route.ts';

/** By which the files of a conversation are listed: voice notes stand apart from other sound. */
export const galleryKinds = ['image', 'video', 'audio', 'voice', 'document'] as const;
export const galleryKind = z
  .enum(galleryKinds)
  .describe('Which files; `voice`: recorded for this, `audio`: other sound.');
export type GalleryKind = z.infer<typeof galleryKind>;

export const galleryQuery = z.strictObject({
  kind: galleryKind,
  cursor: cursor.optional(),
  limit: limitText.default(limits.pageDefault),
});
export type GalleryQuery = z.output<typeof galleryQuery>;

export const galleryItem = z
  .object({
    messageId: idOf('the message'),
    seq,
    senderId: idOf('the sender'),
    createdAt: time('When the message was stored.'),
    media,
  })
  .meta({ id: 'GalleryItem', description: 'A file, and the message in which it was sent.' });
export type GalleryItem = z.infer<typeof galleryItem>;

export const galleryPage = pageOf(galleryItem).meta({
  id: 'GalleryPage',
  description: 'Files of a conversation, newest first.',
});
export type GalleryPage = z.infer<typeof galleryPage>;

export const galleryRoutes = defineRoutes({
  listConversationMedia: {
    tag: 'conversations',
    method: 'GET',
    path: '/conversations/{id}/media',
    summary: 'List the files of a kind that were sent in a conversation, newest first',
    params: { id: conversationParam },
    query: galleryQuery,
    replies: { 200: galleryPage },
    errors: ['invalid_cursor'],
  },
});
