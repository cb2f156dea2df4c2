import type { Scope } from './bot-scopes.ts';
import type { ClientFrameType, ServerEventType } from './frames.ts';
import type { RouteName, routes } from './routes.ts';

/** What a bot's token needs: all of these scopes, none in particular, or it is not for bots. */
export type Needed = readonly Scope[] | 'nothing' | 'never';

/** The routes that take a token. */
type TokenRoute = {
  [Name in RouteName]: (typeof routes)[Name] extends { public: true } ? never : Name;
}[RouteName];

const seeConversations = ['conversations:read'] as const;
const changeConversations = ['conversations:write'] as const;
const manageMembers = ['members:write'] as const;
const read = ['messages:read'] as const;
const write = ['messages:write'] as const;
/** What is answered with a message of another user. */
const readAndWrite = ['messages:read', 'messages:write'] as const;
const upload = ['media:write'] as const;
const seeFiles = ['media:read'] as const;
const seeUsers = ['users:read'] as const;
const presence = ['presence'] as const;
const profile = ['profile'] as const;

/**
 * What each route takes of a bot. A route without a row does not compile; `jsonFor` keeps the newest message of a conversation
 * from those that may not read messages.
 */
export const routeScopes = {
  // accounts of people
  logout: 'never',
  changePassword: 'never',
  resendVerification: 'never',
  changeEmail: 'never',
  listSessions: 'never',
  endSession: 'never',
  endSessions: 'never',
  getSecondFactor: 'never',
  setUpSecondFactor: 'never',
  turnOnSecondFactor: 'never',
  renewRecoveryCodes: 'never',
  turnOffSecondFactor: 'never',
  listPasskeys: 'never',
  beginPasskey: 'never',
  addPasskey: 'never',
  removePasskey: 'never',
  listIdentities: 'never',
  startIdentity: 'never',
  addIdentity: 'never',
  removeIdentity: 'never',
  // a token that could make tokens would outlive its own end
  listBots: 'never',
  createBot: 'never',
  getBot: 'never',
  updateBot: 'never',
  deleteBot: 'never',
  listBotTokens: 'never',
  createBotToken: 'never',
  revokeBotToken: 'never',

  // who it is, each token may ask
  getOwnProfile: 'nothing',
  updateOwnProfile: profile,
  searchUsers: seeUsers,
  getUser: seeUsers,
  setStatus: presence,
  listBlocks: profile,
  blockUser: profile,
  unblockUser: profile,

  createConversation: changeConversations,
  listConversations: seeConversations,
  getConversation: seeConversations,
  updateGroup: changeConversations,
  updateOwnMembership: changeConversations,
  leaveGroup: changeConversations,
  joinGroup: changeConversations,
  acceptInvite: changeConversations,
  previewInvite: seeConversations,
  getWelcome: seeConversations,
  discover: seeConversations,
  listTopics: seeConversations,
  previewPublicGroup: seeConversations,
  sync: seeConversations,
  // only owners may, and no bot is one
  deleteGroup: 'never',
  transferGroup: 'never',
  // for people who look for groups
  suggestGroups: 'never',
  getFollowedTopics: 'never',
  followTopics: 'never',

  listMembers: seeConversations,
  addMembers: manageMembers,
  updateMember: manageMembers,
  removeMember: manageMembers,
  listBans: manageMembers,
  banUser: manageMembers,
  unbanUser: manageMembers,
  createInvite: manageMembers,
  listInvites: manageMembers,
  revokeInvite: manageMembers,
  listRequests: manageMembers,
  acceptRequest: manageMembers,
  declineRequest: manageMembers,

  listMessages: read,
  listChanges: read,
  getMessage: read,
  listRevisions: read,
  listReactions: read,
  listReplies: read,
  listThreads: read,
  updateThread: read,
  listPins: read,
  listVotes: read,
  searchMessages: read,
  listReceipts: read,
  markDelivered: read,
  markRead: read,
  sendMessage: write,
  editMessage: write,
  deleteMessage: write,
  removePreview: write,
  openStream: write,
  appendToStream: write,
  closeStream: write,
  // also that of another, where the role allows it
  stopStream: readAndWrite,
  addReaction: readAndWrite,
  removeReaction: readAndWrite,
  forwardMessage: readAndWrite,
  pinMessage: readAndWrite,
  unpinMessage: readAndWrite,
  vote: readAndWrite,
  closePoll: readAndWrite,
  scheduleMessage: write,
  listScheduled: write,
  changeScheduled: write,
  deleteScheduled: write,
  sendScheduled: write,

  createMedia: upload,
  getUploadParts: upload,
  completeMedia: upload,
  deleteMedia: upload,
  listMedia: seeFiles,
  getMedia: seeFiles,
  listConversationMedia: ['media:read', 'messages:read'],

  // what people keep for themselves on their devices
  starMessage: 'never',
  unstarMessage: 'never',
  listStars: 'never',
  saveDraft: 'never',
  listDrafts: 'never',
  listReminders: 'never',
  setReminder: 'never',
  deleteReminder: 'never',
  listNotifications: 'never',
  readNotifications: 'never',
  getNotificationSettings: 'never',
  updateNotificationSettings: 'never',
  getPushKey: 'never',
  subscribePush: 'never',
  unsubscribePush: 'never',
  listWebhooks: 'never',
  createWebhook: 'never',
  updateWebhook: 'never',
  deleteWebhook: 'never',
  rotateWebhookSecret: 'never',
  testWebhook: 'never',
  listDeliveries: 'never',
  listHooks: 'never',
  createHook: 'never',
  updateHook: 'never',
  rotateHookSecret: 'never',
  deleteHook: 'never',
  listAdminUsers: 'never',
  getAdminUser: 'never',
  suspendUser: 'never',
  reinstateUser: 'never',
  endUserSessions: 'never',
  requirePassword: 'never',
  requireSecondFactor: 'never',
  setUserRole: 'never',
  getSettings: 'never',
  updateSettings: 'never',
  createInvitation: 'never',
  listInvitations: 'never',
  revokeInvitation: 'never',
  listAudit: 'never',
  verifyAudit: 'never',
} as const satisfies Record<TokenRoute, Needed>;

/** The same of each frame that clients send. */
export const frameScopes = {
  'message:send': write,
  'message:edit': write,
  'message:delete': write,
  'message:react': readAndWrite,
  'message:open': write,
  'message:append': write,
  'message:close': write,
  'message:stop': readAndWrite,
  'poll:vote': readAndWrite,
  'receipt:delivered': read,
  'receipt:read': read,
  typing: write,
  'presence:watch': presence,
  sync: seeConversations,
  ping: 'nothing',
  // it is for notifications, of which bots get none
  focus: 'never',
} as const satisfies Record<ClientFrameType, Needed>;

/** The same of each event that is pushed: a bot's socket gets those alone. */
export const eventScopes = {
  'message:new': read,
  'media:updated': read,
  'message:hidden': read,
  'message:updated': read,
  'message:deleted': read,
  'message:appended': read,
  'poll:voted': read,
  'thread:updated': read,
  receipt: read,
  'conversation:new': seeConversations,
  'conversation:updated': seeConversations,
  'conversation:removed': seeConversations,
  'group:request': manageMembers,
  'scheduled:updated': write,
  'scheduled:removed': write,
  typing: presence,
  'presence:update': presence,
  'user:updated': seeUsers,
  'session:ended': 'nothing',
  'draft:updated': 'never',
  'star:updated': 'never',
  'reminder:updated': 'never',
  'reminder:due': 'never',
  'reminder:removed': 'never',
  'notification:new': 'never',
  'notification:cleared': 'never',
  'notification:settings': 'never',
} as const satisfies Record<ServerEventType, Needed>;

/**
 * The first of the needed scopes that is missing; `never` where no scope would do. `undefined`: nothing is missing. `scopes` is what
 * a bot's token has; people have none, as they may do all.
 */
export function missingScope(
  needed: Needed,
  scopes: readonly string[] | undefined,
): Scope | 'never' | undefined {
  if (scopes === undefined || needed === 'nothing') return undefined;
  if (needed === 'never') return 'never';
  return needed.find((scope) => !scopes.includes(scope));
}

/** Whether who has these scopes gets to see messages. */
export const readsMessages = (scopes: readonly string[] | undefined): boolean =>
  missingScope(read, scopes) === undefined;

/**
 * A reply or an event as text. Who may not read messages gets conversations without their newest message, and own messages without
 * what they quote.
 */
export function jsonFor(scopes: readonly string[] | undefined, content: unknown): string {
  if (readsMessages(scopes)) return JSON.stringify(content);
  return JSON.stringify(content, (key, value: unknown) =>
    Object.hasOwn(leftOut, key) ? leftOut[key] : value,
  );
}

/** What stands in the place of messages. */
const leftOut: Readonly<Record<string, null | undefined>> = { lastMessage: null, quote: undefined };
