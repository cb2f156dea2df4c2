import * as z from 'zod';
import { authReply, jwks, loginRequest, refreshRequest, registerRequest, tokenReply } from './accounts.ts';
import { pageQuery } from './common.ts';
import {
  conversation,
  conversationPage,
  createConversationRequest,
  syncReply,
  syncRequest,
} from './conversations.ts';
import type { ErrorCode } from './errors.ts';
import {
  changesPage,
  changesQuery,
  historyQuery,
  messagePage,
  okReply,
  receiptPage,
  receiptRequest,
  sendMessageRequest,
  sentReply,
} from './messages.ts';
import {
  ownProfile,
  searchUsersQuery,
  statusReply,
  statusRequest,
  updateProfileRequest,
  userPage,
  userProfile,
} from './users.ts';

/** The Lambda function that answers a route. */
export type Service = 'auth' | 'users' | 'conversations' | 'meta';

/**
 * One HTTP route of the contract. `path` is below `/v1`; `replies` gives each success status its body (`null`: none).
 * The functions' route tables, their validation and types, the OpenAPI document and the gateway's routing derive from it.
 */
export interface Route {
  service: Service;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: `/${string}`;
  summary: string;
  /** Also served without the `/v1`, at an address that a standard fixes. */
  alsoAtRoot?: true;
  /** How long caches may keep the reply. Without it none may: replies hold tokens, messages and who is online. */
  cacheSeconds?: number;
  /** Without `public` the caller needs a valid access token. */
  public?: true;
  query?: z.ZodType;
  body?: z.ZodType;
  replies: Record<number, z.ZodType | null>;
  /** Error codes beyond those that every route of its kind can give. */
  errors: readonly ErrorCode[];
}

export const routes = {
  register: {
    service: 'auth',
    method: 'POST',
    path: '/auth/register',
    summary: 'Create an account and sign in',
    public: true,
    body: registerRequest,
    replies: { 201: authReply },
    errors: ['username_taken', 'email_taken'],
  },
  login: {
    service: 'auth',
    method: 'POST',
    path: '/auth/login',
    summary: 'Sign in with a username or e-mail address and a password',
    public: true,
    body: loginRequest,
    replies: { 200: authReply },
    errors: ['invalid_credentials'],
  },
  refresh: {
    service: 'auth',
    method: 'POST',
    path: '/auth/refresh',
    summary:
      'Trade a refresh token for fresh tokens; each works once, and for 30 seconds more as a repetition',
    public: true,
    body: refreshRequest,
    replies: { 200: tokenReply },
    errors: ['invalid_refresh_token', 'refresh_token_reused'],
  },
  logout: {
    service: 'auth',
    method: 'POST',
    path: '/auth/logout',
    summary: 'End the session and close its sockets',
    body: refreshRequest,
    replies: { 204: null },
    errors: ['invalid_refresh_token'],
  },
  getOwnProfile: {
    service: 'users',
    method: 'GET',
    path: '/users/me',
    summary: 'The own profile',
    replies: { 200: ownProfile },
    errors: [],
  },
  updateOwnProfile: {
    service: 'users',
    method: 'PATCH',
    path: '/users/me',
    summary: 'Change name, avatar, about or privacy',
    body: updateProfileRequest,
    replies: { 200: ownProfile },
    errors: [],
  },
  setStatus: {
    service: 'users',
    method: 'PUT',
    path: '/users/me/status',
    summary: 'Be seen as online, away or not at all',
    body: statusRequest,
    replies: { 200: statusReply },
    errors: [],
  },
  searchUsers: {
    service: 'users',
    method: 'GET',
    path: '/users',
    summary: 'Find people by the beginning of their username or of a word of their name',
    query: searchUsersQuery,
    replies: { 200: userPage },
    errors: ['invalid_cursor'],
  },
  getUser: {
    service: 'users',
    method: 'GET',
    path: '/users/{id}',
    summary: 'The public profile of a person',
    replies: { 200: userProfile },
    errors: ['user_not_found'],
  },
  createConversation: {
    service: 'conversations',
    method: 'POST',
    path: '/conversations',
    summary: 'Open the direct conversation with somebody, or create a group',
    body: createConversationRequest,
    replies: { 201: conversation, 200: conversation },
    errors: ['unknown_usernames'],
  },
  listConversations: {
    service: 'conversations',
    method: 'GET',
    path: '/conversations',
    summary: 'The own conversations, newest activity first',
    query: pageQuery,
    replies: { 200: conversationPage },
    errors: ['invalid_cursor'],
  },
  getConversation: {
    service: 'conversations',
    method: 'GET',
    path: '/conversations/{id}',
    summary: 'One conversation',
    replies: { 200: conversation },
    errors: ['conversation_not_found'],
  },
  listMessages: {
    service: 'conversations',
    method: 'GET',
    path: '/conversations/{id}/messages',
    summary: 'History: the newest page, or before or after a sequence number; items ascend by `seq`',
    query: historyQuery,
    replies: { 200: messagePage },
    errors: ['conversation_not_found', 'invalid_cursor'],
  },
  sendMessage: {
    service: 'conversations',
    method: 'POST',
    path: '/conversations/{id}/messages',
    summary:
      'Send a message; the same message under the same `clientId` again gives 200 with the first reply',
    body: sendMessageRequest,
    replies: { 201: sentReply, 200: sentReply },
    errors: ['conversation_not_found', 'message_not_found', 'client_id_conflict'],
  },
  markDelivered: {
    service: 'conversations',
    method: 'POST',
    path: '/conversations/{id}/delivered',
    summary: 'Everything up to `seq` (default: the newest) has arrived',
    body: receiptRequest,
    replies: { 200: okReply },
    errors: ['conversation_not_found'],
  },
  markRead: {
    service: 'conversations',
    method: 'POST',
    path: '/conversations/{id}/read',
    summary: 'Everything up to `seq` (default: the newest) has been read',
    body: receiptRequest,
    replies: { 200: okReply },
    errors: ['conversation_not_found'],
  },
  listChanges: {
    service: 'conversations',
    method: 'GET',
    path: '/conversations/{id}/changes',
    summary: 'Everything after a sequence number, ascending, for catching up',
    query: changesQuery,
    replies: { 200: changesPage },
    errors: ['conversation_not_found'],
  },
  listReceipts: {
    service: 'conversations',
    method: 'GET',
    path: '/conversations/{id}/receipts',
    summary: 'How far each member has received and read',
    query: pageQuery,
    replies: { 200: receiptPage },
    errors: ['conversation_not_found', 'invalid_cursor'],
  },
  sync: {
    service: 'conversations',
    method: 'GET',
    path: '/sync',
    summary: 'Which conversations changed since the cursor, for clients that cannot hold a socket',
    query: syncRequest,
    replies: { 200: syncReply },
    errors: ['invalid_cursor'],
  },
  health: {
    service: 'meta',
    method: 'GET',
    path: '/health',
    summary: 'Whether requests can be served',
    public: true,
    replies: {
      200: z
        .object({ status: z.literal('ok').describe('Always `ok`.') })
        .meta({ id: 'Health', description: 'Requests can be served.' }),
    },
    errors: [],
  },
  jwks: {
    service: 'meta',
    method: 'GET',
    path: '/.well-known/jwks.json',
    summary: 'The public keys of access tokens; also served without the `/v1`',
    alsoAtRoot: true,
    cacheSeconds: 300,
    public: true,
    replies: { 200: jwks },
    errors: [],
  },
  openapi: {
    service: 'meta',
    method: 'GET',
    path: '/openapi.json',
    summary: 'This contract as OpenAPI 3.1',
    public: true,
    replies: { 200: z.record(z.string(), z.unknown()) },
    errors: [],
  },
  asyncapi: {
    service: 'meta',
    method: 'GET',
    path: '/asyncapi.json',
    summary: 'The WebSocket contract as AsyncAPI 3.0',
    public: true,
    replies: { 200: z.record(z.string(), z.unknown()) },
    errors: [],
  },
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof routes;

const prefix = ({ path }: Route) => path.split('/')[1] ?? '';

/**
 * Which service answers `/v1/<prefix>` and everything below it; whatever is not listed goes to `meta`, which also
 * answers unknown addresses. The local gateway and the CDK stacks route by this.
 */
export const servicePrefixes: ReadonlyMap<string, Service> = new Map(
  Object.values<Route>(routes)
    .filter(({ service }) => service !== 'meta')
    .map((route) => [prefix(route), route.service]),
);
