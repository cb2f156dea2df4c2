import type { Conversation } from '../conversations.ts';
import type { GroupPreview } from '../group-preview.ts';
import type { Message } from '../messages.ts';
import type { OwnProfile, OwnUser, UserProfile } from '../users.ts';

export const adaId = 'usr_Yk3tQ0v9ZrW1aXhPzLmC2g';
export const conversationId = 'con_7c1VbN5sKq8uHeTdRf0JyA';
export const inConversation = { id: conversationId };
export const messageId = 'msg_7c1VbN5sKq8uHeTdRf0JyA_7';
export const clientId = '0f8fad5b-d9cb-469f-a165-70867728950e';
export const sessionId = 'ses_Lw0cT5yXn8JvRk2dQbHuZg';
export const linkToken = 'Zk9vS1p4aXJ3dUt6cE1nQmhYeVRfNW9KcUR2TjdMZQE';
export const deviceToken = 'usr_Yk3tQ0v9ZrW1aXhPzLmC2g.b2ZjZ1pXeUtqRHZoTnJUbVFzTGFQeEJkRWlIdUdjTz';
export const createdAt = '2026-11-20T09:00:00.000Z';

export const user: OwnUser = {
  id: adaId,
  username: 'ada',
  name: 'Ada Lovelace',
  email: 'ada@example.org',
  avatar: 'https://example.org/ada.png',
  role: 'user',
  emailVerified: false,
  createdAt,
};
export const summary = {
  id: 'usr_Qm8eJ2xG4tBn6YwKsD0uRw',
  username: 'bob',
  name: 'Bob',
  avatar: null,
  online: true,
  lastOnline: null,
};
export const ownProfile: OwnProfile = {
  ...user,
  about: 'I write programs.',
  privacy: {
    presence: 'everyone',
    about: 'nobody',
    avatar: 'everyone',
    receipts: 'everyone',
    messages: 'everyone',
    groups: 'contacts',
    forwards: 'everyone',
    linkPreviews: true,
  },
};
export const profile: UserProfile = { ...summary, about: null, createdAt };
export const tokens = {
  token: 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ1c3JfLi4uIn0.MEUCIQ',
  refreshToken: 'rt_N2Zb5Vx8Qw1Ea4Rt7Yu0Io',
  expiresIn: 900,
};

export const message: Message = {
  id: messageId,
  seq: 7,
  conversationId,
  senderId: adaId,
  kind: 'text',
  text: 'Hello Bob',
  attachments: [],
  replyTo: null,
  createdAt,
  editedAt: null,
  deletedAt: null,
  status: 'sent',
  clientId,
};
export const conversation: Conversation = {
  id: conversationId,
  isGroup: false,
  name: null,
  avatar: null,
  about: null,
  community: null,
  createdAt,
  createdBy: adaId,
  memberCount: 2,
  participants: [{ ...summary, role: 'owner' }],
  lastSeq: 7,
  unreadCount: 2,
  lastMessage: message,
  expiry: { seconds: 86_400, from: 'sending' },
  me: { role: 'owner', readSeq: 5, deliveredSeq: 7, notifications: 'all', joinedAt: createdAt },
};
const settings = {
  post: 'everyone',
  addMembers: 'admins',
  changeInfo: 'admins',
  pin: 'admins',
  mentionAll: 'everyone',
  slowModeSeconds: 0,
  history: 'all',
} as const;
export const systemMessage: Message = {
  id: messageId,
  seq: 7,
  conversationId,
  senderId: adaId,
  kind: 'system',
  text: 'Members were added.',
  attachments: [],
  replyTo: null,
  createdAt,
  editedAt: null,
  deletedAt: null,
  status: 'sent',
  system: { type: 'added', actorId: adaId, userIds: [summary.id], memberCount: 2 },
};
export const group: Conversation = {
  ...conversation,
  isGroup: true,
  name: 'Analytical engine',
  settings,
  community: { visibility: 'public', joining: 'open', topics: ['technology'], language: 'en' },
  lastMessage: systemMessage,
};
export const preview: GroupPreview = {
  id: conversationId,
  name: 'Analytical engine',
  avatar: null,
  about: null,
  memberCount: 2,
  createdAt,
  visibility: 'public',
  joining: 'open',
  topics: ['technology'],
  language: 'en',
  rules: 'Be kind.',
  rulesVersion: 3,
  membership: 'none',
};
export const sent = { id: messageId, seq: 7, createdAt };
export const synced = {
  conversations: [{ id: conversationId, lastSeq: 7, readSeq: 5, deliveredSeq: 7, unreadCount: 2 }],
  total: 1,
  cursor: 'c3luYzoxNzY0',
  hasMore: false,
};
export const nextCursor = 'cGFnZTo1MA';
