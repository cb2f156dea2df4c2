import * as z from 'zod';
import { characters, idOf } from './bounds.ts';
import {
  cursor,
  limits,
  limitText,
  moment,
  multiline,
  pageOf,
  pageQuery,
  singleLine,
  time,
  wellFormed,
} from './common.ts';
import { communityChanges } from './community-model.ts';
import { givenExpiry } from './expiry-model.ts';
import { conversation, conversationName, notificationSetting, participant } from './conversations.ts';
import { endOfMute, groupSettings, memberRole } from './group-model.ts';
import { conversationParam, defineRoutes, userParam } from './route.ts';
import { avatar, shownAvatar } from './users.ts';
import { isVisible } from './visible-text.ts';

export const groupMember = participant
  .extend({
    joinedAt: time('When the member joined.'),
    mutedUntil: endOfMute
      .optional()
      .describe(
        'Until when the member cannot send: a time, or `forever`. Only admins and the member see it.',
      ),
  })
  .meta({ id: 'GroupMember', description: 'A member of a group.' });
export type GroupMember = z.infer<typeof groupMember>;
export const groupMemberPage = pageOf(groupMember).meta({
  id: 'GroupMemberPage',
  description:
    'Members. Given `q` or `role`, a page can hold fewer than asked for, or none, although there are more: `nextCursor` goes on.',
});

export const listMembersQuery = z.strictObject({
  q: characters(singleLine, 1, 64)
    .refine(isVisible, 'must not be blank')
    .optional()
    .describe('The beginning of a username, or of a word of a name.'),
  role: memberRole.optional(),
  cursor: cursor.optional(),
  limit: limitText.default(limits.pageDefault),
});
export type ListMembersQuery = z.output<typeof listMembersQuery>;

export const addMembersRequest = z
  .strictObject({
    // any string: one that cannot be a username is an unknown username, and the reply names it
    usernames: z
      .array(characters(z.string(), 0, 64).refine(wellFormed, 'must not contain half of a surrogate pair'))
      .min(1)
      .max(limits.groupAddNames)
      .describe('The usernames of the new members: all are added, or none.'),
  })
  .meta({ id: 'AddMembersRequest', description: 'Whom to add.' });
export type AddMembersRequest = z.infer<typeof addMembersRequest>;

/** One text rather than a union: so it is one type for clients. */
const endOfMuteText = z
  .string()
  .max(40)
  .refine((text) => text === 'forever' || moment.safeParse(text).success, 'must be a time, or forever');

export const updateMemberRequest = z
  .strictObject({
    role: z
      .enum(['admin', 'member'])
      .describe('Only the owner changes roles; see `transfer` for the owner’s.'),
    mutedUntil: endOfMuteText
      .nullable()
      .describe('Until when the member cannot send: a time (RFC 3339), or `forever`. `null` ends it.'),
  })
  .partial()
  .meta({ id: 'UpdateMemberRequest', description: 'The changes. Fields that are left out do not change.' });
export type UpdateMemberRequest = z.infer<typeof updateMemberRequest>;

export const transferRequest = z
  .strictObject({ userId: characters(z.string(), 1, 128).describe('The member who becomes the owner.') })
  .meta({ id: 'TransferRequest', description: 'Who becomes the owner. You become an admin.' });

export const groupAbout = characters(multiline, 0, 500).describe(
  'What the group is about; `null` or empty for nothing.',
);
export const updateGroupRequest = z
  .strictObject({
    name: conversationName,
    avatar,
    about: groupAbout.nullable().describe('What the group is about; `null` or empty for nothing.'),
    welcome: characters(multiline, 0, limits.welcomeCharacters)
      .nullable()
      .describe('What new members read first; `null` or empty for nothing.'),
    rules: characters(multiline, 0, limits.rulesCharacters)
      .nullable()
      .describe('What users accept before they join; `null` or empty for nothing.'),
    settings: z
      .strictObject(groupSettings.shape)
      .partial()
      .describe('What the group lets its members do. Fields that are left out do not change.'),
    ...communityChanges,
    expiry: givenExpiry
      .nullable()
      .describe(
        'How long messages stay that are sent from now on; `null`: they do not expire. The one change that the members of a direct conversation can make too.',
      ),
  })
  .partial()
  .meta({ id: 'UpdateGroupRequest', description: 'The changes. Fields that are left out do not change.' });
export type UpdateGroupRequest = z.infer<typeof updateGroupRequest>;

export const updateOwnMembershipRequest = z
  .strictObject({
    notifications: notificationSetting,
    until: moment
      .nullable()
      .optional()
      .describe('When `notifications` is `all` again, by itself (RFC 3339); `null`, or left out: never.'),
  })
  .meta({ id: 'UpdateOwnMembershipRequest', description: 'Which messages notify you, and until when.' });
export type UpdateOwnMembershipRequest = z.infer<typeof updateOwnMembershipRequest>;

export const bannedUser = z
  .object({
    id: idOf('the user'),
    username: participant.shape.username,
    name: participant.shape.name,
    avatar: shownAvatar,
    bannedAt: time('When the user was banned.'),
    bannedBy: idOf('the user who banned them'),
  })
  .meta({ id: 'BannedUser', description: 'A user who cannot come into the group.' });
export type BannedUser = z.infer<typeof bannedUser>;
export const bannedUserPage = pageOf(bannedUser).meta({
  id: 'BannedUserPage',
  description: 'The users who cannot come into the group.',
});

const inGroup = { id: conversationParam };
const ofMember = { id: conversationParam, userId: userParam };

export const groupRoutes = defineRoutes({
  updateGroup: {
    tag: 'groups',
    method: 'PATCH',
    path: '/conversations/{id}',
    summary:
      'Change the name, the picture, the text about a group, its settings, or who finds it; of any conversation, how long messages stay',
    params: inGroup,
    body: updateGroupRequest,
    replies: { 200: conversation },
    errors: [
      'not_a_group',
      'forbidden',
      'user_blocked',
      'media_not_found',
      'media_not_uploaded',
      'media_mismatch',
      'media_blocked',
    ],
  },
  deleteGroup: {
    tag: 'groups',
    method: 'DELETE',
    path: '/conversations/{id}',
    summary: 'Delete a group with everything in it; only its owner can',
    params: inGroup,
    replies: { 204: null },
    errors: ['not_a_group', 'forbidden'],
  },
  updateOwnMembership: {
    tag: 'conversations',
    method: 'PATCH',
    path: '/conversations/{id}/me',
    summary: 'Change which messages of a conversation notify you',
    params: inGroup,
    body: updateOwnMembershipRequest,
    replies: { 200: conversation },
    errors: ['time_in_past'],
  },
  listMembers: {
    tag: 'groups',
    method: 'GET',
    path: '/conversations/{id}/members',
    summary: 'List the members of a group, all or by the beginning of a name, or by role',
    params: inGroup,
    query: listMembersQuery,
    replies: { 200: groupMemberPage },
    errors: ['not_a_group', 'invalid_cursor'],
  },
  addMembers: {
    tag: 'groups',
    method: 'POST',
    path: '/conversations/{id}/members',
    summary: 'Add members to a group: all of them, or none',
    params: inGroup,
    body: addMembersRequest,
    replies: { 200: conversation },
    errors: [
      'not_a_group',
      'forbidden',
      'unknown_usernames',
      'duplicate_usernames',
      'already_member',
      'member_banned',
      'user_blocked',
      'invites_not_accepted',
      'group_full',
    ],
  },
  updateMember: {
    tag: 'groups',
    method: 'PATCH',
    path: '/conversations/{id}/members/{userId}',
    summary: 'Change the role of a member, or mute them',
    params: ofMember,
    body: updateMemberRequest,
    replies: { 200: groupMember },
    errors: [
      'not_a_group',
      'forbidden',
      'member_not_found',
      'cannot_target_self',
      'outranked',
      'time_in_past',
    ],
  },
  removeMember: {
    tag: 'groups',
    method: 'DELETE',
    path: '/conversations/{id}/members/{userId}',
    summary: 'Remove a member of a group',
    params: ofMember,
    replies: { 204: null },
    errors: ['not_a_group', 'forbidden', 'member_not_found', 'cannot_target_self', 'outranked'],
  },
  leaveGroup: {
    tag: 'groups',
    method: 'POST',
    path: '/conversations/{id}/leave',
    summary: 'Leave a group. When the owner leaves, the longest-serving admin, or else member, takes over',
    params: inGroup,
    replies: { 204: null },
    errors: ['not_a_group'],
  },
  transferGroup: {
    tag: 'groups',
    method: 'POST',
    path: '/conversations/{id}/transfer',
    summary: 'Make another member the owner of your group',
    params: inGroup,
    body: transferRequest,
    replies: { 200: conversation },
    errors: ['not_a_group', 'forbidden', 'member_not_found', 'cannot_target_self'],
  },
  listBans: {
    tag: 'groups',
    method: 'GET',
    path: '/conversations/{id}/bans',
    summary: 'List the users who are banned from a group',
    params: inGroup,
    query: pageQuery,
    replies: { 200: bannedUserPage },
    errors: ['not_a_group', 'forbidden', 'invalid_cursor'],
  },
  banUser: {
    tag: 'groups',
    method: 'PUT',
    path: '/conversations/{id}/bans/{userId}',
    summary: 'Ban a user from a group, and remove them if they are in it; banning again is a no-op',
    params: ofMember,
    replies: { 204: null },
    errors: ['not_a_group', 'forbidden', 'cannot_target_self', 'outranked'],
  },
  unbanUser: {
    tag: 'groups',
    method: 'DELETE',
    path: '/conversations/{id}/bans/{userId}',
    summary: 'Let a banned user come into the group again; without a ban it is a no-op',
    params: ofMember,
    replies: { 204: null },
    errors: ['not_a_group', 'forbidden'],
  },
});
