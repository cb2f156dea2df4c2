import type { searchRoutes } from '../search.ts';
import type { RouteExamples } from './example.ts';
import { adaId, conversationId, message, nextCursor } from './values.ts';

export const searchRouteExamples: RouteExamples<typeof searchRoutes> = {
  searchMessages: {
    query: { q: 'hel bob', conversationId, from: adaId, limit: '20' },
    reply: {
      items: [
        {
          message,
          marks: [
            { start: 0, length: 3 },
            { start: 6, length: 3 },
          ],
        },
      ],
      nextCursor,
    },
  },
};
