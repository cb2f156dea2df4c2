import * as z from 'zod';
import { characters, idOf, replyText } from './bounds.ts';
import { limits, seq } from './common.ts';
import type { ClientFrameDefinition } from './frame.ts';
import { deliveredSeq, readSeq } from './receipts.ts';
import { defineRoutes } from './route.ts';

/** How many messages a member has not read, of a conversation in a list or a sync. */
export const unread = {
  unreadCount: z.int().min(0).describe('The number of messages by others that you have not read.'),
  unreadCountIsMinimum: z
    .boolean()
    .optional()
    .describe(
      'Set when there are thousands and `unreadCount` may be too low: ask again later. Left out when it is exact.',
    ),
  unreadMentions: z
    .int()
    .min(0)
    .optional()
    .describe('How many of the unread messages mention you or all members; left out where none do.'),
};

/** With which number of the sequence a member came in: what stands up to it is history. */
export const joinedSeq = seq.describe(
  'The sequence number with which you were added; messages up to it are history. Left out where you were in from the start.',
);

/** What admins see of a group besides. */
export const pendingRequests = z
  .int()
  .min(0)
  .describe('How many requests to join the group wait; left out where none do. Only its admins get it.');

/** When it differs from what a client knows, messages vanished for the user: what is cached of the conversation is read again. */
export const hiddenCount = z
  .int()
  .min(1)
  .describe('How many messages you deleted for yourself; left out where there are none.');

/** When it differs from what a client knows, messages were saved or taken out: what is cached of the conversation is read again. */
export const starChanges = z
  .int()
  .min(1)
  .describe('How often you saved messages of it or took them out; left out where you never did.');

/** A cursor of `sync` holds the state of each conversation, which takes more room than a position in a list. */
const syncCursor = characters(z.string(), 1, 4096).meta({
  description: 'The `cursor` of an earlier sync. Any other text is refused as `invalid_cursor`.',
});

/** The state of a conversation and of the caller in it, without its content. */
export const conversationHead = z
  .object({
    id: idOf('the conversation'),
    lastSeq: seq.describe('The newest sequence number.'),
    readSeq,
    deliveredSeq,
    joinedSeq: joinedSeq.optional(),
    pendingRequests: pendingRequests.optional(),
    hiddenCount: hiddenCount.optional(),
    starChanges: starChanges.optional(),
    ...unread,
  })
  .meta({ id: 'ConversationHead', description: 'The state of a conversation and of you in it.' });
export type ConversationHead = z.infer<typeof conversationHead>;

/** `cursor` comes from an earlier sync; without one the reply has all conversations. */
export const syncRequest = z.strictObject({ cursor: syncCursor.optional() });
export const syncReply = z
  .object({
    conversations: z
      .array(conversationHead)
      .meta({ maxItems: limits.pageMax, description: 'The conversations that changed since the cursor.' }),
    total: z
      .int()
      .min(0)
      .describe(
        'In how many conversations the user is. Who knows of more is no longer in some: a sync without a cursor names all.',
      ),
    cursor: replyText(4096, 'The `cursor` of the next sync.'),
    hasMore: z.boolean().describe('Whether to sync again immediately, with this `cursor`.'),
  })
  .meta({ id: 'SyncReply', description: 'The conversations that changed.' });
export type SyncReply = z.infer<typeof syncReply>;

export const inboxRoutes = defineRoutes({
  sync: {
    tag: 'conversations',
    method: 'GET',
    path: '/sync',
    summary: 'List the conversations that changed since a cursor, for clients without a WebSocket',
    query: syncRequest,
    replies: { 200: syncReply },
    errors: ['invalid_cursor'],
  },
});

export const inboxFrames = {
  sync: {
    summary: 'List the conversations that changed since a cursor.',
    data: syncRequest.optional(),
    ack: syncReply,
  },
} as const satisfies Record<string, ClientFrameDefinition>;
