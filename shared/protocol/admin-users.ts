import * as z from 'zod';
import { characters, idOf, openSet, replyText } from './bounds.ts';
import { cursor, limits, limitText, moment, multiline, pageOf, singleLine, time } from './common.ts';
import type { ErrorCode } from './errors.ts';
import { defineRoutes, userParam } from './route.ts';
import { role, shownAvatar } from './users.ts';
import { isVisible } from './visible-text.ts';

/** What refuses those whose role does not let them do it, or who may not use their role yet. */
export const roleErrors = ['forbidden', 'role_needs_second_factor'] as const satisfies readonly ErrorCode[];
/** What refuses acting on an account. */
const targetErrors = [
  ...roleErrors,
  'cannot_target_self',
  'outranked',
] as const satisfies readonly ErrorCode[];

const suspension = z
  .object({
    since: time('Since when.'),
    until: time('When it ends by itself.')
      .nullable()
      .describe('When it ends by itself; `null`: when the user is reinstated.'),
    reason: replyText(limits.reasonCharacters, 'What the user reads; it may be empty.'),
  })
  .meta({ id: 'Suspension', description: 'Why and until when a user cannot sign in.' });

const required = z
  .object({
    password: z.boolean().describe('A new password, at the next sign-in.'),
    secondFactor: z.boolean().describe('An authenticator app, at the next sign-in.'),
  })
  .meta({ id: 'RequiredOfUser', description: 'What the user must set up before they get in again.' });

/** A user as administrators see them: neither their address nor anything that they wrote to others. */
export const adminUser = z
  .object({
    id: idOf('the user'),
    username: replyText(32, 'The name that the user signs in with and others find them by.'),
    name: replyText(64, 'The display name.'),
    avatar: shownAvatar,
    bot: z.boolean().optional().describe('`true` for a bot, which is a program; left out for people.'),
    role,
    state: openSet(
      ['active', 'suspended'],
      'Whether the user can use the account: `suspended` until the suspension ends.',
    ),
    suspension: suspension.nullable().describe('Why the user cannot sign in; `null` where they can.'),
    required,
    emailVerified: z.boolean().describe('Whether the user has verified the e-mail address.'),
    createdAt: time('When the account was created.'),
    online: z.boolean().describe('Whether a device of the user is connected.'),
    lastSeenAt: time('When the user was last connected.')
      .nullable()
      .describe('When the user was last connected; `null`: never.'),
  })
  .meta({ id: 'AdminUser', description: 'A user, as administrators see them.' });
export type AdminUser = z.infer<typeof adminUser>;
export const adminUserPage = pageOf(adminUser).meta({
  id: 'AdminUserPage',
  description:
    'Users. With `role` or `state` a page can hold fewer than asked for, or none, although there are more: `nextCursor` goes on.',
});
export type AdminUserPage = z.infer<typeof adminUserPage>;

const adminSession = z
  .object({
    id: idOf('the session'),
    device: replyText(128, 'What signed in, in words: `Firefox on Windows`; empty if it did not say.'),
    connected: z.boolean().describe('Whether it has an open socket.'),
    createdAt: time('When it signed in.'),
    lastUsedAt: time('When it signed in or last got new tokens.'),
  })
  .meta({ id: 'AdminSession', description: 'A device on which a user is signed in.' });

export const adminUserDetail = adminUser
  .extend({
    hasEmail: z.boolean().describe('Whether the account has an e-mail address.'),
    hasPassword: z.boolean().describe('Whether the account has a password.'),
    secondFactor: z.boolean().describe('Whether signing in takes a code besides the password.'),
    passkeys: z.int().min(0).describe('How many passkeys the account has.'),
    providers: z.array(idOf('the provider')).meta({
      maxItems: limits.identitiesPerUser,
      description: 'The providers that the user signs in with.',
    }),
    sessions: z.array(adminSession).meta({
      maxItems: 1_000,
      description: 'The devices on which the user is signed in, the one used last first.',
    }),
    conversations: z.int().min(0).describe('In how many conversations the user is; nothing of which ones.'),
    conversationsAreMinimum: z.boolean().describe('Set when they are too many to be counted at once.'),
  })
  .meta({ id: 'AdminUserDetail', description: 'A user and their account, as administrators see them.' });
export type AdminUserDetail = z.infer<typeof adminUserDetail>;

export const listAdminUsersQuery = z.strictObject({
  q: characters(singleLine, 1, 254)
    .refine(isVisible, 'must not be blank')
    .optional()
    .describe(
      'The beginning of a username or of a word of a name, or a whole e-mail address. Left out: all, the newest first.',
    ),
  role: role.optional().describe('Only users with this role.'),
  state: z.enum(['active', 'suspended']).optional().describe('Only users of this state.'),
  cursor: cursor.optional(),
  limit: limitText.default(limits.pageDefault),
});
export type ListAdminUsersQuery = z.output<typeof listAdminUsersQuery>;

/** What is said of why something is done to a user or a group. */
export const writtenReason = characters(multiline, 1, limits.reasonCharacters)
  .refine(isVisible, 'must not be blank')
  .describe('Why: the user reads it.');

export const adminSuspendRequest = z
  .strictObject({
    reason: writtenReason,
    until: moment
      .nullable()
      .optional()
      .describe('When it ends by itself (RFC 3339); `null`, or left out: when the user is reinstated.'),
  })
  .meta({ id: 'SuspendRequest', description: 'Why the user is suspended, and until when.' });
export type AdminSuspendRequest = z.infer<typeof adminSuspendRequest>;

export const adminRoleRequest = z
  .strictObject({ role })
  .meta({ id: 'RoleRequest', description: 'What the user may do on this server from now on.' });
export type AdminRoleRequest = z.infer<typeof adminRoleRequest>;

const ofUser = { id: userParam };

export const adminUserRoutes = defineRoutes({
  listAdminUsers: {
    tag: 'admin',
    method: 'GET',
    path: '/admin/users',
    summary: 'Find users by name or e-mail address, by role or by state',
    query: listAdminUsersQuery,
    replies: { 200: adminUserPage },
    errors: [...roleErrors, 'invalid_cursor'],
  },
  getAdminUser: {
    tag: 'admin',
    method: 'GET',
    path: '/admin/users/{id}',
    summary: 'Get a user with what their account is protected by, and their devices',
    params: ofUser,
    replies: { 200: adminUserDetail },
    errors: roleErrors,
  },
  suspendUser: {
    tag: 'admin',
    method: 'POST',
    path: '/admin/users/{id}/suspend',
    summary: 'Keep a user from signing in, and end their sessions; again changes the reason and the end',
    params: ofUser,
    body: adminSuspendRequest,
    replies: { 200: adminUser },
    errors: [...targetErrors, 'time_in_past'],
  },
  reinstateUser: {
    tag: 'admin',
    method: 'POST',
    path: '/admin/users/{id}/reinstate',
    summary: 'Let a suspended user sign in again; again is a no-op',
    params: ofUser,
    replies: { 200: adminUser },
    errors: targetErrors,
  },
  endUserSessions: {
    tag: 'admin',
    method: 'DELETE',
    path: '/admin/users/{id}/sessions',
    summary: 'Sign a user out on all of their devices',
    params: ofUser,
    replies: { 204: null },
    errors: targetErrors,
  },
  requirePassword: {
    tag: 'admin',
    method: 'POST',
    path: '/admin/users/{id}/require-password',
    summary: 'Have a user set a new password at the next sign-in; their sessions end',
    params: ofUser,
    replies: { 200: adminUser },
    errors: targetErrors,
  },
  requireSecondFactor: {
    tag: 'admin',
    method: 'POST',
    path: '/admin/users/{id}/require-second-factor',
    summary: 'Have a user set up an authenticator app at the next sign-in; their sessions end',
    params: ofUser,
    replies: { 200: adminUser },
    errors: targetErrors,
  },
  setUserRole: {
    tag: 'admin',
    method: 'PUT',
    path: '/admin/users/{id}/role',
    summary: 'Give a user another role, yourself too as long as another administrator is left',
    params: ofUser,
    body: adminRoleRequest,
    replies: { 200: adminUser },
    errors: [...roleErrors, 'last_administrator'],
  },
});
