import * as z from 'zod';
import { characters, idOf, replyText } from './bounds.ts';
import { cursor, limits, limitText, multiline, oneLineName, pageOf, singleLine, time } from './common.ts';
import type { ServerEventDefinition } from './frame.ts';
import { mediaIdPattern } from './media-model.ts';
import { defineRoutes, userParam } from './route.ts';
import { isVisible } from './visible-text.ts';

export const username = z
  .string()
  .regex(
    /^[a-zA-Z][a-zA-Z0-9_.-]{2,31}$/,
    'must be 3 to 32 letters, digits, underscores, dots or hyphens, and start with a letter',
  )
  .meta({
    minLength: 3,
    maxLength: 32,
    description: 'The name that the user signs in with and others find them by.',
  });

export const displayName = oneLineName.meta({
  minLength: 1,
  maxLength: limits.nameCharacters,
  description: 'The display name.',
});

const mediaId = mediaIdPattern;
/** The pictures that clients bring along, by number: 01 to 24. */
const builtInAvatar = /^builtin:(0[1-9]|1[0-9]|2[0-4])$/;
const httpsAddress = z.url({ protocol: /^https$/ }).max(2048);
const avatarMeaning =
  'A picture: `builtin:01` to `builtin:24` for one that clients bring along, an https address, or the id of an uploaded image; `null` for none.';

/** A built-in picture, an https address, the id of an uploaded image, or `null` for none. */
export const avatar = singleLine
  .refine(
    (text) =>
      builtInAvatar.test(text) ||
      mediaId.test(text) ||
      (httpsAddress.safeParse(text).success && text.trim() === text),
    'must be builtin:01 to builtin:24, an https address, a media id or null',
  )
  .meta({
    maxLength: 2048,
    pattern: `^https://[^\\s\\u0000-\\u001F\\u007F-\\u009F]+$|${mediaId.source}|${builtInAvatar.source}`,
  })
  .nullable()
  .describe(avatarMeaning);

export const about = characters(multiline, 0, 500).describe('A text about the user, written by them.');

/** Whom a choice lets in; contacts are the users with whom one shares a direct conversation. */
export const privacyAudience = z.enum(['everyone', 'contacts', 'nobody']);
export type PrivacyAudience = z.infer<typeof privacyAudience>;
export const privacy = z
  .object({
    presence: privacyAudience.describe('Who can see whether the user is online, and when they last were.'),
    about: privacyAudience.describe('Who can see the text about the user.'),
    avatar: privacyAudience.describe('Who can see the picture of the user.'),
    receipts: privacyAudience.describe(
      'Who can see how far the user has read from now on; with `contacts` members of direct conversations only.',
    ),
    messages: privacyAudience.describe('Who can start a direct conversation with the user.'),
    groups: privacyAudience.describe('Who can add the user to a group.'),
    forwards: privacyAudience.describe('Who can forward messages of the user under their name.'),
    linkPreviews: z
      .boolean()
      .describe(
        'Whether the server reads the pages that links in messages of the user lead to, for previews.',
      ),
  })
  .meta({
    id: 'Privacy',
    description:
      'Who can see and do what. `contacts` are the users with whom the user shares a direct conversation.',
  });
export type Privacy = z.infer<typeof privacy>;
/** Of these settings those that say whom they let in. */
export type PrivacySetting = Exclude<keyof Privacy, 'linkPreviews'>;

export const role = z.enum(['user', 'moderator', 'admin']).describe('What the user may do on this server.');
export type Role = z.infer<typeof role>;

const shownUsername = replyText(32, 'The name that the user signs in with and others find them by.');
const shownName = replyText(64, 'The display name.');
export const shownAvatar = replyText(2048, 'A picture.').nullable().describe(avatarMeaning);

/** The caller's own account, as auth replies carry it. */
export const ownUser = z
  .object({
    id: idOf('the user'),
    username: shownUsername,
    name: shownName,
    email: replyText(254, 'The e-mail address.'),
    avatar: shownAvatar,
    role,
    emailVerified: z.boolean().describe('Whether the user has verified the e-mail address.'),
    createdAt: time('When the account was created.'),
  })
  .meta({ id: 'OwnUser', description: 'Your account.' });
export type OwnUser = z.infer<typeof ownUser>;

/** The caller's own account, with the fields that only its owner may see and change. */
export const ownProfile = ownUser
  .extend({ about: replyText(500, 'A text about the user, written by them.'), privacy })
  .meta({ id: 'OwnProfile', description: 'Your account, with the fields that only you can see.' });
export type OwnProfile = z.infer<typeof ownProfile>;

/** What a user can see of another one. What its owner hides from them is `false` or `null`. */
export const userSummary = z
  .object({
    id: idOf('the user'),
    username: shownUsername,
    name: shownName,
    avatar: shownAvatar,
    bot: z.boolean().optional().describe('`true` for a bot, which is a program; left out for people.'),
    online: z.boolean().describe('Whether the user is connected; `false` if hidden.'),
    lastOnline: time('When the user was last connected.')
      .nullable()
      .describe('When the user was last connected; `null` if hidden or never.'),
  })
  .meta({
    id: 'UserSummary',
    description: 'What you can see of another user; what they hide is `false` or `null`.',
  });
export type UserSummary = z.infer<typeof userSummary>;

/** The user whom a bot belongs to. */
export const botOwner = z
  .object({ id: idOf('the user'), username: shownUsername, name: shownName })
  .meta({ id: 'BotOwner', description: 'The user whom a bot belongs to.' });
export type BotOwner = z.infer<typeof botOwner>;

export const userProfile = userSummary
  .extend({
    about: replyText(500, 'A text about the user, written by them.')
      .nullable()
      .describe('A text about the user, written by them; `null` if hidden.'),
    createdAt: time('When the account was created.'),
    owner: botOwner
      .nullable()
      .optional()
      .describe(
        'Of a bot: the user whom it belongs to; `null` for one that belongs to a group. Left out for people.',
      ),
  })
  .meta({ id: 'UserProfile', description: 'The public profile of a user.' });
export type UserProfile = z.infer<typeof userProfile>;

export const updateProfileRequest = z
  .strictObject({
    name: displayName,
    avatar,
    about,
    privacy: z
      .strictObject(privacy.shape)
      .partial()
      .describe('Who can see and do what. Fields that are left out do not change.'),
  })
  .partial()
  .meta({ id: 'UpdateProfileRequest', description: 'The changes. Fields that are left out do not change.' });
export type UpdateProfileRequest = z.infer<typeof updateProfileRequest>;

export const searchUsersQuery = z.strictObject({
  q: characters(singleLine, 1, 64)
    .refine(isVisible, 'must not be blank')
    .describe('The beginning of a username, or of a word of a name.'),
  cursor: cursor.optional(),
  limit: limitText.default(limits.pageDefault),
});
export type SearchUsersQuery = z.infer<typeof searchUsersQuery>;
export const userPage = pageOf(userSummary).meta({ id: 'UserPage', description: 'The users found.' });

export const userRoutes = defineRoutes({
  getOwnProfile: {
    tag: 'users',
    method: 'GET',
    path: '/users/me',
    summary: 'Get your profile',
    replies: { 200: ownProfile },
    errors: [],
  },
  updateOwnProfile: {
    tag: 'users',
    method: 'PATCH',
    path: '/users/me',
    summary: 'Update your profile: name, avatar, about or privacy',
    body: updateProfileRequest,
    replies: { 200: ownProfile },
    errors: ['media_not_found', 'media_not_uploaded', 'media_mismatch', 'media_blocked'],
  },
  searchUsers: {
    tag: 'users',
    method: 'GET',
    path: '/users',
    summary: 'Search users by the beginning of their username or of a word of their name',
    query: searchUsersQuery,
    replies: { 200: userPage },
    errors: ['invalid_cursor'],
  },
  getUser: {
    tag: 'users',
    method: 'GET',
    path: '/users/{id}',
    summary: "Get a user's public profile",
    params: { id: userParam },
    replies: { 200: userProfile },
    errors: [],
  },
});

/** What of a user can change and others see. */
export const userUpdate = z
  .object({
    id: idOf('the user'),
    username: shownUsername,
    name: shownName,
    avatar: shownAvatar.describe('The picture; `null` if there is none, or if it is hidden from you.'),
    about: replyText(500, 'A text about the user, written by them.')
      .nullable()
      .describe('A text about the user, written by them; `null` if hidden.'),
  })
  .meta({ id: 'UserUpdate', description: 'What you can see of a user from now on.' });
export type UserUpdate = z.infer<typeof userUpdate>;

export const userEvents = {
  'user:updated': {
    summary:
      'You, or a user with whom you share a conversation, changed their name, picture or text, or who may see them.',
    data: userUpdate,
  },
} as const satisfies Record<string, ServerEventDefinition>;
