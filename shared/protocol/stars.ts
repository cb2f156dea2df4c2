import * as z from 'zod';
import { idOf } from './bounds.ts';
import { opaqueId, pageOf, pageQuery, seq, time } from './common.ts';
import type { ServerEventDefinition } from './frame.ts';
import { starChanges } from './inbox.ts';
import { messageParam } from './message-changes.ts';
import { message } from './messages.ts';
import { conversationParam, defineRoutes } from './route.ts';

const params = { id: conversationParam, seq: messageParam };

/** Whether a user has saved a message. */
export const star = z
  .object({
    conversationId: idOf('the conversation'),
    seq: seq.describe('The sequence number of the message.'),
    starred: z.boolean().describe('Whether it is among your saved messages.'),
    at: time('When you saved it, or took it out.'),
  })
  .meta({ id: 'Star', description: 'Whether you have saved a message.' });
export type Star = z.infer<typeof star>;

export const starredMessage = z
  .object({
    message: message.describe('The message as it is now.'),
    at: time('When you saved it.'),
  })
  .meta({ id: 'StarredMessage', description: 'A message that you have saved.' });
export type StarredMessage = z.infer<typeof starredMessage>;

export const starPage = pageOf(starredMessage).meta({
  id: 'StarPage',
  description: 'Your saved messages, the one saved last first.',
});
export type StarPage = z.infer<typeof starPage>;

export const starQuery = pageQuery.extend({
  conversationId: opaqueId
    .optional()
    .describe('The id of a conversation, to list the saved messages of it alone.'),
});
export type StarQuery = z.infer<typeof starQuery>;

export const starRoutes = defineRoutes({
  starMessage: {
    tag: 'conversations',
    method: 'PUT',
    path: '/conversations/{id}/messages/{seq}/star',
    summary: 'Save a message, for you alone; again is a no-op',
    params,
    replies: { 200: star },
    errors: ['message_deleted', 'too_many_stars'],
  },
  unstarMessage: {
    tag: 'conversations',
    method: 'DELETE',
    path: '/conversations/{id}/messages/{seq}/star',
    summary: 'Take a message out of your saved messages; if it is not among them, this is a no-op',
    params,
    replies: { 200: star },
    errors: [],
  },
  listStars: {
    tag: 'conversations',
    method: 'GET',
    path: '/stars',
    summary: 'List your saved messages of all conversations or one, the one saved last first',
    query: starQuery,
    replies: { 200: starPage },
    errors: ['conversation_not_found', 'invalid_cursor'],
  },
});

export const starEvents = {
  'star:updated': {
    summary: 'You saved a message, or took it out of your saved messages, on any of your devices.',
    data: star
      .extend({ starChanges })
      .meta({ id: 'StarUpdate', description: 'That you saved a message, or took it out.' }),
  },
} as const satisfies Record<string, ServerEventDefinition>;
