import type {
  AuthReply,
  Conversation,
  Message,
  OwnProfile,
  RouteName,
  ServerEventType,
  UserProfile,
} from '../../shared/protocol/index.ts';

const createdAt = '2026-11-20T09:00:00.000Z';
const summary = { id: 'usr_1', username: 'ada', name: 'Ada', avatar: null, online: true, lastOnline: null };
const tokens = { token: 'a.b.c', refreshToken: 'rt_1', expiresIn: 900 };

const user: AuthReply['user'] = {
  id: 'usr_1',
  username: 'ada',
  name: 'Ada',
  email: 'ada@example.org',
  avatar: 'https://example.org/ada.png',
  role: 'user',
  emailVerified: false,
  createdAt,
};
const ownProfile: OwnProfile = { ...user, about: '', privacy: { presence: 'everyone', about: 'nobody' } };
const profile: UserProfile = { ...summary, about: null, createdAt };

const message: Message = {
  id: 'msg_1',
  seq: 1,
  conversationId: 'con_1',
  senderId: 'usr_1',
  kind: 'text',
  text: 'Hello',
  attachments: [],
  replyTo: null,
  createdAt,
  editedAt: null,
  deletedAt: null,
  status: 'sent',
  clientId: 'my-first',
};
const conversation: Conversation = {
  id: 'con_1',
  isGroup: false,
  name: null,
  avatar: null,
  about: null,
  createdAt,
  createdBy: 'usr_1',
  memberCount: 2,
  participants: [{ ...summary, role: 'owner' }],
  lastSeq: 1,
  unreadCount: 0,
  lastMessage: message,
  me: { role: 'owner', readSeq: 1, deliveredSeq: 1, notifications: 'all', joinedAt: createdAt },
};
const sent = { id: 'msg_1', seq: 1, createdAt };

/** A reply of every route that has a body. */
export const replyExamples: Partial<Record<RouteName, unknown>> = {
  register: { ...tokens, user },
  login: { ...tokens, user },
  refresh: tokens,
  getOwnProfile: ownProfile,
  updateOwnProfile: ownProfile,
  searchUsers: { items: [summary], nextCursor: 'c2' },
  getUser: profile,
  createConversation: conversation,
  listConversations: { items: [conversation, { ...conversation, lastMessage: null }], nextCursor: null },
  getConversation: conversation,
  listMessages: { items: [message], nextCursor: null },
  sendMessage: sent,
  listChanges: { items: [message], upTo: 3, hasMore: false, reset: false },
  listReceipts: { items: [{ userId: 'usr_1', deliveredSeq: 2, readSeq: 1 }], nextCursor: null },
  sync: {
    conversations: [{ id: 'con_1', lastSeq: 3, readSeq: 1, deliveredSeq: 2, unreadCount: 2 }],
    cursor: 'c3',
    hasMore: false,
  },
  setStatus: { status: 'away' },
  markDelivered: { ok: true },
  markRead: { ok: true },
  health: { status: 'ok' },
  jwks: { keys: [{ kty: 'EC', crv: 'P-256', x: 'x', y: 'y', kid: 'k1', alg: 'ES256', use: 'sig' }] },
  openapi: { openapi: '3.1.1' },
  asyncapi: { asyncapi: '3.0.0' },
};

/** The `data` of every event. */
export const eventExamples: Record<ServerEventType, unknown> = {
  'message:new': message,
  'conversation:new': conversation,
  receipt: { conversationId: 'con_1', userId: 'usr_1', deliveredSeq: 2, readSeq: 1 },
  typing: { conversationId: 'con_1', userId: 'usr_1', typing: true },
  'presence:update': { userId: 'usr_1', online: true, status: 'away', lastOnline: user.createdAt },
  'session:ended': { reason: 'signed_out' },
};
