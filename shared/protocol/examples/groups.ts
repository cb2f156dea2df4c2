import type { groupRoutes } from '../groups.ts';
import type { RouteExamples } from './example.ts';
import { adaId, createdAt, group, inConversation, nextCursor, summary } from './values.ts';

const ofMember = { ...inConversation, userId: summary.id };
const member = { ...summary, role: 'member' as const, joinedAt: createdAt };
const { id, username, name, avatar } = summary;

export const groupRouteExamples: RouteExamples<typeof groupRoutes> = {
  updateGroup: {
    params: inConversation,
    body: {
      name: 'Analytical engine',
      settings: { post: 'admins', slowModeSeconds: 30 },
      visibility: 'public',
      topics: ['technology'],
      language: 'en',
    },
    reply: group,
  },
  deleteGroup: { params: inConversation },
  updateOwnMembership: {
    params: inConversation,
    body: { notifications: 'mentions', until: createdAt },
    reply: group,
  },
  listMembers: {
    params: inConversation,
    query: { q: 'bo', role: 'member', limit: '50' },
    reply: { items: [member], nextCursor },
  },
  addMembers: { params: inConversation, body: { usernames: ['bob'] }, reply: group },
  updateMember: {
    params: ofMember,
    body: { role: 'admin', mutedUntil: null },
    reply: { ...member, role: 'admin' },
  },
  removeMember: { params: ofMember },
  leaveGroup: { params: inConversation },
  transferGroup: { params: inConversation, body: { userId: summary.id }, reply: group },
  listBans: {
    params: inConversation,
    query: { limit: '50' },
    reply: { items: [{ id, username, name, avatar, bannedAt: createdAt, bannedBy: adaId }], nextCursor },
  },
  banUser: { params: ofMember },
  unbanUser: { params: ofMember },
};
