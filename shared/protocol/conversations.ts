import * as z from 'zod';
import { limits, pageOf, seq, singleLine, time, wellFormed } from './common.ts';
import { message } from './messages.ts';
import { userSummary } from './users.ts';

export const conversationName = singleLine
  .refine((name) => [...name].length <= 64, 'must be at most 64 characters')
  .refine((name) => name.trim().length > 0, 'must not be blank');

export const memberRole = z.enum(['owner', 'admin', 'member']);
export type MemberRole = z.infer<typeof memberRole>;

export const participant = userSummary.extend({ role: memberRole }).meta({ id: 'Participant' });
export type Participant = z.infer<typeof participant>;

export const notificationSetting = z.enum(['all', 'mentions', 'none']);

/** A conversation as one of its members sees it: `me`, `unreadCount` and statuses are the reader's own. */
export const conversation = z
  .object({
    id: z.string(),
    isGroup: z.boolean(),
    /** `null` in a direct conversation: show the other participant. */
    name: z.string().nullable(),
    avatar: z.string().nullable(),
    about: z.string().nullable(),
    createdAt: time,
    createdBy: z.string(),
    memberCount: z.int(),
    participants: z.array(participant),
    lastSeq: seq,
    unreadCount: z.int(),
    lastMessage: message.nullable(),
    me: z.object({
      role: memberRole,
      readSeq: seq,
      deliveredSeq: seq,
      notifications: notificationSetting,
      joinedAt: time,
    }),
  })
  .meta({ id: 'Conversation' });
export type Conversation = z.infer<typeof conversation>;

/** One other name and no `name`: the direct conversation of the two. Otherwise a group, which needs a `name`. */
export const createConversationRequest = z
  .strictObject({
    // any string: one that cannot be a username is simply nobody's, and the reply says whose name was wrong
    participantUsernames: z
      .array(z.string().max(64).refine(wellFormed, 'holds half of a surrogate pair'))
      .min(1)
      .max(limits.groupCreateNames),
    name: conversationName.optional(),
  })
  .meta({ id: 'CreateConversationRequest' });
export type CreateConversationRequest = z.infer<typeof createConversationRequest>;

export const conversationPage = pageOf(conversation).meta({ id: 'ConversationPage' });

/** A cursor of `sync` says how each conversation stood, which takes more room than a place in a list. */
const syncCursor = z.string().min(1).max(4096);

/** Where a conversation and the caller in it stand, without its content. */
export const conversationHead = z
  .object({ id: z.string(), lastSeq: seq, readSeq: seq, deliveredSeq: seq, unreadCount: z.int() })
  .meta({ id: 'ConversationHead' });
export type ConversationHead = z.infer<typeof conversationHead>;

/** `cursor` comes from an earlier sync; without one all conversations are told. */
export const syncRequest = z.strictObject({ cursor: syncCursor.optional() });
export const syncReply = z
  .object({ conversations: z.array(conversationHead), cursor: z.string(), hasMore: z.boolean() })
  .meta({ id: 'SyncReply' });
export type SyncReply = z.infer<typeof syncReply>;
