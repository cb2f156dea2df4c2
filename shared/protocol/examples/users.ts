import type { userEvents, userRoutes } from '../users.ts';
import type { EventExamples, RouteExamples } from './example.ts';
import { adaId, summary, ownProfile, profile } from './values.ts';

export const userRouteExamples: RouteExamples<typeof userRoutes> = {
  getOwnProfile: { reply: ownProfile },
  updateOwnProfile: {
    body: { about: ownProfile.about, privacy: { about: 'nobody' } },
    reply: ownProfile,
  },
  searchUsers: { query: { q: 'bo', limit: '20' }, reply: { items: [summary], nextCursor: null } },
  getUser: { params: { id: adaId }, reply: profile },
};

export const userEventExamples: EventExamples<typeof userEvents> = {
  'user:updated': { id: adaId, username: 'ada', name: 'Ada Lovelace', avatar: 'builtin:07', about: null },
};
