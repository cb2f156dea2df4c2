import type { sessionRoutes } from '../sessions.ts';
import type { RouteExamples } from './example.ts';
import { createdAt, sessionId } from './values.ts';

export const sessionRouteExamples: RouteExamples<typeof sessionRoutes> = {
  listSessions: {
    reply: {
      items: [
        {
          id: sessionId,
          device: 'Firefox on Windows',
          current: true,
          connected: true,
          createdAt,
          lastUsedAt: '2026-11-20T17:45:00.000Z',
        },
      ],
      nextCursor: null,
    },
  },
  endSession: { params: { id: sessionId } },
  endSessions: { query: { except: 'current' } },
};
