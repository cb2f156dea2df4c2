import type { relationRoutes } from '../relations.ts';
import type { RouteExamples } from './example.ts';
import { createdAt, nextCursor, summary } from './values.ts';

const { id, username, name, avatar } = summary;

export const relationRouteExamples: RouteExamples<typeof relationRoutes> = {
  listBlocks: {
    query: { limit: '20' },
    reply: { items: [{ id, username, name, avatar, blockedAt: createdAt }], nextCursor },
  },
  blockUser: { params: { userId: id } },
  unblockUser: { params: { userId: id } },
};
