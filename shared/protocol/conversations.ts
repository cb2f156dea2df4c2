import * as z from 'zod';
import { characters, idOf, told } from './bounds.ts';
import { limits, oneLineName, pageOf, seq, time, wellFormed } from './common.ts';
import { deliveredSeq, message, readSeq } from './messages.ts';
import { shownAvatar, userSummary } from './users.ts';

export const conversationName = oneLineName.meta({
  minLength: 1,
  maxLength: limits.nameCharacters,
  description: 'The name of the group.',
});

export const memberRole = z.enum(['owner', 'admin', 'member']).describe('What the member may do here.');
export type MemberRole = z.infer<typeof memberRole>;

export const participant = userSummary
  .extend({ role: memberRole })
  .meta({ id: 'Participant', description: 'A member of the conversation.' });
export type Participant = z.infer<typeof participant>;

export const notificationSetting = z
  .enum(['all', 'mentions', 'none'])
  .describe('Which messages the member is notified of.');

const unread = {
  unreadCount: z.int().min(0).describe('How many messages of others the caller has not read.'),
  unreadCountIsMinimum: z
    .boolean()
    .optional()
    .describe(
      'There are thousands, and perhaps more than `unreadCount`: ask again. Left out where it is exact.',
    ),
};

/** A conversation as one of its members sees it: `me`, `unreadCount` and statuses are the reader's own. */
export const conversation = z
  .object({
    id: idOf('the conversation'),
    isGroup: z.boolean().describe('Whether it is a group, and not the direct conversation of two people.'),
    name: told(64, 'The name of the group.')
      .nullable()
      .describe('The name of the group; `null` in a direct conversation: show the other participant.'),
    avatar: shownAvatar,
    about: told(500, 'What the group is about.').nullable().describe('What the group is about, or `null`.'),
    createdAt: time('When it was created.'),
    createdBy: idOf('who created it'),
    memberCount: z.int().min(1).describe('How many members it has.'),
    participants: z.array(participant).meta({
      maxItems: limits.participantsShown,
      description: 'Members, the first so many of a large group.',
    }),
    lastSeq: seq.describe('The newest sequence number, 0 before anything was sent.'),
    ...unread,
    lastMessage: message.nullable().describe('The newest message, or `null`.'),
    me: z
      .object({
        role: memberRole,
        readSeq,
        deliveredSeq,
        notifications: notificationSetting,
        joinedAt: time('When the caller became a member.'),
      })
      .describe('The caller as a member.'),
  })
  .meta({ id: 'Conversation', description: 'A conversation as one of its members sees it.' });
export type Conversation = z.infer<typeof conversation>;

/** One other name and no `name`: the direct conversation of the two. Otherwise a group, which needs a `name`. */
export const createConversationRequest = z
  .strictObject({
    // any string: one that cannot be a username is simply nobody's, and the reply says whose name was wrong
    participantUsernames: z
      .array(characters(z.string(), 0, 64).refine(wellFormed, 'holds half of a surrogate pair'))
      .min(1)
      .max(limits.groupCreateNames)
      .describe('The usernames of the others.'),
    name: conversationName.optional(),
  })
  .meta({
    id: 'CreateConversationRequest',
    description:
      'One other username and no `name`: the direct conversation of the two. Otherwise a group, which needs a `name`.',
  });
export type CreateConversationRequest = z.infer<typeof createConversationRequest>;

export const conversationPage = pageOf(conversation).meta({
  id: 'ConversationPage',
  description: 'Conversations, newest activity first.',
});

/** A cursor of `sync` says how each conversation stood, which takes more room than a place in a list. */
const syncCursor = characters(z.string(), 1, 4096).meta({
  description: 'The `cursor` of an earlier sync. Any other text is refused as `invalid_cursor`.',
});

/** Where a conversation and the caller in it stand, without its content. */
export const conversationHead = z
  .object({
    id: idOf('the conversation'),
    lastSeq: seq.describe('The newest sequence number.'),
    readSeq,
    deliveredSeq,
    ...unread,
  })
  .meta({ id: 'ConversationHead', description: 'Where a conversation and the caller in it stand.' });
export type ConversationHead = z.infer<typeof conversationHead>;

/** `cursor` comes from an earlier sync; without one all conversations are told. */
export const syncRequest = z.strictObject({ cursor: syncCursor.optional() });
export const syncReply = z
  .object({
    conversations: z
      .array(conversationHead)
      .meta({ maxItems: limits.pageMax, description: 'The conversations that changed since the cursor.' }),
    cursor: told(4096, 'The `cursor` of the next sync.'),
    hasMore: z.boolean().describe('Whether to sync again at once, with this `cursor`.'),
  })
  .meta({ id: 'SyncReply', description: 'Which conversations changed.' });
export type SyncReply = z.infer<typeof syncReply>;
