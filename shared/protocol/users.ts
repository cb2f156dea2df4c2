import * as z from 'zod';
import { cursor, limits, limitText, multiline, pageOf, singleLine, time } from './common.ts';

const notBlank = (text: string) => text.trim().length > 0;

export const username = z
  .string()
  .regex(
    /^[a-zA-Z][a-zA-Z0-9_.-]{2,31}$/,
    'must be 3 to 32 letters, digits, underscores, dots or hyphens, and start with a letter',
  );

export const displayName = singleLine
  .refine((name) => [...name].length <= 64, 'must be at most 64 characters')
  .refine(notBlank, 'must not be blank');

const mediaId = /^med_[A-Za-z0-9_-]{22}$/;
const httpsAddress = z.url({ protocol: /^https$/ }).max(2048);

/** An https address, the id of an uploaded image, or `null` for none. */
export const avatar = singleLine
  .refine(
    (text) => mediaId.test(text) || (httpsAddress.safeParse(text).success && text.trim() === text),
    'must be an https address, a media id or null',
  )
  .nullable();

export const about = multiline.refine((text) => [...text].length <= 500, 'must be at most 500 characters');

/** Who sees what of a profile. */
const audience = z.enum(['everyone', 'nobody']);
export const privacy = z.object({ presence: audience, about: audience }).meta({ id: 'Privacy' });
export type Privacy = z.infer<typeof privacy>;

export const role = z.enum(['user', 'moderator', 'admin']);
export type Role = z.infer<typeof role>;

/** The signed-in person's own account, as auth replies carry it. */
export const ownUser = z
  .object({
    id: z.string(),
    username: z.string(),
    name: z.string(),
    email: z.string(),
    avatar: z.string().nullable(),
    role,
    emailVerified: z.boolean(),
    createdAt: time,
  })
  .meta({ id: 'OwnUser' });
export type OwnUser = z.infer<typeof ownUser>;

/** The own account with what only its owner may see and change. */
export const ownProfile = ownUser.extend({ about: z.string(), privacy }).meta({ id: 'OwnProfile' });
export type OwnProfile = z.infer<typeof ownProfile>;

/** What everybody may know of a person. Presence is `false`/`null` where its owner hides it. */
export const userSummary = z
  .object({
    id: z.string(),
    username: z.string(),
    name: z.string(),
    avatar: z.string().nullable(),
    online: z.boolean(),
    lastOnline: time.nullable(),
  })
  .meta({ id: 'UserSummary' });
export type UserSummary = z.infer<typeof userSummary>;

export const userProfile = userSummary
  .extend({ about: z.string().nullable(), createdAt: time })
  .meta({ id: 'UserProfile' });
export type UserProfile = z.infer<typeof userProfile>;

export const updateProfileRequest = z
  .strictObject({
    name: displayName,
    avatar,
    about,
    privacy: z.strictObject({ presence: audience, about: audience }).partial(),
  })
  .partial()
  .meta({ id: 'UpdateProfileRequest' });
export type UpdateProfileRequest = z.infer<typeof updateProfileRequest>;

export const searchUsersQuery = z.strictObject({
  q: singleLine.refine(notBlank, 'must not be blank').refine((q) => [...q].length <= 64, 'is too long'),
  cursor: cursor.optional(),
  limit: limitText.default(limits.pageDefault),
});
export type SearchUsersQuery = z.infer<typeof searchUsersQuery>;
export const userPage = pageOf(userSummary).meta({ id: 'UserPage' });

/** What a person wants to be seen as while connected; `invisible` looks like being offline. */
export const ownStatus = z.enum(['online', 'away', 'invisible']);
export type OwnStatus = z.infer<typeof ownStatus>;
export const statusRequest = z.strictObject({ status: ownStatus }).meta({ id: 'StatusRequest' });
export const statusReply = z.object({ status: ownStatus }).meta({ id: 'StatusReply' });
