import type { discoveryRoutes } from '../discovery.ts';
import type { RouteExamples } from './example.ts';
import { inConversation, nextCursor, preview } from './values.ts';

const topics = ['music', 'early-birds'];

export const discoveryRouteExamples: RouteExamples<typeof discoveryRoutes> = {
  discover: {
    query: { q: 'ana', topic: 'technology', language: 'en', sort: 'large', limit: '50' },
    reply: { items: [preview], nextCursor },
  },
  listTopics: { reply: { items: [{ id: 'technology', groups: 12 }] } },
  suggestGroups: { query: { limit: '10' }, reply: { items: [preview] } },
  previewPublicGroup: { params: inConversation, reply: preview },
  getFollowedTopics: { reply: { topics } },
  followTopics: { body: { topics }, reply: { topics } },
};
