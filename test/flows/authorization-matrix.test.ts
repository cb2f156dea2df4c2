import { expect, test } from 'vitest';
import { createAccessTokens } from '../../shared/accounts/index.ts';
import {
  clientFrames,
  frameScopes,
  missingScope,
  routes,
  routeScopes,
  scopeNames,
  type AuthReply,
  type ClientFrameType,
  type Needed,
  type Problem,
  type Route,
  type RouteName,
} from '../../shared/protocol/index.ts';
import { rolesCount } from '../support/backend/administrators.ts';
import { makeBot } from '../support/backend/bots.ts';
import { groupCalls } from '../support/backend/group-world.ts';
import { startBackend, type Person, type TestBackend } from '../support/backend/runtime.ts';
import { Refused } from '../support/backend/test-socket.ts';

/** Who calls. A further kind of caller is a further name here, its token in `tokenOf`, and what it is answered in `expected`. */
const callers = [
  'anonymous',
  'expired',
  'ended',
  'suspended',
  'stranger',
  /** By the owner, with whom they have a direct conversation: it answers them as ever. */
  'blocked',
  'member',
  'groupAdmin',
  'owner',
  'muted',
  'removed',
  'banned',
  'moderator',
  'admin',
  /** A bot that is a member, by a token with all scopes. */
  'bot',
  /** The same bot by a token that lets it see presence alone. */
  'watchingBot',
] as const;
type Caller = (typeof callers)[number];
const people = [
  'stranger',
  'blocked',
  'member',
  'groupAdmin',
  'owner',
  'muted',
  'removed',
  'banned',
  'moderator',
  'admin',
] as const;
const isPerson = (caller: Caller): caller is (typeof people)[number] =>
  people.some((name) => name === caller);

const isBot = (caller: Caller): caller is 'bot' | 'watchingBot' =>
  caller === 'bot' || caller === 'watchingBot';
const neededOf = (name: string): Needed =>
  Object.hasOwn(routeScopes, name) ? routeScopes[name as keyof typeof routeScopes] : 'never';

/** Who may: all, all who are signed in, of the group its members, its owner and admins, or its owner, or administrators. */
type Allowed = 'all' | 'users' | 'members' | 'groupAdmins' | 'groupOwner' | 'administrators';
interface Access {
  may: Allowed;
  /** What those who may are answered, where that is not success: then the request goes no further than its check. */
  answer?: string;
  /** The same where it differs for one of them. */
  answerTo?: Partial<Record<Caller, string>>;
}
interface Row extends Access {
  path?: Record<string, string>;
  query?: string;
  body?: object;
  /** It is over with the group afterwards: each caller gets one of its own. */
  ofOwnGroup?: true;
}

/** What each caller is answered: `ok`, or the code of the error. */
const groupStanding: Partial<Record<Caller, 'member' | 'admin' | 'owner'>> = {
  member: 'member',
  muted: 'member',
  bot: 'member',
  watchingBot: 'member',
  groupAdmin: 'admin',
  owner: 'owner',
};

function expected(
  { may, answer = 'ok', answerTo = {} }: Access,
  caller: Caller,
  needed: Needed = 'nothing',
): string {
  if (may === 'all') return answer;
  if (caller === 'bot' && needed === 'never') return 'insufficient_scope';
  if (caller === 'watchingBot' && missingScope(needed, ['presence'])) return 'insufficient_scope';
  if (caller === 'anonymous') return 'unauthenticated';
  if (caller === 'expired') return 'token_expired';
  if (caller === 'ended' || caller === 'suspended') return 'invalid_token';
  const given = answerTo[caller] ?? answer;
  if (may === 'users') return given;
  if (may === 'administrators') return caller === 'admin' ? given : 'forbidden';
  if (caller === 'blocked') return may === 'members' ? given : 'not_a_group';
  const standing = groupStanding[caller];
  if (standing === undefined) return 'conversation_not_found';
  if (may === 'groupAdmins' && standing === 'member') return 'forbidden';
  if (may === 'groupOwner' && standing !== 'owner') return 'forbidden';
  return given;
}

const wrong = { password: 'not the password' };
const invalid = { body: {}, answer: 'validation_failed' } as const;
/** In a path: the group of `owner` and `member`, or the direct conversation of `owner` and `blocked`; and another user. */
const group = '{group}';
const other = '{other}';
const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
const ofNoWebhook = { id: group, webhookId: 'whk_x' };
const ofNoHook = { id: group, hookId: 'hok_x' };
const ofNoUser = { id: 'usr_x' };
const ofNoMember = { id: group, userId: 'usr_x' };

const rows: Record<RouteName, Row> = {
  checkUsername: { may: 'all', path: { username: 'free-name' } },
  register: { may: 'all', ...invalid },
  login: { may: 'all', body: { username: 'no-such-user', ...wrong }, answer: 'invalid_credentials' },
  refresh: { may: 'all', body: { refreshToken: 'x' }, answer: 'invalid_refresh_token' },
  logout: { may: 'users', body: { refreshToken: 'x' }, answer: 'invalid_refresh_token' },
  forgotPassword: { may: 'all', body: { email: 'no-one@example.org' } },
  resetPassword: { may: 'all', ...invalid },
  changePassword: {
    may: 'users',
    body: { currentPassword: wrong.password, newPassword: 'seven purple umbrellas' },
    answer: 'invalid_credentials',
  },
  verifyEmail: { may: 'all', ...invalid },
  unsubscribeDigests: { may: 'all', ...invalid },
  resendVerification: { may: 'users' },
  changeEmail: { may: 'users', body: { email: 'new@example.org', ...wrong }, answer: 'invalid_credentials' },
  listSessions: { may: 'users' },
  endSession: { may: 'users', path: { id: 'ses_x' }, answer: 'session_not_found' },
  endSessions: { may: 'users', query: '?except=current' },
  getSecondFactor: { may: 'users' },
  setUpSecondFactor: { may: 'users', body: wrong, answer: 'invalid_credentials' },
  turnOnSecondFactor: { may: 'users', ...invalid },
  renewRecoveryCodes: { may: 'users', body: wrong, answer: 'invalid_credentials' },
  turnOffSecondFactor: { may: 'users', body: wrong, answer: 'invalid_credentials' },
  listPasskeys: { may: 'users' },
  beginPasskey: { may: 'users', body: wrong, answer: 'invalid_credentials' },
  addPasskey: { may: 'users', ...invalid },
  removePasskey: { may: 'users', path: { id: 'x' }, body: wrong, answer: 'invalid_credentials' },
  beginPasskeySignIn: { may: 'all' },
  signInWithPasskey: { may: 'all', ...invalid },
  listProviders: { may: 'all' },
  startProviderSignIn: { may: 'all', path: { id: 'none' }, answer: 'provider_not_found' },
  finishProviderSignIn: { may: 'all', path: { id: 'none' }, ...invalid },
  confirmProviderSignIn: {
    may: 'all',
    body: { token: 'x', code: '000000' },
    answer: 'provider_state_invalid',
  },
  signUpWithProvider: { may: 'all', ...invalid },
  listIdentities: { may: 'users' },
  startIdentity: { may: 'users', path: { id: 'none' }, body: wrong, answer: 'invalid_credentials' },
  addIdentity: { may: 'users', body: { ticket: 'x', state: 'x' }, answer: 'provider_state_invalid' },
  removeIdentity: { may: 'users', path: { id: 'x' }, body: wrong, answer: 'invalid_credentials' },
  getOwnProfile: { may: 'users' },
  updateOwnProfile: { may: 'users', body: { about: 'Hello' } },
  searchUsers: { may: 'users', query: '?q=an' },
  getUser: { may: 'users', path: { id: other } },
  setStatus: { may: 'users', body: { status: 'away' } },
  listBlocks: { may: 'users' },
  blockUser: { may: 'users', path: { userId: 'usr_x' }, answer: 'user_not_found' },
  unblockUser: { may: 'users', path: { userId: 'usr_x' } },
  createConversation: {
    may: 'users',
    body: { participantUsernames: ['no-such-user'] },
    answer: 'unknown_usernames',
  },
  listConversations: { may: 'users' },
  getConversation: { may: 'members', path: { id: group } },
  listMessages: { may: 'members', path: { id: group } },
  listConversationMedia: { may: 'members', path: { id: group }, query: '?kind=image' },
  createMedia: {
    may: 'users',
    body: { purpose: 'attachment', name: 'notes.txt', contentType: 'text/plain', size: 5 },
  },
  listMedia: { may: 'users', query: '?ids=med_x' },
  getMedia: { may: 'users', path: { id: 'med_x' }, answer: 'media_not_found' },
  getUploadParts: { may: 'users', path: { id: 'med_x' }, answer: 'media_not_found' },
  completeMedia: { may: 'users', path: { id: 'med_x' }, answer: 'media_not_found' },
  deleteMedia: { may: 'users', path: { id: 'med_x' }, answer: 'media_not_found' },
  sendMessage: {
    may: 'members',
    path: { id: group },
    body: { text: 'Hello' },
    answerTo: { muted: 'muted' },
  },
  listChanges: { may: 'members', path: { id: group }, query: '?after=0' },
  // the first number is that of a system message, which none may change; in the direct conversation of the blocked one, it is
  // what they sent themselves
  getMessage: { may: 'members', path: { id: group, seq: '1' } },
  editMessage: {
    may: 'members',
    path: { id: group, seq: '1' },
    body: { text: 'Hello' },
    answer: 'forbidden',
    answerTo: { blocked: 'ok' },
  },
  deleteMessage: {
    may: 'members',
    path: { id: group, seq: '1' },
    answer: 'forbidden',
    answerTo: { blocked: 'ok' },
  },
  openStream: {
    may: 'members',
    path: { id: group },
    body: { clientId: 's1' },
    answerTo: { muted: 'muted' },
  },
  appendToStream: {
    may: 'members',
    path: { id: group, seq: '1' },
    body: { offset: 0, text: 'Hello' },
    answer: 'forbidden',
    answerTo: { blocked: 'message_deleted' },
  },
  closeStream: {
    may: 'members',
    path: { id: group, seq: '1' },
    body: { text: 'Hello' },
    answer: 'forbidden',
    answerTo: { blocked: 'message_deleted' },
  },
  stopStream: {
    may: 'members',
    path: { id: group, seq: '1' },
    answer: 'forbidden',
    answerTo: { blocked: 'message_deleted' },
  },
  listRevisions: { may: 'members', path: { id: group, seq: '1' } },
  addReaction: {
    may: 'members',
    path: { id: group, seq: '1', emoji: '👍' },
    answer: 'forbidden',
    answerTo: { blocked: 'message_deleted' },
  },
  removePreview: {
    may: 'members',
    path: { id: group, seq: '1' },
    answer: 'forbidden',
    answerTo: { blocked: 'message_deleted' },
  },
  removeReaction: {
    may: 'members',
    path: { id: group, seq: '1', emoji: '👍' },
    answer: 'forbidden',
    answerTo: { blocked: 'message_deleted' },
  },
  listReactions: { may: 'members', path: { id: group, seq: '1' } },
  vote: {
    may: 'members',
    path: { id: group, seq: '1' },
    body: { options: [0] },
    answer: 'not_a_poll',
    answerTo: { blocked: 'message_deleted' },
  },
  listVotes: {
    may: 'members',
    path: { id: group, seq: '1' },
    answer: 'not_a_poll',
    answerTo: { blocked: 'message_deleted' },
  },
  closePoll: {
    may: 'members',
    path: { id: group, seq: '1' },
    answer: 'forbidden',
    answerTo: { blocked: 'message_deleted' },
  },
  pinMessage: {
    may: 'members',
    path: { id: group, seq: '1' },
    answer: 'forbidden',
  },
  unpinMessage: { may: 'members', path: { id: group, seq: '1' }, answer: 'forbidden' },
  starMessage: {
    may: 'members',
    path: { id: group, seq: '1' },
    answer: 'message_not_found',
    answerTo: { blocked: 'message_deleted' },
  },
  unstarMessage: { may: 'members', path: { id: group, seq: '1' } },
  listStars: { may: 'users' },
  saveDraft: { may: 'members', path: { id: group }, body: { text: 'Hel' } },
  listDrafts: { may: 'users' },
  scheduleMessage: {
    may: 'members',
    body: { conversationId: group, text: 'Hello', sendAt: inAnHour },
    answerTo: { muted: 'muted' },
  },
  listScheduled: { may: 'users', query: '?conversationId={group}' },
  changeScheduled: {
    may: 'users',
    path: { id: 'sch_x' },
    body: { text: 'Hello', sendAt: inAnHour },
    answer: 'scheduled_not_found',
  },
  deleteScheduled: { may: 'users', path: { id: 'sch_x' }, answer: 'scheduled_not_found' },
  sendScheduled: { may: 'users', path: { id: 'sch_x' }, answer: 'scheduled_not_found' },
  listReminders: { may: 'users' },
  setReminder: { may: 'users', path: { id: 'msg_x' }, body: { at: inAnHour }, answer: 'message_not_found' },
  deleteReminder: { may: 'users', path: { id: 'msg_x' }, answer: 'reminder_not_found' },
  listPins: { may: 'members', path: { id: group } },
  listReplies: { may: 'members', path: { id: group, seq: '1' } },
  updateThread: {
    may: 'members',
    path: { id: group, seq: '1' },
    body: { following: false },
    answer: 'message_not_found',
    answerTo: { blocked: 'ok' },
  },
  listThreads: { may: 'users' },
  forwardMessage: {
    may: 'members',
    path: { id: group, seq: '1' },
    body: { to: [{ conversationId: other, clientId: 'f1' }] },
    answer: 'forbidden',
    answerTo: { blocked: 'message_deleted' },
  },
  markDelivered: { may: 'members', path: { id: group }, body: {} },
  markRead: { may: 'members', path: { id: group }, body: {} },
  listReceipts: { may: 'members', path: { id: group } },
  updateGroup: { may: 'groupAdmins', path: { id: group }, body: { name: 'Another name' } },
  deleteGroup: { may: 'groupOwner', path: { id: group }, ofOwnGroup: true },
  updateOwnMembership: { may: 'members', path: { id: group }, body: { notifications: 'none' } },
  listMembers: { may: 'members', path: { id: group }, answerTo: { blocked: 'not_a_group' } },
  addMembers: {
    may: 'groupAdmins',
    path: { id: group },
    body: { usernames: ['no-such-user'] },
    answer: 'unknown_usernames',
  },
  updateMember: {
    may: 'groupAdmins',
    path: ofNoMember,
    body: { mutedUntil: null },
    answer: 'member_not_found',
  },
  removeMember: { may: 'groupAdmins', path: ofNoMember, answer: 'member_not_found' },
  leaveGroup: {
    may: 'members',
    path: { id: group },
    answerTo: { blocked: 'not_a_group' },
    ofOwnGroup: true,
  },
  transferGroup: {
    may: 'groupOwner',
    path: { id: group },
    body: { userId: 'usr_x' },
    answer: 'member_not_found',
  },
  listBans: { may: 'groupAdmins', path: { id: group } },
  banUser: { may: 'groupAdmins', path: ofNoMember, answer: 'user_not_found' },
  unbanUser: { may: 'groupAdmins', path: ofNoMember },
  listWebhooks: { may: 'groupAdmins', path: { id: group } },
  createWebhook: {
    may: 'groupAdmins',
    path: { id: group },
    body: { name: 'Build', url: 'https://localhost/', events: ['message.created'] },
    answer: 'url_not_allowed',
  },
  updateWebhook: { may: 'groupAdmins', path: ofNoWebhook, body: {}, answer: 'webhook_not_found' },
  deleteWebhook: { may: 'groupAdmins', path: ofNoWebhook, answer: 'webhook_not_found' },
  rotateWebhookSecret: { may: 'groupAdmins', path: ofNoWebhook, answer: 'webhook_not_found' },
  testWebhook: { may: 'groupAdmins', path: ofNoWebhook, answer: 'webhook_not_found' },
  listDeliveries: { may: 'groupAdmins', path: ofNoWebhook, answer: 'webhook_not_found' },
  listHooks: { may: 'groupAdmins', path: { id: group } },
  createHook: { may: 'groupAdmins', path: { id: group }, body: { name: 'Build' } },
  updateHook: { may: 'groupAdmins', path: ofNoHook, body: {}, answer: 'hook_not_found' },
  rotateHookSecret: { may: 'groupAdmins', path: ofNoHook, answer: 'hook_not_found' },
  deleteHook: { may: 'groupAdmins', path: ofNoHook, answer: 'hook_not_found' },
  postToHook: {
    may: 'all',
    path: { secret: 'hok_x' },
    body: { text: 'Hello' },
    answer: 'hook_not_found',
  },
  createInvite: { may: 'groupAdmins', path: { id: group }, body: {} },
  listInvites: { may: 'members', path: { id: group }, answerTo: { blocked: 'not_a_group' } },
  revokeInvite: {
    may: 'members',
    path: { id: group, code: 'x' },
    answer: 'invite_not_found',
    answerTo: { blocked: 'not_a_group' },
  },
  previewInvite: { may: 'users', path: { code: 'x' }, answer: 'invite_not_found' },
  acceptInvite: { may: 'users', path: { code: 'x' }, body: {}, answer: 'invite_not_found' },
  // the group is private: to others it does not exist
  joinGroup: { may: 'members', path: { id: group }, body: {}, answerTo: { blocked: 'not_a_group' } },
  listRequests: { may: 'groupAdmins', path: { id: group } },
  acceptRequest: { may: 'groupAdmins', path: ofNoMember, answer: 'request_not_found' },
  declineRequest: { may: 'groupAdmins', path: ofNoMember, answer: 'request_not_found' },
  getWelcome: { may: 'members', path: { id: group }, answerTo: { blocked: 'not_a_group' } },
  searchMessages: { may: 'members', query: '?q=hello&conversationId={group}' },
  discover: { may: 'users', query: '?q=te&sort=new' },
  listTopics: { may: 'users' },
  suggestGroups: { may: 'users' },
  // the group is private
  previewPublicGroup: { may: 'users', path: { id: group }, answer: 'conversation_not_found' },
  getFollowedTopics: { may: 'users' },
  followTopics: { may: 'users', body: { topics: ['music'] } },
  listBots: { may: 'users' },
  createBot: { may: 'users', ...invalid },
  getBot: { may: 'users', path: { id: 'bot_x' }, answer: 'bot_not_found' },
  updateBot: { may: 'users', path: { id: 'bot_x' }, body: { name: 'Helper' }, answer: 'bot_not_found' },
  deleteBot: { may: 'users', path: { id: 'bot_x' }, answer: 'bot_not_found' },
  listBotTokens: { may: 'users', path: { id: 'bot_x' }, answer: 'bot_not_found' },
  createBotToken: {
    may: 'users',
    path: { id: 'bot_x' },
    body: { name: 'Office', scopes: ['messages:read'] },
    answer: 'bot_not_found',
  },
  revokeBotToken: { may: 'users', path: { id: 'bot_x', tokenId: 'tok_x' }, answer: 'bot_not_found' },
  listNotifications: { may: 'users' },
  readNotifications: { may: 'users', body: { ids: ['x'] } },
  getNotificationSettings: { may: 'users' },
  updateNotificationSettings: { may: 'users', body: { sounds: true } },
  getPushKey: { may: 'users' },
  subscribePush: {
    may: 'users',
    body: { type: 'fcm', token: 'x' },
    answer: 'push_not_available',
  },
  unsubscribePush: { may: 'users' },
  getRegistration: { may: 'all' },
  enrolSecondFactor: {
    may: 'all',
    body: { username: 'no-such-user', ...wrong },
    answer: 'invalid_credentials',
  },
  listAdminUsers: { may: 'administrators' },
  getAdminUser: { may: 'administrators', path: ofNoUser, answer: 'user_not_found' },
  suspendUser: {
    may: 'administrators',
    path: ofNoUser,
    body: { reason: 'Spam' },
    answer: 'user_not_found',
  },
  reinstateUser: { may: 'administrators', path: ofNoUser, answer: 'user_not_found' },
  endUserSessions: { may: 'administrators', path: ofNoUser, answer: 'user_not_found' },
  requirePassword: { may: 'administrators', path: ofNoUser, answer: 'user_not_found' },
  requireSecondFactor: { may: 'administrators', path: ofNoUser, answer: 'user_not_found' },
  setUserRole: { may: 'administrators', path: ofNoUser, body: { role: 'user' }, answer: 'user_not_found' },
  getSettings: { may: 'administrators' },
  updateSettings: { may: 'administrators', body: { version: 7 }, answer: 'settings_conflict' },
  createInvitation: { may: 'administrators', body: {} },
  listInvitations: { may: 'administrators' },
  revokeInvitation: { may: 'administrators', path: { id: 'inv_x' }, answer: 'invitation_not_found' },
  listAudit: { may: 'administrators' },
  verifyAudit: { may: 'administrators', query: '?day=2026-11-30' },
  sync: { may: 'users' },
  health: { may: 'all' },
  jwks: { may: 'all' },
  openapi: { may: 'all' },
  asyncapi: { may: 'all' },
};

const frames: Record<ClientFrameType, Access & { data: object }> = {
  'message:send': {
    may: 'members',
    data: { conversationId: group, clientId: 'c1', text: 'Hello' },
    answerTo: { muted: 'muted' },
  },
  'message:edit': {
    may: 'members',
    data: { conversationId: group, seq: 1, text: 'Hello' },
    answer: 'forbidden',
    answerTo: { blocked: 'ok' },
  },
  'message:delete': {
    may: 'members',
    data: { conversationId: group, seq: 1 },
    answer: 'forbidden',
    answerTo: { blocked: 'ok' },
  },
  'message:react': {
    may: 'members',
    data: { conversationId: group, seq: 1, emoji: '👍' },
    answer: 'forbidden',
    answerTo: { blocked: 'message_deleted' },
  },
  'message:open': {
    may: 'members',
    data: { conversationId: group, clientId: 's1' },
    answerTo: { muted: 'muted' },
  },
  'message:append': {
    may: 'members',
    data: { conversationId: group, seq: 1, offset: 0, text: 'Hello' },
    answer: 'forbidden',
    answerTo: { blocked: 'message_deleted' },
  },
  'message:close': {
    may: 'members',
    data: { conversationId: group, seq: 1, text: 'Hello' },
    answer: 'forbidden',
    answerTo: { blocked: 'message_deleted' },
  },
  'message:stop': {
    may: 'members',
    data: { conversationId: group, seq: 1 },
    answer: 'forbidden',
    answerTo: { blocked: 'message_deleted' },
  },
  'poll:vote': {
    may: 'members',
    data: { conversationId: group, seq: 1, options: [0] },
    answer: 'not_a_poll',
    answerTo: { blocked: 'message_deleted' },
  },
  'receipt:delivered': { may: 'members', data: { conversationId: group, seq: 0 } },
  'receipt:read': { may: 'members', data: { conversationId: group, seq: 0 } },
  typing: { may: 'members', data: { conversationId: group, typing: true } },
  'presence:watch': { may: 'users', data: { userIds: [] } },
  sync: { may: 'users', data: {} },
  ping: { may: 'users', data: {} },
  focus: { may: 'users', data: { conversationId: null } },
};

async function makeWorld(backend: TestBackend) {
  const made = await Promise.all(people.map(async (name) => [name, await backend.person(name)] as const));
  const persons = Object.fromEntries(made) as Record<(typeof people)[number], Person>;
  const { stranger, blocked, member, groupAdmin, owner, muted, removed, banned, moderator, admin } = persons;
  await backend.commands.roles({ username: moderator.user.username, role: 'moderator' });
  await backend.commands.roles({ username: admin.user.username, role: 'admin' });
  const helper = await makeBot(backend, owner);
  const botTokens = {
    bot: await helper.token([...scopeNames]),
    watchingBot: await helper.token(['presence']),
  };
  /** A group in which all of them are what they are called. */
  async function newGroup(token = owner.token): Promise<string> {
    const asOwner = { ...owner, token };
    const members = [member, groupAdmin, muted, removed, banned];
    const { id } = await backend.conversation(asOwner, members, 'A group');
    const calls = groupCalls(backend, id);
    const joined = await calls.addNames(asOwner, helper.bot.username);
    expect(joined.status).toBe(200);
    for (const { status } of [
      await calls.change(asOwner, groupAdmin, { role: 'admin' }),
      await calls.change(asOwner, muted, { mutedUntil: 'forever' }),
      await calls.kick(asOwner, removed),
      await calls.ban(asOwner, banned),
    ]) {
      expect(status).toBeLessThan(300);
    }
    return id;
  }
  const id = await newGroup();
  const direct = await backend.conversation(owner, [blocked]);
  const { token: byOwner } = owner;
  await backend.call('PUT', `/v1/users/me/blocks/${blocked.user.id}`, { token: byOwner });
  const { app } = backend.runtime;
  const signIn = async ({ user, password }: Person) => {
    const body = { username: user.username, password };
    return (await backend.call<AuthReply>('POST', '/v1/auth/login', { body })).body;
  };
  const hourAgo = createAccessTokens({ ...app, clock: { now: () => Date.now() - 3600_000 } });
  const suspended = await backend.person('suspended');
  await backend.commands.suspensions({ suspend: { username: suspended.user.username } });
  const caller = await app.accessTokens.verify(owner.token);
  const ended = await signIn(owner);
  const { token, refreshToken } = ended;
  await backend.call('POST', '/v1/auth/logout', { token, body: { refreshToken } });
  const tokens = {
    ...Object.fromEntries(
      await Promise.all(people.map(async (name) => [name, (await signIn(persons[name])).token] as const)),
    ),
    expired: await hourAgo.issue(caller),
    ended: token,
    suspended: suspended.token,
    ...botTokens,
  } as Record<Exclude<Caller, 'anonymous'>, string>;
  const fill = (caller: Caller, text: string, groupId = id) =>
    text.replaceAll(group, caller === 'blocked' ? direct.id : groupId).replaceAll(other, stranger.user.id);
  const tokenOf = (name: Caller) => (name === 'anonymous' ? undefined : tokens[name]);
  return { backend, tokenOf, fill, newGroup };
}

test('each route and each frame has a row', () => {
  expect(Object.keys(rows).sort()).toEqual(Object.keys(routes).sort());
  expect(Object.keys(frames).sort()).toEqual(Object.keys(clientFrames).sort());
  for (const [name, route] of Object.entries<Route>(routes)) {
    expect(rows[name as RouteName].may === 'all', name).toBe(route.public === true);
  }
});

test('each route answers each caller as its row says', async () => {
  const { backend, tokenOf, fill, newGroup } = await makeWorld(await startBackend(rolesCount));
  for (const [name, { method, path }] of Object.entries<Route>(routes)) {
    const row = rows[name as RouteName];
    const answers: Record<string, string> = {};
    const wanted: Record<string, string> = {};
    for (const caller of callers) {
      const { body } = row;
      const ownGroup = row.ofOwnGroup && (await newGroup(tokenOf('owner')));
      const filled = path.replace(/\{(\w+)\}/g, (_, param: string) =>
        fill(caller, row.path?.[param] ?? '', ownGroup),
      );
      const answer = await backend.call(method, `/v1${filled}${fill(caller, row.query ?? '')}`, {
        token: tokenOf(caller),
        ...(body && { body: JSON.parse(fill(caller, JSON.stringify(body), ownGroup)) as object }),
      });
      answers[caller] = answer.status < 300 ? 'ok' : (answer.body as Problem).code;
      wanted[caller] = expected(row, caller, neededOf(name));
    }
    expect.soft(answers, name).toEqual(wanted);
  }
});

test('each frame answers each caller as its row says', async () => {
  const { backend, tokenOf, fill } = await makeWorld(await startBackend());
  for (const caller of callers) {
    const token = tokenOf(caller) ?? '';
    if (!isPerson(caller) && !isBot(caller)) {
      await expect(backend.socket({ token }), caller).rejects.toEqual(new Refused(401));
      continue;
    }
    const socket = await backend.socket({ token });
    const answers: Record<string, string> = {};
    const wanted: Record<string, string> = {};
    for (const [type, row] of Object.entries(frames)) {
      const data = JSON.parse(fill(caller, JSON.stringify(row.data))) as object;
      const { type: kind, error } = await socket.request(type, data);
      answers[type] = kind === 'ack' ? 'ok' : (error?.code ?? '');
      wanted[type] = expected(row, caller, frameScopes[type as ClientFrameType]);
    }
    expect.soft(answers, caller).toEqual(wanted);
  }
});
