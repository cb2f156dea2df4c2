import * as z from 'zod';
import { idOf, replyText } from './bounds.ts';
import { limits, opaqueId, pageOf, pageQuery } from './common.ts';
import type { ServerEventDefinition } from './frame.ts';
import { frameError } from './errors.ts';
import { clientId, historyQuery, message, messagePage, sentReply } from './messages.ts';
import { messageParam } from './message-changes.ts';
import { thread } from './message-model.ts';
import { conversationParam, defineRoutes } from './route.ts';

const params = { id: conversationParam, seq: messageParam };

/** `PUT …/messages/{seq}/thread`: what changes of the caller's own standing in a thread. */
export const updateThreadRequest = z
  .strictObject({
    following: z.boolean().optional().describe('Whether to follow the thread.'),
    read: z.literal(true).optional().describe('Mark all replies of now as read.'),
  })
  .meta({ id: 'UpdateThreadRequest', description: 'What changes of your own standing in a thread.' });
export type UpdateThreadRequest = z.infer<typeof updateThreadRequest>;

/** Where a user stands in a thread. */
export const threadStanding = thread
  .pick({ following: true, unreadCount: true })
  .required()
  .meta({ id: 'ThreadStanding', description: 'Whether you follow a thread, and how much of it is unread.' });
export type ThreadStanding = z.infer<typeof threadStanding>;

export const followedThread = z
  .object({ message: message.describe('The message at which the thread begins.') })
  .meta({ id: 'FollowedThread', description: 'A thread that you follow.' });
export const threadPage = pageOf(followedThread).meta({
  id: 'ThreadPage',
  description: 'Threads that you follow, the latest reply first.',
});
export type ThreadPage = z.infer<typeof threadPage>;

export const forwardRequest = z
  .strictObject({
    to: z
      .array(
        z.strictObject({
          conversationId: opaqueId.describe('The id of a conversation.'),
          clientId,
        }),
      )
      .min(1)
      .max(limits.forwardTargets)
      .describe(
        'The conversations to forward it to, each with a `clientId`, under which a repeat is sent once.',
      ),
  })
  .meta({ id: 'ForwardRequest', description: 'Where to forward a message to.' });
export type ForwardRequest = z.infer<typeof forwardRequest>;

export const forwardReply = z
  .object({
    items: z
      .array(
        z
          .object({
            conversationId: idOf('the conversation'),
            sent: sentReply.optional().describe('The message there; left out where it was refused.'),
            error: frameError
              .pick({ code: true, mutedUntil: true, retryAfterMs: true })
              .extend({ message: replyText(1000, 'What went wrong. The wording may change.') })
              .meta({ id: 'ForwardError', description: 'Why it was refused.' })
              .optional()
              .describe('Why it was refused there; left out where it was sent.'),
          })
          .meta({ id: 'ForwardResult', description: 'What became of a message in one conversation.' }),
      )
      .meta({
        maxItems: limits.forwardTargets,
        description: 'One for each conversation, in the same order.',
      }),
  })
  .meta({ id: 'ForwardReply', description: 'What became of a forwarded message in each conversation.' });
export type ForwardReply = z.infer<typeof forwardReply>;

export const threadRoutes = defineRoutes({
  listReplies: {
    tag: 'conversations',
    method: 'GET',
    path: '/conversations/{id}/messages/{seq}/replies',
    summary: 'List the replies to a message and to its replies: the newest page, or before or after a number',
    params,
    query: historyQuery,
    replies: { 200: messagePage },
    errors: ['invalid_cursor'],
  },
  updateThread: {
    tag: 'conversations',
    method: 'PUT',
    path: '/conversations/{id}/messages/{seq}/thread',
    summary: 'Follow a thread or not, or mark it as read',
    params,
    body: updateThreadRequest,
    replies: { 200: threadStanding },
    errors: [],
  },
  listThreads: {
    tag: 'conversations',
    method: 'GET',
    path: '/conversations/threads/all',
    summary: 'List the threads that you follow, the latest reply first',
    query: pageQuery,
    replies: { 200: threadPage },
    errors: ['invalid_cursor'],
  },
  forwardMessage: {
    tag: 'conversations',
    method: 'POST',
    path: '/conversations/{id}/messages/{seq}/forward',
    summary: 'Forward a message to other conversations; what is refused in one is said there',
    params,
    body: forwardRequest,
    replies: { 200: forwardReply },
    errors: ['message_deleted', 'forbidden'],
  },
});

export const threadEvents = {
  'thread:updated': {
    summary: 'You follow a thread or not, or read it, on another device.',
    data: threadStanding
      .extend({ conversationId: idOf('the conversation'), seq: message.shape.seq })
      .meta({ id: 'ThreadUpdate', description: 'Where you stand in a thread.' }),
  },
} as const satisfies Record<string, ServerEventDefinition>;
