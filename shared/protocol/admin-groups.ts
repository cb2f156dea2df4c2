import * as z from 'zod';
import { roleErrors, writtenReason } from './admin-users.ts';
import { characters, idOf, replyText } from './bounds.ts';
import { cursor, limits, limitText, pageOf, singleLine, time } from './common.ts';
import { community, communityChanges } from './community-model.ts';
import { groupSettings } from './group-model.ts';
import { conversationParam, defineRoutes } from './route.ts';
import { shownAvatar } from './users.ts';
import { isVisible } from './visible-text.ts';

export const groupClosure = z
  .object({
    since: time('Since when.'),
    reason: replyText(limits.reasonCharacters, 'Why: the members read it.'),
  })
  .meta({ id: 'GroupClosure', description: 'Why and since when nothing can be sent in a group.' });

/** A group as administrators see it: nothing of what is written there. */
export const adminGroup = z
  .object({
    id: idOf('the group'),
    name: replyText(limits.nameCharacters, 'The name of the group.'),
    avatar: shownAvatar,
    visibility: community.shape.visibility,
    memberCount: z.int().min(0).describe('The number of members.'),
    createdAt: time('When the group was created.'),
    lastActivityAt: time('When something last happened in it.'),
    closed: groupClosure.nullable().describe('Why nothing can be sent there; `null` where it is open.'),
  })
  .meta({ id: 'AdminGroup', description: 'A group, as administrators see it.' });
export type AdminGroup = z.infer<typeof adminGroup>;
export const adminGroupPage = pageOf(adminGroup).meta({
  id: 'AdminGroupPage',
  description:
    'Groups. A page can hold fewer than asked for, or none, although there are more: `nextCursor` goes on.',
});
export type AdminGroupPage = z.infer<typeof adminGroupPage>;

export const adminGroupDetail = adminGroup
  .extend({
    about: replyText(500, 'What the group is about.')
      .nullable()
      .describe('What the group is about, or `null`.'),
    community,
    settings: groupSettings,
    owner: z
      .object({
        id: idOf('the user'),
        username: replyText(32, 'The username.'),
        name: replyText(64, 'The display name.'),
      })
      .nullable()
      .describe('The owner; `null` where there is none at this moment.'),
  })
  .meta({
    id: 'AdminGroupDetail',
    description: 'A group with its settings and its owner, without messages.',
  });
export type AdminGroupDetail = z.infer<typeof adminGroupDetail>;

export const listAdminGroupsQuery = z.strictObject({
  q: characters(singleLine, 1, 64)
    .refine(isVisible, 'must not be blank')
    .optional()
    .describe('The beginning of a word of a name. Left out: all, the newest first.'),
  cursor: cursor.optional(),
  limit: limitText.default(limits.pageDefault),
});
export type ListAdminGroupsQuery = z.output<typeof listAdminGroupsQuery>;

export const closeGroupRequest = z
  .strictObject({
    as: z
      .enum(['read_only', 'deleted'])
      .describe('`read_only`: the members can read on; `deleted`: the group goes with everything in it.'),
    reason: writtenReason,
  })
  .meta({ id: 'CloseGroupRequest', description: 'How the group is closed, and why.' });
export type CloseGroupRequest = z.infer<typeof closeGroupRequest>;

export const updateAdminGroupRequest = z
  .strictObject({
    visibility: communityChanges.visibility,
    joining: communityChanges.joining,
    settings: z
      .strictObject(groupSettings.shape)
      .partial()
      .describe('What the group lets its members do. Fields that are left out do not change.'),
  })
  .partial()
  .meta({
    id: 'UpdateAdminGroupRequest',
    description: 'The changes. Fields that are left out do not change.',
  });
export type UpdateAdminGroupRequest = z.infer<typeof updateAdminGroupRequest>;

const ofGroup = { id: conversationParam };
const groupErrors = [...roleErrors, 'not_a_group'] as const;

export const adminGroupRoutes = defineRoutes({
  listAdminGroups: {
    tag: 'admin',
    method: 'GET',
    path: '/admin/groups',
    summary: 'Find groups, public and private ones, by their names',
    query: listAdminGroupsQuery,
    replies: { 200: adminGroupPage },
    errors: [...roleErrors, 'invalid_cursor'],
  },
  getAdminGroup: {
    tag: 'admin',
    method: 'GET',
    path: '/admin/groups/{id}',
    summary: 'Get a group with its settings and its owner, without messages',
    params: ofGroup,
    replies: { 200: adminGroupDetail },
    errors: groupErrors,
  },
  updateAdminGroup: {
    tag: 'admin',
    method: 'PATCH',
    path: '/admin/groups/{id}',
    summary: 'Change who finds a group and what it lets its members do; the members see a line about it',
    params: ofGroup,
    body: updateAdminGroupRequest,
    replies: { 200: adminGroupDetail },
    errors: groupErrors,
  },
  closeGroup: {
    tag: 'admin',
    method: 'POST',
    path: '/admin/groups/{id}/close',
    summary: 'Close a group: members can read on, or it is deleted',
    params: ofGroup,
    body: closeGroupRequest,
    replies: { 204: null },
    errors: groupErrors,
  },
  reopenGroup: {
    tag: 'admin',
    method: 'POST',
    path: '/admin/groups/{id}/reopen',
    summary: 'Open a group again that is read-only; again is a no-op',
    params: ofGroup,
    replies: { 204: null },
    errors: groupErrors,
  },
});
