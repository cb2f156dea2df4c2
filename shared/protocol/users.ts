import * as z from 'zod';
import { characters, idOf, told } from './bounds.ts';
import { cursor, limits, limitText, multiline, oneLineName, pageOf, singleLine, time } from './common.ts';
import { isVisible } from './visible-text.ts';

export const username = z
  .string()
  .regex(
    /^[a-zA-Z][a-zA-Z0-9_.-]{2,31}$/,
    'must be 3 to 32 letters, digits, underscores, dots or hyphens, and start with a letter',
  )
  .meta({ minLength: 3, maxLength: 32, description: 'The name to sign in with and to be found by.' });

export const displayName = oneLineName.meta({
  minLength: 1,
  maxLength: limits.nameCharacters,
  description: 'The name that others see.',
});

const mediaId = /^med_[A-Za-z0-9_-]{22}$/;
const httpsAddress = z.url({ protocol: /^https$/ }).max(2048);

/** An https address, the id of an uploaded image, or `null` for none. */
export const avatar = singleLine
  .refine(
    (text) => mediaId.test(text) || (httpsAddress.safeParse(text).success && text.trim() === text),
    'must be an https address, a media id or null',
  )
  .meta({ maxLength: 2048, pattern: `^https://[^\\s]|${mediaId.source}` })
  .nullable()
  .describe('A picture: an https address or the id of an uploaded image; `null` for none.');

export const about = characters(multiline, 0, 500).describe('What a person says of themselves.');

/** Who sees what of a profile. */
const audience = z.enum(['everyone', 'nobody']);
export const privacy = z
  .object({
    presence: audience.describe('Who sees whether the person is online, and when they last were.'),
    about: audience.describe('Who sees what the person says of themselves.'),
  })
  .meta({ id: 'Privacy', description: 'Who sees what of a profile.' });
export type Privacy = z.infer<typeof privacy>;

export const role = z.enum(['user', 'moderator', 'admin']).describe('What the person may do on this server.');
export type Role = z.infer<typeof role>;

const shownUsername = told(32, 'The name to sign in with and to be found by.');
const shownName = told(64, 'The name that others see.');
export const shownAvatar = told(2048, 'A picture.')
  .nullable()
  .describe('A picture: an https address or the id of an uploaded image; `null` for none.');

/** The signed-in person's own account, as auth replies carry it. */
export const ownUser = z
  .object({
    id: idOf('the person'),
    username: shownUsername,
    name: shownName,
    email: told(254, 'The e-mail address.'),
    avatar: shownAvatar,
    role,
    emailVerified: z.boolean().describe('Whether the person has shown that the e-mail address is theirs.'),
    createdAt: time('When the account was created.'),
  })
  .meta({ id: 'OwnUser', description: 'The own account.' });
export type OwnUser = z.infer<typeof ownUser>;

/** The own account with what only its owner may see and change. */
export const ownProfile = ownUser
  .extend({ about: told(500, 'What the person says of themselves.'), privacy })
  .meta({ id: 'OwnProfile', description: 'The own account with what only its owner sees.' });
export type OwnProfile = z.infer<typeof ownProfile>;

/** What everybody may know of a person. Presence is `false`/`null` where its owner hides it. */
export const userSummary = z
  .object({
    id: idOf('the person'),
    username: shownUsername,
    name: shownName,
    avatar: shownAvatar,
    online: z.boolean().describe('Whether the person is connected; `false` where they hide it.'),
    lastOnline: time('When the person was last connected.')
      .nullable()
      .describe('When the person was last connected; `null` where that is hidden or never was.'),
  })
  .meta({ id: 'UserSummary', description: 'What everybody may know of a person.' });
export type UserSummary = z.infer<typeof userSummary>;

export const userProfile = userSummary
  .extend({
    about: told(500, 'What the person says of themselves.')
      .nullable()
      .describe('What the person says of themselves; `null` where they hide it.'),
    createdAt: time('When the account was created.'),
  })
  .meta({ id: 'UserProfile', description: 'The public profile of a person.' });
export type UserProfile = z.infer<typeof userProfile>;

export const updateProfileRequest = z
  .strictObject({
    name: displayName,
    avatar,
    about,
    privacy: z
      .strictObject(privacy.shape)
      .partial()
      .describe('Who sees what of the profile; what is left out stays.'),
  })
  .partial()
  .meta({ id: 'UpdateProfileRequest', description: 'What to change; what is left out stays.' });
export type UpdateProfileRequest = z.infer<typeof updateProfileRequest>;

export const searchUsersQuery = z.strictObject({
  q: characters(singleLine, 1, 64)
    .refine(isVisible, 'must not be blank')
    .describe('How a username, or a word of a name, begins.'),
  cursor: cursor.optional(),
  limit: limitText.default(limits.pageDefault),
});
export type SearchUsersQuery = z.infer<typeof searchUsersQuery>;
export const userPage = pageOf(userSummary).meta({ id: 'UserPage', description: 'People who were found.' });

/** What a person wants to be seen as while connected; `invisible` looks like being offline. */
export const ownStatus = z
  .enum(['online', 'away', 'invisible'])
  .describe('How to be seen while connected; `invisible` looks like being offline.');
export type OwnStatus = z.infer<typeof ownStatus>;
export const statusRequest = z
  .strictObject({ status: ownStatus })
  .meta({ id: 'StatusRequest', description: 'How to be seen from now on.' });
export const statusReply = z
  .object({ status: ownStatus })
  .meta({ id: 'StatusReply', description: 'How the person is seen now.' });
