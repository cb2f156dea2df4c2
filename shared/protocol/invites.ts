import * as z from 'zod';
import { characters, idOf, replyText } from './bounds.ts';
import { limits, moment, multiline, pageOf, pageQuery, time } from './common.ts';
import { conversation, participant } from './conversations.ts';
import type { ServerEventDefinition } from './frame.ts';
import { groupPreview, rulesVersion, shownRules } from './group-preview.ts';
import { okReply } from './receipts.ts';
import { conversationParam, defineRoutes, idParam, userParam } from './route.ts';
import { shownAvatar } from './users.ts';

/** Who invited, or who asks to join. */
const shownUser = z.object({
  id: idOf('the user'),
  username: participant.shape.username,
  name: participant.shape.name,
  avatar: shownAvatar,
});
const inviter = shownUser.meta({ id: 'Inviter', description: 'The user who made an invite.' });

const maxUses = z.int().min(1).max(limits.inviteUses);

export const createInviteRequest = z
  .strictObject({
    expiresAt: moment
      .nullable()
      .describe('Until when the invite can be used (RFC 3339); `null`, or left out: without end.'),
    maxUses: maxUses
      .nullable()
      .describe('How many users can come in by it; `null`, or left out: any number.'),
    approval: z
      .boolean()
      .describe('Whether users who accept it ask to join, so that an admin decides. Left out: they join.'),
  })
  .partial()
  .meta({ id: 'CreateInviteRequest', description: 'What the invite is good for.' })
  .optional();
export type CreateInviteRequest = z.infer<typeof createInviteRequest>;

export const invite = z
  .object({
    code: replyText(22, 'The code.').describe(
      'The code by which the invite is accepted. Those who have it can come in.',
    ),
    url: replyText(512, 'The link to share: the web client opens the invite.'),
    createdBy: idOf('the member who made it'),
    createdAt: time('When it was made.'),
    expiresAt: time('When it ends.').nullable().describe('When it ends; `null`: never.'),
    maxUses: maxUses.nullable().describe('How many users can come in by it; `null`: any number.'),
    uses: z.int().min(0).describe('How many users came in by it, or asked to.'),
    approval: z.boolean().describe('Whether an admin decides about those who accept it.'),
  })
  .meta({ id: 'Invite', description: 'An invite to a group.' });
export type Invite = z.infer<typeof invite>;
export const invitePage = pageOf(invite).meta({
  id: 'InvitePage',
  description: 'The invites of a group that can still be used, newest first.',
});

export const invitePreview = groupPreview
  .extend({ invitedBy: inviter, approval: invite.shape.approval })
  .meta({ id: 'InvitePreview', description: 'The group that an invite leads to.' });
export type InvitePreview = z.infer<typeof invitePreview>;

export const joinRequest = z
  .strictObject({
    rulesVersion: z
      .int()
      .min(0)
      .max(999_999_999)
      .describe('The version of the rules that you accept. Needed where the group has rules.'),
    message: characters(multiline, 0, limits.joinMessageCharacters).describe(
      'What the admins read beside your request, where they decide about it.',
    ),
  })
  .partial()
  .meta({ id: 'JoinRequest', description: 'The rules that you accept, and what you say to the admins.' })
  .optional();
export type JoinRequest = z.infer<typeof joinRequest>;

export const joinReply = z
  .object({
    outcome: z
      .enum(['joined', 'requested'])
      .describe('`joined`: you are a member. `requested`: an admin decides about it.'),
    conversation: conversation.optional().describe('With `joined`: the group.'),
  })
  .meta({ id: 'JoinReply', description: 'What became of joining.' });
export type JoinReply = z.infer<typeof joinReply>;

export const requestToJoin = z
  .object({
    user: shownUser.meta({ id: 'Requester', description: 'A user who asks to join.' }),
    message: replyText(limits.joinMessageCharacters, 'What the user wrote.')
      .nullable()
      .describe('What the user wrote, or `null`.'),
    createdAt: time('When the user asked.'),
    invitedBy: inviter.nullable().describe('By whose invite the user asks; `null`: by none.'),
  })
  .meta({ id: 'RequestToJoin', description: 'A request to join a group.' });
export type RequestToJoin = z.infer<typeof requestToJoin>;
export const requestPage = pageOf(requestToJoin).meta({
  id: 'RequestPage',
  description: 'The requests to join that wait, oldest first.',
});

export const groupWelcome = z
  .object({
    welcome: replyText(limits.welcomeCharacters, 'The welcome text.')
      .nullable()
      .describe('What new members read first, or `null`.'),
    rules: shownRules.describe('The rules of the group, or `null`.'),
    rulesVersion,
  })
  .meta({ id: 'GroupWelcome', description: 'What new members of a group read.' });
export type GroupWelcome = z.infer<typeof groupWelcome>;

const inGroup = { id: conversationParam };
const codeParam = idParam('the invite: its code', 'invite_not_found');
/** What keeps users from coming in, whichever way they take. */
const refusals = ['rules_not_accepted', 'group_full', 'request_limit_reached'] as const;
const ended = ['invite_expired', 'invite_revoked', 'invite_used_up'] as const;

export const inviteRoutes = defineRoutes({
  createInvite: {
    tag: 'groups',
    method: 'POST',
    path: '/conversations/{id}/invites',
    summary: 'Make an invite to a group; those who may add members can',
    params: inGroup,
    body: createInviteRequest,
    replies: { 201: invite },
    errors: ['not_a_group', 'forbidden', 'time_in_past', 'too_many_invites'],
  },
  listInvites: {
    tag: 'groups',
    method: 'GET',
    path: '/conversations/{id}/invites',
    summary: 'List the invites of a group: admins see all of them, members their own',
    params: inGroup,
    query: pageQuery,
    replies: { 200: invitePage },
    errors: ['not_a_group', 'invalid_cursor'],
  },
  revokeInvite: {
    tag: 'groups',
    method: 'DELETE',
    path: '/conversations/{id}/invites/{code}',
    summary: 'Revoke an invite: your own, or as an admin any; again is a no-op',
    params: { ...inGroup, code: codeParam },
    replies: { 204: null },
    errors: ['not_a_group', 'forbidden'],
  },
  previewInvite: {
    tag: 'groups',
    method: 'GET',
    path: '/invites/{code}',
    summary: 'See the group that an invite leads to',
    params: { code: codeParam },
    replies: { 200: invitePreview },
    errors: [...ended, 'member_banned'],
  },
  acceptInvite: {
    tag: 'groups',
    method: 'POST',
    path: '/invites/{code}/accept',
    summary: 'Join the group of an invite, or ask to; where you are in already, it is a no-op',
    params: { code: codeParam },
    body: joinRequest,
    replies: { 200: joinReply },
    errors: [...ended, 'member_banned', ...refusals],
  },
  joinGroup: {
    tag: 'groups',
    method: 'POST',
    path: '/conversations/{id}/join',
    summary: 'Join a public group, or ask to; where you are in already, it is a no-op',
    params: inGroup,
    body: joinRequest,
    replies: { 200: joinReply },
    errors: ['not_a_group', 'member_banned', ...refusals],
  },
  listRequests: {
    tag: 'groups',
    method: 'GET',
    path: '/conversations/{id}/requests',
    summary: 'List the requests to join a group that wait for an admin, oldest first',
    params: inGroup,
    query: pageQuery,
    replies: { 200: requestPage },
    errors: ['not_a_group', 'forbidden', 'invalid_cursor'],
  },
  acceptRequest: {
    tag: 'groups',
    method: 'POST',
    path: '/conversations/{id}/requests/{userId}/accept',
    summary: 'Let a user in who asked to join',
    params: { ...inGroup, userId: userParam },
    replies: { 200: okReply },
    errors: [
      'not_a_group',
      'forbidden',
      'request_not_found',
      'member_banned',
      'rules_not_accepted',
      'group_full',
    ],
  },
  declineRequest: {
    tag: 'groups',
    method: 'DELETE',
    path: '/conversations/{id}/requests/{userId}',
    summary: 'Decline a request to join, or withdraw your own',
    params: { ...inGroup, userId: userParam },
    replies: { 204: null },
    errors: ['not_a_group', 'forbidden', 'request_not_found'],
  },
  getWelcome: {
    tag: 'groups',
    method: 'GET',
    path: '/conversations/{id}/welcome',
    summary: 'Get the welcome text and the rules of a group that you are in',
    params: inGroup,
    replies: { 200: groupWelcome },
    errors: ['not_a_group'],
  },
});

export const inviteEvents = {
  'group:request': {
    summary: 'The number of users changed who ask to join a group of which you are an admin.',
    data: z.object({
      conversationId: idOf('the group'),
      pending: z.int().min(0).describe('How many requests wait now.'),
    }),
  },
} as const satisfies Record<string, ServerEventDefinition>;
