import type { adminAuditRoutes } from '../admin-audit.ts';
import type { adminSettingsRoutes, DeploymentSettings, Invitation } from '../admin-settings.ts';
import type { AdminUser, adminUserRoutes } from '../admin-users.ts';
import type { RouteExamples } from './example.ts';
import { adaId, createdAt, nextCursor, sessionId, summary } from './values.ts';

const bobId = summary.id;
const ofBob = { params: { id: bobId } };
const bob: AdminUser = {
  id: bobId,
  username: 'bob',
  name: 'Bob',
  avatar: null,
  role: 'user',
  state: 'active',
  suspension: null,
  required: { password: false, secondFactor: false },
  emailVerified: true,
  createdAt,
  online: false,
  lastSeenAt: '2026-11-20T17:45:00.000Z',
};
const until = '2026-12-01T09:00:00.000Z';
const terms = { reason: 'Advertising in three groups', until };

export const adminUserRouteExamples: RouteExamples<typeof adminUserRoutes> = {
  listAdminUsers: { query: { q: 'bo' }, reply: { items: [bob], nextCursor } },
  getAdminUser: {
    ...ofBob,
    reply: {
      ...bob,
      hasEmail: true,
      hasPassword: true,
      secondFactor: false,
      passkeys: 1,
      providers: ['google'],
      sessions: [
        {
          id: sessionId,
          device: 'Firefox on Windows',
          connected: false,
          createdAt,
          lastUsedAt: '2026-11-20T17:45:00.000Z',
        },
      ],
      conversations: 12,
      conversationsAreMinimum: false,
    },
  },
  suspendUser: {
    ...ofBob,
    body: terms,
    reply: { ...bob, state: 'suspended', suspension: { since: createdAt, ...terms } },
  },
  reinstateUser: { ...ofBob, reply: bob },
  endUserSessions: ofBob,
  requirePassword: { ...ofBob, reply: { ...bob, required: { password: true, secondFactor: false } } },
  requireSecondFactor: { ...ofBob, reply: { ...bob, required: { password: false, secondFactor: true } } },
  setUserRole: { ...ofBob, body: { role: 'moderator' }, reply: { ...bob, role: 'moderator' } },
};

const settings: DeploymentSettings = {
  version: 3,
  updatedAt: createdAt,
  updatedBy: adaId,
  registration: 'invitation',
  emailDomains: ['example.org'],
  groupMembers: 500,
  messagesPerMinute: 120,
  uploadBytes: { image: 15_728_640, video: 52_428_800, audio: 26_214_400, document: 26_214_400 },
};
const invitation: Invitation = {
  id: 'inv_2fT9sKq4uHdRe0VbN5yJ7A',
  email: 'carla@example.org',
  state: 'open',
  createdBy: adaId,
  createdAt,
  expiresAt: '2026-11-27T09:00:00.000Z',
  usedBy: null,
};

export const adminSettingsRouteExamples: RouteExamples<typeof adminSettingsRoutes> = {
  getSettings: { reply: settings },
  updateSettings: { body: { version: 2, registration: 'invitation' }, reply: settings },
  createInvitation: { body: { email: 'carla@example.org' }, reply: { ...invitation, url: null } },
  listInvitations: { query: { limit: '50' }, reply: { items: [invitation], nextCursor: null } },
  revokeInvitation: { params: { id: invitation.id } },
  getRegistration: { reply: { registration: 'invitation', emailDomains: ['example.org'] } },
};

export const adminAuditRouteExamples: RouteExamples<typeof adminAuditRoutes> = {
  listAudit: {
    query: { person: 'bob', from: '2026-11-01' },
    reply: {
      items: [
        {
          id: 'aud_5yJ7AqTdR2fT9sKq4uHe0V',
          at: createdAt,
          action: 'suspend',
          says: 'suspended the account',
          outcome: 'done',
          actor: adaId,
          subject: bobId,
          users: [
            { id: adaId, username: 'ada', name: 'Ada Lovelace' },
            { id: bobId, username: 'bob', name: 'Bob' },
          ],
          device: 'Firefox on Windows',
          detail: {},
          intact: true,
        },
      ],
      nextCursor,
      missing: [],
    },
  },
  verifyAudit: {
    query: { day: '2026-11-20' },
    reply: { day: '2026-11-20', entries: 212, pending: 0, problems: [], nextCursor: null },
  },
};
