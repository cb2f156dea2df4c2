/**
 * Made from the schemas of `shared/protocol/` by `npm run generate`: change those, not this. Types of what goes over the
 * wire, and shapes that check what comes in for its form. Whether a request is valid, the server decides.
 */
import type { Route } from './route.ts';
import { array, boolean, integer, nullable, object, oneOf, optional, string, type Shape } from './shapes.ts';

/** The own account. */
export interface OwnUser {
  /** The id of the person. Opaque: never parse it. */
  id: string;
  /** The name to sign in with and to be found by. */
  username: string;
  /** The name that others see. */
  name: string;
  /** The e-mail address. */
  email: string;
  /** A picture: an https address or the id of an uploaded image; `null` for none. */
  avatar: string | null;
  /** What the person may do on this server. */
  role: 'user' | 'moderator' | 'admin';
  /** Whether the person has shown that the e-mail address is theirs. */
  emailVerified: boolean;
  /** When the account was created. RFC 3339, UTC, milliseconds. */
  createdAt: string;
}

/** A fresh pair of tokens, and whose they are. */
export interface AuthReply {
  /** The access token, a JWT: goes into the `Authorization` header after `Bearer`. */
  token: string;
  /** Gives the next pair of tokens, once. */
  refreshToken: string;
  /** For how many seconds the access token is valid from now. */
  expiresIn: number;
  /** The account that is signed in. */
  user: OwnUser;
}

/** A message. */
export interface Message {
  /** The id of the message. Opaque: never parse it. */
  id: string;
  /** A sequence number of the conversation. */
  seq: number;
  /** The id of the conversation. Opaque: never parse it. */
  conversationId: string;
  /** The id of who sent it. Opaque: never parse it. */
  senderId: string;
  /** What it is. Pass over a kind that you do not know. */
  kind: 'text' | 'system' | (string & Record<never, never>);
  /** What was written. */
  text: string;
  /** Files: for later, always empty now. */
  attachments: string[];
  /** The id of the message that it answers, or `null`. */
  replyTo: string | null;
  /** When it was stored. RFC 3339, UTC, milliseconds. */
  createdAt: string;
  /** When it was last edited, or `null`. */
  editedAt: string | null;
  /** When it was deleted, or `null`. */
  deletedAt: string | null;
  /** How far the least advanced other member is. */
  status: 'sent' | 'delivered' | 'read';
  /** Only for the sender: what the message was sent under. */
  clientId?: string | undefined;
}

/** What changed in a conversation. */
export interface ChangesPage {
  /** What changed, ascending by `seq`. */
  items: Message[];
  /** Every number up to this one is in `items` or skipped for good. */
  upTo: number;
  /** Whether to ask again after `upTo`. */
  hasMore: boolean;
  /** Too much or too old to replay: drop the cache, load the newest page. */
  reset: boolean;
}

/** A member of the conversation. */
export interface Participant {
  /** The id of the person. Opaque: never parse it. */
  id: string;
  /** The name to sign in with and to be found by. */
  username: string;
  /** The name that others see. */
  name: string;
  /** A picture: an https address or the id of an uploaded image; `null` for none. */
  avatar: string | null;
  /** Whether the person is connected; `false` where they hide it. */
  online: boolean;
  /** When the person was last connected; `null` where that is hidden or never was. */
  lastOnline: string | null;
  /** What the member may do here. */
  role: 'owner' | 'admin' | 'member';
}

/** A conversation as one of its members sees it. */
export interface Conversation {
  /** The id of the conversation. Opaque: never parse it. */
  id: string;
  /** Whether it is a group, and not the direct conversation of two people. */
  isGroup: boolean;
  /** The name of the group; `null` in a direct conversation: show the other participant. */
  name: string | null;
  /** A picture: an https address or the id of an uploaded image; `null` for none. */
  avatar: string | null;
  /** What the group is about, or `null`. */
  about: string | null;
  /** When it was created. RFC 3339, UTC, milliseconds. */
  createdAt: string;
  /** The id of who created it. Opaque: never parse it. */
  createdBy: string;
  /** How many members it has. */
  memberCount: number;
  /** Members, the first so many of a large group. */
  participants: Participant[];
  /** The newest sequence number, 0 before anything was sent. */
  lastSeq: number;
  /** How many messages of others the caller has not read. */
  unreadCount: number;
  /** There are thousands, and perhaps more than `unreadCount`: ask again. Left out where it is exact. */
  unreadCountIsMinimum?: boolean | undefined;
  /** The newest message, or `null`. */
  lastMessage: Message | null;
  /** The caller as a member. */
  me: {
    /** What the member may do here. */
    role: 'owner' | 'admin' | 'member';
    /** Up to which sequence number everything has been read. */
    readSeq: number;
    /** Up to which sequence number everything has arrived. */
    deliveredSeq: number;
    /** Which messages the member is notified of. */
    notifications: 'all' | 'mentions' | 'none';
    /** When the caller became a member. RFC 3339, UTC, milliseconds. */
    joinedAt: string;
  };
}

/** Where a conversation and the caller in it stand. */
export interface ConversationHead {
  /** The id of the conversation. Opaque: never parse it. */
  id: string;
  /** The newest sequence number. */
  lastSeq: number;
  /** Up to which sequence number everything has been read. */
  readSeq: number;
  /** Up to which sequence number everything has arrived. */
  deliveredSeq: number;
  /** How many messages of others the caller has not read. */
  unreadCount: number;
  /** There are thousands, and perhaps more than `unreadCount`: ask again. Left out where it is exact. */
  unreadCountIsMinimum?: boolean | undefined;
}

/** Conversations, newest activity first. */
export interface ConversationPage {
  /** The items of this page, in order. */
  items: Conversation[];
  /** The `cursor` that goes on from here; `null` at the end. */
  nextCursor: string | null;
}

/** One bad field of a request. */
export interface FieldError {
  /** Where the field is: `data.text`, `participantUsernames.1`; empty for the whole. */
  path: string;
  /** What is wrong with it, in words that may change. */
  message: string;
}

/** Why a frame was refused. */
export interface FrameError {
  /** What went wrong; decide by this. Treat a code that you do not know by the status alone. */
  code:
    | 'validation_failed'
    | 'invalid_json'
    | 'invalid_cursor'
    | 'unknown_usernames'
    | 'unknown_frame'
    | 'unauthenticated'
    | 'invalid_token'
    | 'token_expired'
    | 'invalid_credentials'
    | 'invalid_refresh_token'
    | 'refresh_token_reused'
    | 'edge_required'
    | 'route_not_found'
    | 'user_not_found'
    | 'conversation_not_found'
    | 'message_not_found'
    | 'username_taken'
    | 'email_taken'
    | 'client_id_conflict'
    | 'payload_too_large'
    | 'internal_error'
    | 'service_unavailable'
    | (string & Record<never, never>);
  /** What went wrong, in words that may change. */
  message: string;
  /** Every bad field, where the request is not valid; the first so many. */
  errors?: FieldError[] | undefined;
}

/** Requests can be served. */
export interface Health {
  /** Always `ok`. */
  status: 'ok';
}

/** How far one member is. */
export interface MemberReceipt {
  /** The id of the member. Opaque: never parse it. */
  userId: string;
  /** Up to which sequence number everything has arrived. */
  deliveredSeq: number;
  /** Up to which sequence number everything has been read. */
  readSeq: number;
}

/** Messages, ascending by `seq`. `nextCursor` goes on in the direction of the page. */
export interface MessagePage {
  /** The items of this page, in order. */
  items: Message[];
  /** The `cursor` that goes on from here; `null` at the end. */
  nextCursor: string | null;
}

/** It is done. */
export interface OkReply {
  /** Always `true`. */
  ok: true;
}

/** Who sees what of a profile. */
export interface Privacy {
  /** Who sees whether the person is online, and when they last were. */
  presence: 'everyone' | 'nobody';
  /** Who sees what the person says of themselves. */
  about: 'everyone' | 'nobody';
}

/** The own account with what only its owner sees. */
export interface OwnProfile {
  /** The id of the person. Opaque: never parse it. */
  id: string;
  /** The name to sign in with and to be found by. */
  username: string;
  /** The name that others see. */
  name: string;
  /** The e-mail address. */
  email: string;
  /** A picture: an https address or the id of an uploaded image; `null` for none. */
  avatar: string | null;
  /** What the person may do on this server. */
  role: 'user' | 'moderator' | 'admin';
  /** Whether the person has shown that the e-mail address is theirs. */
  emailVerified: boolean;
  /** When the account was created. RFC 3339, UTC, milliseconds. */
  createdAt: string;
  /** What the person says of themselves. */
  about: string;
  privacy: Privacy;
}

/** Why a request was refused. */
export interface Problem {
  /** What went wrong; decide by this. Treat a code that you do not know by the status alone. */
  code:
    | 'validation_failed'
    | 'invalid_json'
    | 'invalid_cursor'
    | 'unknown_usernames'
    | 'unknown_frame'
    | 'unauthenticated'
    | 'invalid_token'
    | 'token_expired'
    | 'invalid_credentials'
    | 'invalid_refresh_token'
    | 'refresh_token_reused'
    | 'edge_required'
    | 'route_not_found'
    | 'user_not_found'
    | 'conversation_not_found'
    | 'message_not_found'
    | 'username_taken'
    | 'email_taken'
    | 'client_id_conflict'
    | 'payload_too_large'
    | 'internal_error'
    | 'service_unavailable'
    | (string & Record<never, never>);
  /** What went wrong this time, in words that may change. */
  detail: string;
  /** The id of the request in the logs. Opaque: never parse it. */
  requestId: string;
  /** Every bad field, where the request is not valid; the first so many. */
  errors?: FieldError[] | undefined;
}

/** How far a member has received and read a conversation. */
export interface Receipt {
  /** The id of the conversation. Opaque: never parse it. */
  conversationId: string;
  /** The id of the member. Opaque: never parse it. */
  userId: string;
  /** Up to which sequence number everything has arrived. */
  deliveredSeq: number;
  /** Up to which sequence number everything has been read. */
  readSeq: number;
}

/** How far each member is. */
export interface ReceiptPage {
  /** The items of this page, in order. */
  items: MemberReceipt[];
  /** The `cursor` that goes on from here; `null` at the end. */
  nextCursor: string | null;
}

/** The message is stored. */
export interface SentReply {
  /** The id of the message. Opaque: never parse it. */
  id: string;
  /** A sequence number of the conversation. */
  seq: number;
  /** When it was stored. RFC 3339, UTC, milliseconds. */
  createdAt: string;
}

/** How the person is seen now. */
export interface StatusReply {
  /** How to be seen while connected; `invisible` looks like being offline. */
  status: 'online' | 'away' | 'invisible';
}

/** Which conversations changed. */
export interface SyncReply {
  /** The conversations that changed since the cursor. */
  conversations: ConversationHead[];
  /** The `cursor` of the next sync. */
  cursor: string;
  /** Whether to sync again at once, with this `cursor`. */
  hasMore: boolean;
}

/** A fresh pair of tokens. */
export interface TokenReply {
  /** The access token, a JWT: goes into the `Authorization` header after `Bearer`. */
  token: string;
  /** Gives the next pair of tokens, once. */
  refreshToken: string;
  /** For how many seconds the access token is valid from now. */
  expiresIn: number;
}

/** What everybody may know of a person. */
export interface UserSummary {
  /** The id of the person. Opaque: never parse it. */
  id: string;
  /** The name to sign in with and to be found by. */
  username: string;
  /** The name that others see. */
  name: string;
  /** A picture: an https address or the id of an uploaded image; `null` for none. */
  avatar: string | null;
  /** Whether the person is connected; `false` where they hide it. */
  online: boolean;
  /** When the person was last connected; `null` where that is hidden or never was. */
  lastOnline: string | null;
}

/** People who were found. */
export interface UserPage {
  /** The items of this page, in order. */
  items: UserSummary[];
  /** The `cursor` that goes on from here; `null` at the end. */
  nextCursor: string | null;
}

/** The public profile of a person. */
export interface UserProfile {
  /** The id of the person. Opaque: never parse it. */
  id: string;
  /** The name to sign in with and to be found by. */
  username: string;
  /** The name that others see. */
  name: string;
  /** A picture: an https address or the id of an uploaded image; `null` for none. */
  avatar: string | null;
  /** Whether the person is connected; `false` where they hide it. */
  online: boolean;
  /** When the person was last connected; `null` where that is hidden or never was. */
  lastOnline: string | null;
  /** What the person says of themselves; `null` where they hide it. */
  about: string | null;
  /** When the account was created. RFC 3339, UTC, milliseconds. */
  createdAt: string;
}

/** One other username and no `name`: the direct conversation of the two. Otherwise a group, which needs a `name`. */
export interface CreateConversationRequest {
  /** The usernames of the others. */
  participantUsernames: string[];
  /** The name of the group. */
  name?: string | undefined;
}

/** Who signs in. */
export interface LoginRequest {
  /** The username or the e-mail address. */
  username: string;
  /** The password of the account. */
  password: string;
}

/** How far the caller is. */
export interface ReceiptRequest {
  /** Up to which sequence number; by default the newest. */
  seq?: number | undefined;
}

/** The session, by its refresh token. */
export interface RefreshRequest {
  /** The refresh token that came last. */
  refreshToken: string;
}

/** The account to create. */
export interface RegisterRequest {
  /** The name to sign in with and to be found by. */
  username: string;
  /** The e-mail address, for one account only. Upper and lower case count as the same. */
  email: string;
  /** The name that others see. */
  name: string;
  /** The password: 8 to 72 bytes of UTF-8 in composed form (NFC), so at most 72 characters. */
  password: string;
  /** A picture: an https address or the id of an uploaded image; `null` for none. */
  avatar?: string | null | undefined;
}

/** The message to send. */
export interface SendMessageRequest {
  /** The text: at most 8000 characters and 16384 bytes of UTF-8, so always right up to 4096 characters. */
  text: string;
  /** The sender’s own id of the message: sending it again within 24 hours sends nothing twice. */
  clientId?: string | undefined;
  /** Files: for later, always empty now. */
  attachments?: string[] | undefined;
  /** The id of the message of this conversation that it answers. */
  replyTo?: string | null | undefined;
  /** Set it for every attempt but the first: what was stored is then found without taking a number. It changes nothing else. */
  repeat?: boolean | undefined;
}

/** How to be seen from now on. */
export interface StatusRequest {
  /** How to be seen while connected; `invisible` looks like being offline. */
  status: 'online' | 'away' | 'invisible';
}

/** What to change; what is left out stays. */
export interface UpdateProfileRequest {
  /** The name that others see. */
  name?: string | undefined;
  /** A picture: an https address or the id of an uploaded image; `null` for none. */
  avatar?: string | null | undefined;
  /** What a person says of themselves. */
  about?: string | undefined;
  /** Who sees what of the profile; what is left out stays. */
  privacy?:
    | {
        /** Who sees whether the person is online, and when they last were. */
        presence?: 'everyone' | 'nobody' | undefined;
        /** Who sees what the person says of themselves. */
        about?: 'everyone' | 'nobody' | undefined;
      }
    | undefined;
}

/** For each frame that the client sends its `data` and that of its ack. */
export interface ClientFrames {
  'message:send': {
    data: {
      /** The text: at most 8000 characters and 16384 bytes of UTF-8, so always right up to 4096 characters. */
      text: string;
      /** The sender’s own id of the message: sending it again within 24 hours sends nothing twice. */
      clientId: string;
      /** Files: for later, always empty now. */
      attachments?: string[] | undefined;
      /** The id of the message of this conversation that it answers. */
      replyTo?: string | null | undefined;
      /** Set it for every attempt but the first: what was stored is then found without taking a number. It changes nothing else. */
      repeat?: boolean | undefined;
      /** The id of the conversation. */
      conversationId: string;
    };
    ack: {
      /** The id of the message. Opaque: never parse it. */
      id: string;
      /** A sequence number of the conversation. */
      seq: number;
      /** When it was stored. RFC 3339, UTC, milliseconds. */
      createdAt: string;
      /** Whether an earlier attempt was stored. */
      duplicate: boolean;
    };
  };
  'receipt:delivered': {
    data: {
      /** The id of the conversation. */
      conversationId: string;
      /** Up to which sequence number. */
      seq: number;
    };
    ack: Record<string, never>;
  };
  'receipt:read': {
    data: {
      /** The id of the conversation. */
      conversationId: string;
      /** Up to which sequence number. */
      seq: number;
    };
    ack: Record<string, never>;
  };
  typing: {
    data: {
      /** The id of the conversation. */
      conversationId: string;
      /** Whether the member types, or stopped. */
      typing: boolean;
    };
    ack: Record<string, never>;
  };
  'presence:watch': {
    data: {
      /** The ids of the people. */
      userIds: string[];
    };
    ack: {
      /** Those of them who exist. */
      users: {
        /** The id of the person. Opaque: never parse it. */
        userId: string;
        /** Whether the person is connected. */
        online: boolean;
        /** How the person is seen; `invisible` only by themselves. */
        status: 'online' | 'away' | 'invisible' | 'offline';
        /** When the person was last connected; `null` where that is hidden or never was. */
        lastOnline: string | null;
      }[];
    };
  };
  sync: {
    data: {
      /** The `cursor` of an earlier sync. Any other text is refused as `invalid_cursor`. */
      cursor?: string | undefined;
    };
    ack: SyncReply;
  };
  ping: {
    data: Record<string, never>;
    ack: {
      /** The time of the server. RFC 3339, UTC, milliseconds. */
      serverTime: string;
    };
  };
}

/** For each event that the server pushes its `data`. */
export interface ServerEvents {
  'message:new': Message;
  'conversation:new': Conversation;
  receipt: Receipt;
  typing: {
    /** The id of the conversation. Opaque: never parse it. */
    conversationId: string;
    /** The id of who types. Opaque: never parse it. */
    userId: string;
    /** Whether the member types, or stopped. */
    typing: boolean;
  };
  'presence:update': {
    /** The id of the person. Opaque: never parse it. */
    userId: string;
    /** Whether the person is connected. */
    online: boolean;
    /** How the person is seen; `invisible` only by themselves. */
    status: 'online' | 'away' | 'invisible' | 'offline';
    /** When the person was last connected; `null` where that is hidden or never was. */
    lastOnline: string | null;
  };
  'session:ended': {
    /** Why. Whatever it is, do not reconnect by yourself. */
    reason:
      'signed_out' | 'session_revoked' | 'suspended' | 'too_many_sockets' | (string & Record<never, never>);
  };
}

/** The routes that the client calls. */
export interface Routes {
  register: Route<'/auth/register', RegisterRequest, AuthReply>;
  login: Route<'/auth/login', LoginRequest, AuthReply>;
  refresh: Route<'/auth/refresh', RefreshRequest, TokenReply>;
  logout: Route<'/auth/logout', RefreshRequest, undefined>;
  getOwnProfile: Route<'/users/me', never, OwnProfile>;
  updateOwnProfile: Route<'/users/me', UpdateProfileRequest, OwnProfile>;
  setStatus: Route<'/users/me/status', StatusRequest, StatusReply>;
  searchUsers: Route<'/users', never, UserPage>;
  getUser: Route<'/users/{id}', never, UserProfile>;
  createConversation: Route<'/conversations', CreateConversationRequest, Conversation>;
  listConversations: Route<'/conversations', never, ConversationPage>;
  getConversation: Route<'/conversations/{id}', never, Conversation>;
  listMessages: Route<'/conversations/{id}/messages', never, MessagePage>;
  sendMessage: Route<'/conversations/{id}/messages', SendMessageRequest, SentReply>;
  markDelivered: Route<'/conversations/{id}/delivered', ReceiptRequest, OkReply>;
  markRead: Route<'/conversations/{id}/read', ReceiptRequest, OkReply>;
  listChanges: Route<'/conversations/{id}/changes', never, ChangesPage>;
  listReceipts: Route<'/conversations/{id}/receipts', never, ReceiptPage>;
  sync: Route<'/sync', never, SyncReply>;
  health: Route<'/health', never, Health>;
}

export const ownUser: Shape<OwnUser> = object<OwnUser>({
  id: string,
  username: string,
  name: string,
  email: string,
  avatar: nullable(string),
  role: oneOf('user', 'moderator', 'admin'),
  emailVerified: boolean,
  createdAt: string,
});

export const authReply: Shape<AuthReply> = object<AuthReply>({
  token: string,
  refreshToken: string,
  expiresIn: integer(1),
  user: ownUser,
});

export const message: Shape<Message> = object<Message>({
  id: string,
  seq: integer(0),
  conversationId: string,
  senderId: string,
  kind: string,
  text: string,
  attachments: array(string),
  replyTo: nullable(string),
  createdAt: string,
  editedAt: nullable(string),
  deletedAt: nullable(string),
  status: oneOf('sent', 'delivered', 'read'),
  clientId: optional(string),
});

export const changesPage: Shape<ChangesPage> = object<ChangesPage>({
  items: array(message),
  upTo: integer(0),
  hasMore: boolean,
  reset: boolean,
});

export const participant: Shape<Participant> = object<Participant>({
  id: string,
  username: string,
  name: string,
  avatar: nullable(string),
  online: boolean,
  lastOnline: nullable(string),
  role: oneOf('owner', 'admin', 'member'),
});

export const conversation: Shape<Conversation> = object<Conversation>({
  id: string,
  isGroup: boolean,
  name: nullable(string),
  avatar: nullable(string),
  about: nullable(string),
  createdAt: string,
  createdBy: string,
  memberCount: integer(1),
  participants: array(participant),
  lastSeq: integer(0),
  unreadCount: integer(0),
  unreadCountIsMinimum: optional(boolean),
  lastMessage: nullable(message),
  me: object<Conversation['me']>({
    role: oneOf('owner', 'admin', 'member'),
    readSeq: integer(0),
    deliveredSeq: integer(0),
    notifications: oneOf('all', 'mentions', 'none'),
    joinedAt: string,
  }),
});

export const conversationHead: Shape<ConversationHead> = object<ConversationHead>({
  id: string,
  lastSeq: integer(0),
  readSeq: integer(0),
  deliveredSeq: integer(0),
  unreadCount: integer(0),
  unreadCountIsMinimum: optional(boolean),
});

export const conversationPage: Shape<ConversationPage> = object<ConversationPage>({
  items: array(conversation),
  nextCursor: nullable(string),
});

export const fieldError: Shape<FieldError> = object<FieldError>({ path: string, message: string });

export const frameError: Shape<FrameError> = object<FrameError>({
  code: string,
  message: string,
  errors: optional(array(fieldError)),
});

export const health: Shape<Health> = object<Health>({ status: oneOf('ok') });

export const memberReceipt: Shape<MemberReceipt> = object<MemberReceipt>({
  userId: string,
  deliveredSeq: integer(0),
  readSeq: integer(0),
});

export const messagePage: Shape<MessagePage> = object<MessagePage>({
  items: array(message),
  nextCursor: nullable(string),
});

export const okReply: Shape<OkReply> = object<OkReply>({ ok: oneOf(true) });

export const privacy: Shape<Privacy> = object<Privacy>({
  presence: oneOf('everyone', 'nobody'),
  about: oneOf('everyone', 'nobody'),
});

export const ownProfile: Shape<OwnProfile> = object<OwnProfile>({
  id: string,
  username: string,
  name: string,
  email: string,
  avatar: nullable(string),
  role: oneOf('user', 'moderator', 'admin'),
  emailVerified: boolean,
  createdAt: string,
  about: string,
  privacy: privacy,
});

export const problem: Shape<Problem> = object<Problem>({
  code: string,
  detail: string,
  requestId: string,
  errors: optional(array(fieldError)),
});

export const receipt: Shape<Receipt> = object<Receipt>({
  conversationId: string,
  userId: string,
  deliveredSeq: integer(0),
  readSeq: integer(0),
});

export const receiptPage: Shape<ReceiptPage> = object<ReceiptPage>({
  items: array(memberReceipt),
  nextCursor: nullable(string),
});

export const sentReply: Shape<SentReply> = object<SentReply>({
  id: string,
  seq: integer(0),
  createdAt: string,
});

export const statusReply: Shape<StatusReply> = object<StatusReply>({
  status: oneOf('online', 'away', 'invisible'),
});

export const syncReply: Shape<SyncReply> = object<SyncReply>({
  conversations: array(conversationHead),
  cursor: string,
  hasMore: boolean,
});

export const tokenReply: Shape<TokenReply> = object<TokenReply>({
  token: string,
  refreshToken: string,
  expiresIn: integer(1),
});

export const userSummary: Shape<UserSummary> = object<UserSummary>({
  id: string,
  username: string,
  name: string,
  avatar: nullable(string),
  online: boolean,
  lastOnline: nullable(string),
});

export const userPage: Shape<UserPage> = object<UserPage>({
  items: array(userSummary),
  nextCursor: nullable(string),
});

export const userProfile: Shape<UserProfile> = object<UserProfile>({
  id: string,
  username: string,
  name: string,
  avatar: nullable(string),
  online: boolean,
  lastOnline: nullable(string),
  about: nullable(string),
  createdAt: string,
});

export const acks: { readonly [T in keyof ClientFrames]: Shape<ClientFrames[T]['ack']> } = {
  'message:send': object<ClientFrames['message:send']['ack']>({
    id: string,
    seq: integer(0),
    createdAt: string,
    duplicate: boolean,
  }),
  'receipt:delivered': object<ClientFrames['receipt:delivered']['ack']>({}),
  'receipt:read': object<ClientFrames['receipt:read']['ack']>({}),
  typing: object<ClientFrames['typing']['ack']>({}),
  'presence:watch': object<ClientFrames['presence:watch']['ack']>({
    users: array(
      object<ClientFrames['presence:watch']['ack']['users'][number]>({
        userId: string,
        online: boolean,
        status: oneOf('online', 'away', 'invisible', 'offline'),
        lastOnline: nullable(string),
      }),
    ),
  }),
  sync: syncReply,
  ping: object<ClientFrames['ping']['ack']>({ serverTime: string }),
};

export const events: { readonly [T in keyof ServerEvents]: Shape<ServerEvents[T]> } = {
  'message:new': message,
  'conversation:new': conversation,
  receipt: receipt,
  typing: object<ServerEvents['typing']>({ conversationId: string, userId: string, typing: boolean }),
  'presence:update': object<ServerEvents['presence:update']>({
    userId: string,
    online: boolean,
    status: oneOf('online', 'away', 'invisible', 'offline'),
    lastOnline: nullable(string),
  }),
  'session:ended': object<ServerEvents['session:ended']>({ reason: string }),
};

export const routes: Routes = {
  register: { method: 'POST', path: '/auth/register', replies: { 201: authReply } },
  login: { method: 'POST', path: '/auth/login', replies: { 200: authReply } },
  refresh: { method: 'POST', path: '/auth/refresh', replies: { 200: tokenReply } },
  logout: { method: 'POST', path: '/auth/logout', replies: { 204: null } },
  getOwnProfile: { method: 'GET', path: '/users/me', replies: { 200: ownProfile } },
  updateOwnProfile: { method: 'PATCH', path: '/users/me', replies: { 200: ownProfile } },
  setStatus: { method: 'PUT', path: '/users/me/status', replies: { 200: statusReply } },
  searchUsers: { method: 'GET', path: '/users', replies: { 200: userPage } },
  getUser: { method: 'GET', path: '/users/{id}', replies: { 200: userProfile } },
  createConversation: {
    method: 'POST',
    path: '/conversations',
    replies: { 200: conversation, 201: conversation },
  },
  listConversations: { method: 'GET', path: '/conversations', replies: { 200: conversationPage } },
  getConversation: { method: 'GET', path: '/conversations/{id}', replies: { 200: conversation } },
  listMessages: { method: 'GET', path: '/conversations/{id}/messages', replies: { 200: messagePage } },
  sendMessage: {
    method: 'POST',
    path: '/conversations/{id}/messages',
    replies: { 200: sentReply, 201: sentReply },
  },
  markDelivered: { method: 'POST', path: '/conversations/{id}/delivered', replies: { 200: okReply } },
  markRead: { method: 'POST', path: '/conversations/{id}/read', replies: { 200: okReply } },
  listChanges: { method: 'GET', path: '/conversations/{id}/changes', replies: { 200: changesPage } },
  listReceipts: { method: 'GET', path: '/conversations/{id}/receipts', replies: { 200: receiptPage } },
  sync: { method: 'GET', path: '/sync', replies: { 200: syncReply } },
  health: { method: 'GET', path: '/health', replies: { 200: health } },
};

export const subprotocol = 'chat.v1' as const;

export const bearerSubprotocolPrefix = 'bearer.' as const;

export const limits = { textCharacters: 8000, textBytes: 16384, pageMax: 100, watchedUsers: 200 } as const;
