import type { galleryRoutes } from '../gallery.ts';
import type { RouteExamples } from './example.ts';
import { picture } from './media.ts';
import { adaId, createdAt, inConversation, messageId, nextCursor } from './values.ts';

export const galleryRouteExamples: RouteExamples<typeof galleryRoutes> = {
  listConversationMedia: {
    params: inConversation,
    query: { kind: 'image', limit: '50' },
    reply: { items: [{ messageId, seq: 7, senderId: adaId, createdAt, media: picture }], nextCursor },
  },
};
