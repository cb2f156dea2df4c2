import type { Invite, inviteEvents, inviteRoutes } from '../invites.ts';
import type { EventExamples, RouteExamples } from './example.ts';
import { adaId, conversationId, createdAt, group, inConversation, nextCursor, summary } from './values.ts';

const code = 'b2ZjZ1pXeUtqRHZoTnJUbV';
const ofCode = { code };
const ofUser = { ...inConversation, userId: summary.id };
const rules = 'Be kind.';
const join = { rulesVersion: 3, message: 'We met at the engine.' };
const { id, username, name, avatar } = summary;
const invitedBy = { id: adaId, username: 'ada', name: 'Ada Lovelace', avatar: null };
const invite: Invite = {
  code,
  url: `https://chat.example/invite#${code}`,
  createdBy: adaId,
  createdAt,
  expiresAt: '2026-12-20T09:00:00.000Z',
  maxUses: 10,
  uses: 2,
  approval: false,
};

export const inviteRouteExamples: RouteExamples<typeof inviteRoutes> = {
  createInvite: {
    params: inConversation,
    body: { expiresAt: '2026-12-20T09:00:00.000Z', maxUses: 10, approval: false },
    reply: invite,
  },
  listInvites: { params: inConversation, query: { limit: '50' }, reply: { items: [invite], nextCursor } },
  revokeInvite: { params: { ...inConversation, ...ofCode } },
  previewInvite: {
    params: ofCode,
    reply: {
      id: conversationId,
      name: 'Analytical engine',
      avatar: null,
      about: null,
      memberCount: 2,
      createdAt,
      visibility: 'private',
      joining: 'open',
      topics: ['science'],
      language: 'en',
      rules,
      rulesVersion: 3,
      membership: 'none',
      invitedBy,
      approval: false,
    },
  },
  acceptInvite: { params: ofCode, body: join, reply: { outcome: 'joined', conversation: group } },
  joinGroup: { params: inConversation, body: join, reply: { outcome: 'requested' } },
  listRequests: {
    params: inConversation,
    query: { limit: '50' },
    reply: {
      items: [{ user: { id, username, name, avatar }, message: join.message, createdAt, invitedBy }],
      nextCursor,
    },
  },
  acceptRequest: { params: ofUser, reply: { ok: true } },
  declineRequest: { params: ofUser },
  getWelcome: {
    params: inConversation,
    reply: { welcome: 'Welcome to the engine.', rules, rulesVersion: 3 },
  },
};

export const inviteEventExamples: EventExamples<typeof inviteEvents> = {
  'group:request': { conversationId, pending: 3 },
};
