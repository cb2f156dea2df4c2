import type { starEvents, starRoutes } from '../stars.ts';
import type { EventExamples, RouteExamples } from './example.ts';
import { conversationId, inConversation, message } from './values.ts';

const params = { ...inConversation, seq: '7' };
const at = '2026-11-20T09:10:00.000Z';
const star = { conversationId, seq: 7, starred: true, at };

export const starRouteExamples: RouteExamples<typeof starRoutes> = {
  starMessage: { params, reply: star },
  unstarMessage: { params, reply: { ...star, starred: false } },
  listStars: {
    query: { limit: '50' },
    reply: { items: [{ message: { ...message, starred: true }, at }], nextCursor: null },
  },
};

export const starEventExamples: EventExamples<typeof starEvents> = {
  'star:updated': { ...star, starChanges: 1 },
};
