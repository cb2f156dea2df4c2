import * as z from 'zod';
import { characters, idOf, openSet, replyText } from './bounds.ts';
import {
  emptyObject,
  limits,
  oneLineName,
  opaqueId,
  pageOf,
  pageQuery,
  seq,
  time,
  wellFormed,
} from './common.ts';
import { community } from './community-model.ts';
import { expiry } from './expiry-model.ts';
import { endOfMute, groupSettings, memberRole } from './group-model.ts';
import type { ClientFrameDefinition, ServerEventDefinition } from './frame.ts';
import { hiddenCount, joinedSeq, pendingRequests, starChanges, unread } from './inbox.ts';
import { message } from './messages.ts';
import { deliveredSeq, readSeq } from './receipts.ts';
import { conversationParam, defineRoutes } from './route.ts';
import { shownAvatar, userSummary } from './users.ts';

export const conversationName = oneLineName.meta({
  minLength: 1,
  maxLength: limits.nameCharacters,
  description: 'The name of the group.',
});

export const participant = userSummary
  .extend({ role: memberRole })
  .meta({ id: 'Participant', description: 'A member of the conversation.' });
export type Participant = z.infer<typeof participant>;

export const notificationSetting = z
  .enum(['all', 'mentions', 'none'])
  .describe('Which messages notify the member.');

/** A conversation from the view of one member: `me`, `unreadCount` and statuses are that member's own. */
export const conversation = z
  .object({
    id: idOf('the conversation'),
    isGroup: z.boolean().describe('Whether it is a group. A direct conversation is between two users.'),
    name: replyText(64, 'The name of the group.')
      .nullable()
      .describe(
        'The name of the group; `null` in a direct conversation: show the other participant instead.',
      ),
    avatar: shownAvatar,
    about: replyText(500, 'What the group is about.')
      .nullable()
      .describe('What the group is about, or `null`.'),
    createdAt: time('When the conversation was created.'),
    createdBy: idOf('the user who created it'),
    memberCount: z.int().min(1).describe('The number of members.'),
    participants: z.array(participant).meta({
      maxItems: limits.participantsShown,
      description: 'The members; of a large group, the first few.',
    }),
    lastSeq: seq.describe('The newest sequence number; 0 if nothing was sent yet.'),
    ...unread,
    settings: groupSettings
      .optional()
      .describe('The settings of the group. Left out in a direct conversation.'),
    community: community
      .nullable()
      .describe('Who finds the group, and by what; `null` in a direct conversation.'),
    expiry: expiry
      .optional()
      .describe('How long messages stay that are sent from now on; left out where they do not expire.'),
    pinCount: z
      .int()
      .min(1)
      .optional()
      .describe('How many messages are pinned; left out where there are none.'),
    lastMessage: message.nullable().describe('The newest message, or `null`.'),
    me: z
      .object({
        role: memberRole,
        readSeq,
        deliveredSeq,
        notifications: notificationSetting,
        joinedAt: time('When you joined.'),
        joinedSeq: joinedSeq.optional(),
        notificationsUntil: time('When `notifications` is `all` again.')
          .optional()
          .describe('When `notifications` is `all` again, by itself; left out: never.'),
        mutedUntil: endOfMute
          .optional()
          .describe(
            'Until when admins keep you from sending: a time, or `forever`. Left out where they do not.',
          ),
        hiddenCount: hiddenCount.optional(),
        starChanges: starChanges.optional(),
        pendingRequests: pendingRequests.optional(),
      })
      .describe('Your own membership.'),
  })
  .meta({ id: 'Conversation', description: 'A conversation, as you see it.' });
export type Conversation = z.infer<typeof conversation>;

/** One username and no `name`: the direct conversation with that user. Otherwise a group, which needs a `name`. */
export const createConversationRequest = z
  .strictObject({
    // any string: one that cannot be a username is an unknown username, and the reply names it
    participantUsernames: z
      .array(characters(z.string(), 0, 64).refine(wellFormed, 'must not contain half of a surrogate pair'))
      .min(1)
      .max(limits.groupCreateNames)
      .describe('The usernames of the other members.'),
    name: conversationName.optional(),
  })
  .meta({
    id: 'CreateConversationRequest',
    description:
      'One username and no `name`: the direct conversation with that user. Otherwise a group, which needs a `name`.',
  });
export type CreateConversationRequest = z.infer<typeof createConversationRequest>;

export const conversationPage = pageOf(conversation).meta({
  id: 'ConversationPage',
  description: 'Conversations, most recent activity first.',
});

export const conversationRoutes = defineRoutes({
  createConversation: {
    tag: 'conversations',
    method: 'POST',
    path: '/conversations',
    summary: 'Create a group, or open the direct conversation with a user',
    body: createConversationRequest,
    replies: { 201: conversation, 200: conversation },
    errors: [
      'unknown_usernames',
      'user_blocked',
      'messages_not_accepted',
      'invites_not_accepted',
      'forbidden',
      'group_full',
    ],
  },
  listConversations: {
    tag: 'conversations',
    method: 'GET',
    path: '/conversations',
    summary: 'List your conversations, most recent activity first',
    query: pageQuery,
    replies: { 200: conversationPage },
    errors: ['invalid_cursor'],
  },
  getConversation: {
    tag: 'conversations',
    method: 'GET',
    path: '/conversations/{id}',
    summary: 'Get a conversation',
    params: { id: conversationParam },
    replies: { 200: conversation },
    errors: [],
  },
});

const typing = z.boolean().describe('Whether the member is typing, or stopped.');

export const conversationFrames = {
  typing: {
    summary:
      'Show others that you are typing, or stopped. Send it every 3 seconds; it expires after 6 seconds.',
    data: z.strictObject({ conversationId: opaqueId.describe('The id of the conversation.'), typing }),
    ack: emptyObject,
  },
} as const satisfies Record<string, ClientFrameDefinition>;

export const removalReason = openSet(
  ['removed', 'banned', 'left', 'deleted'],
  'Why: an admin removed or banned you, you left, or the group was deleted.',
);
export type RemovalReason = z.infer<typeof removalReason>;

export const conversationEvents = {
  'conversation:new': { summary: 'You were added to a conversation.', data: conversation },
  'conversation:updated': {
    summary:
      'A conversation, or your membership in it, changed. In groups of more than 200 only those whose own membership changed get it; all members get the system message.',
    data: conversation,
  },
  'conversation:removed': {
    summary: 'You are no longer a member of a conversation, or it was deleted.',
    data: z.object({ id: idOf('the conversation'), reason: removalReason }),
  },
  typing: {
    summary: 'A member is typing, or stopped.',
    data: z.object({ conversationId: idOf('the conversation'), userId: idOf('the member'), typing }),
  },
} as const satisfies Record<string, ServerEventDefinition>;
