import type * as z from 'zod';
import type { Conversation } from './conversations.ts';
import { errorStatus, errorTitle, type ErrorCode, type Problem } from './errors.ts';
import type {
  AckData,
  ClientFrameData,
  ClientFrameType,
  ServerEventData,
  ServerEventType,
} from './frames.ts';
import type { Message } from './messages.ts';
import type { Route, RouteParamsInput } from './route.ts';
import type { RouteName, routes } from './routes.ts';
import type { OwnProfile, OwnUser, UserProfile } from './users.ts';

type Part<R, F extends 'query' | 'body'> =
  R extends Record<F, infer S extends z.ZodType> ? Record<F, z.input<S>> : Partial<Record<F, never>>;
type ReplyOf<R extends Route> = Extract<R['replies'][keyof R['replies']], z.ZodType>;
/** A request of a route and its reply, as far as the route has them. */
type Example<R extends Route> = ([RouteParamsInput<R>] extends [undefined]
  ? { params?: never }
  : { params: RouteParamsInput<R> }) &
  Part<R, 'query'> &
  Part<R, 'body'> &
  ([ReplyOf<R>] extends [never] ? { reply?: never } : { reply: z.input<ReplyOf<R>> });

const adaId = 'usr_Yk3tQ0v9ZrW1aXhPzLmC2g';
const conversationId = 'con_7c1VbN5sKq8uHeTdRf0JyA';
const inConversation = { id: conversationId };
const messageId = 'msg_7c1VbN5sKq8uHeTdRf0JyA_7';
const clientId = '0f8fad5b-d9cb-469f-a165-70867728950e';
const createdAt = '2026-11-20T09:00:00.000Z';

const user: OwnUser = {
  id: adaId,
  username: 'ada',
  name: 'Ada Lovelace',
  email: 'ada@example.org',
  avatar: 'https://example.org/ada.png',
  role: 'user',
  emailVerified: false,
  createdAt,
};
const summary = {
  id: 'usr_Qm8eJ2xG4tBn6YwKsD0uRw',
  username: 'bob',
  name: 'Bob',
  avatar: null,
  online: true,
  lastOnline: null,
};
const ownProfile: OwnProfile = {
  ...user,
  about: 'I write programs.',
  privacy: { presence: 'everyone', about: 'nobody' },
};
const profile: UserProfile = { ...summary, about: null, createdAt };
const tokens = {
  token: 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ1c3JfLi4uIn0.MEUCIQ',
  refreshToken: 'rt_N2Zb5Vx8Qw1Ea4Rt7Yu0Io',
  expiresIn: 900,
};

const message: Message = {
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
const conversation: Conversation = {
  id: conversationId,
  isGroup: false,
  name: null,
  avatar: null,
  about: null,
  createdAt,
  createdBy: adaId,
  memberCount: 2,
  participants: [{ ...summary, role: 'owner' }],
  lastSeq: 7,
  unreadCount: 2,
  lastMessage: message,
  me: { role: 'owner', readSeq: 5, deliveredSeq: 7, notifications: 'all', joinedAt: createdAt },
};
const sent = { id: messageId, seq: 7, createdAt };
const synced = {
  conversations: [{ id: conversationId, lastSeq: 7, readSeq: 5, deliveredSeq: 7, unreadCount: 2 }],
  cursor: 'c3luYzoxNzY0',
  hasMore: false,
};
const nextCursor = 'cGFnZTo1MA';

/** For every route a request and its reply, shown in the OpenAPI document and checked against the schemas. */
export const routeExamples: { readonly [N in RouteName]: Example<(typeof routes)[N]> } = {
  register: {
    body: { username: 'ada', email: 'ada@example.org', name: 'Ada Lovelace', password: 'correct horse' },
    reply: { ...tokens, user },
  },
  login: { body: { username: 'ada', password: 'correct horse' }, reply: { ...tokens, user } },
  refresh: { body: { refreshToken: tokens.refreshToken }, reply: tokens },
  logout: { body: { refreshToken: tokens.refreshToken } },
  getOwnProfile: { reply: ownProfile },
  updateOwnProfile: {
    body: { about: ownProfile.about, privacy: { about: 'nobody' } },
    reply: ownProfile,
  },
  setStatus: { body: { status: 'away' }, reply: { status: 'away' } },
  searchUsers: { query: { q: 'bo', limit: '20' }, reply: { items: [summary], nextCursor: null } },
  getUser: { params: { id: adaId }, reply: profile },
  createConversation: { body: { participantUsernames: ['bob'] }, reply: conversation },
  listConversations: { query: { limit: '50' }, reply: { items: [conversation], nextCursor } },
  getConversation: { params: inConversation, reply: conversation },
  listMessages: {
    params: inConversation,
    query: { before: '8', limit: '50' },
    reply: { items: [message], nextCursor },
  },
  sendMessage: { params: inConversation, body: { text: 'Hello Bob', clientId }, reply: sent },
  markDelivered: { params: inConversation, body: { seq: 7 }, reply: { ok: true } },
  markRead: { params: inConversation, body: { seq: 7 }, reply: { ok: true } },
  listChanges: {
    params: inConversation,
    query: { after: '6' },
    reply: { items: [message], upTo: 7, hasMore: false, reset: false },
  },
  listReceipts: {
    params: inConversation,
    query: { limit: '50' },
    reply: { items: [{ userId: adaId, deliveredSeq: 7, readSeq: 5 }], nextCursor: null },
  },
  sync: { query: {}, reply: synced },
  health: { reply: { status: 'ok' } },
  jwks: {
    reply: {
      keys: [
        {
          kty: 'EC',
          crv: 'P-256',
          x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
          y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
          kid: 'token-key-1',
          alg: 'ES256',
          use: 'sig',
        },
      ],
    },
  },
  openapi: { reply: { openapi: '3.1.1' } },
  asyncapi: { reply: { asyncapi: '3.0.0' } },
};

const receiptData = { conversationId, seq: 7 };

/** For every frame that clients send its `data` and that of its ack. */
export const frameExamples: {
  readonly [T in ClientFrameType]: { data: ClientFrameData<T>; ack: AckData<T> };
} = {
  'message:send': {
    data: { conversationId, clientId, text: 'Hello Bob' },
    ack: { ...sent, duplicate: false },
  },
  'receipt:delivered': { data: receiptData, ack: {} },
  'receipt:read': { data: receiptData, ack: {} },
  typing: { data: { conversationId, typing: true }, ack: {} },
  'presence:watch': {
    data: { userIds: [summary.id] },
    ack: { users: [{ userId: summary.id, online: true, status: 'online', lastOnline: null }] },
  },
  sync: { data: {}, ack: synced },
  ping: { data: {}, ack: { serverTime: createdAt } },
};

/** The `data` of every event. */
export const eventExamples: { readonly [T in ServerEventType]: ServerEventData<T> } = {
  'message:new': message,
  'conversation:new': conversation,
  receipt: { conversationId, userId: adaId, deliveredSeq: 7, readSeq: 5 },
  typing: { conversationId, userId: adaId, typing: true },
  'presence:update': { userId: adaId, online: true, status: 'away', lastOnline: createdAt },
  'session:ended': { reason: 'signed_out' },
};

/** A reply with an error. */
export function problemExample(code: ErrorCode): Problem {
  return {
    type: `urn:chatflow:problem:${code}`,
    title: errorTitle[code],
    status: errorStatus[code],
    detail: `${errorTitle[code]}.`,
    code,
    requestId: 'JKJaXmPLvHcESHA=',
    ...(code === 'validation_failed' && { errors: [{ path: 'name', message: 'must not be blank' }] }),
  };
}
