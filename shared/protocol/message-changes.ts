import * as z from 'zod';
import { idOf, replyText } from './bounds.ts';
import { limits, opaqueId, pageOf, pageQuery, seq, time } from './common.ts';
import { entities, entitiesFit, findMentions, givenEntities } from './entities.ts';
import type { ClientFrameDefinition, ServerEventDefinition } from './frame.ts';
import { hiddenCount } from './inbox.ts';
import { emoji } from './message-model.ts';
import { message, messageText } from './messages.ts';
import { conversationParam, defineRoutes } from './route.ts';
import { userSummary } from './users.ts';

/** The sequence number of a message in a path. What is no number names no message. */
export const messageParam = {
  schema: z
    .string()
    .regex(/^[1-9]\d{0,11}$/)
    .meta({ maxLength: 12, description: 'The sequence number of the message.' })
    .transform(Number),
  notFound: 'message_not_found',
} as const;
const params = { id: conversationParam, seq: messageParam };

/** `PATCH …/messages/{seq}`: the whole new text. It may be empty where the message has files. */
const saidNow = {
  text: messageText,
  entities: givenEntities.optional(),
  findMentions: findMentions.optional(),
};
export const editMessageRequest = entitiesFit(z.strictObject(saidNow)).meta({
  id: 'EditMessageRequest',
  description: 'What the message says from now on.',
});
export type EditMessageRequest = z.infer<typeof editMessageRequest>;

/** What a message said before it was edited. */
export const messageRevision = z
  .object({
    text: replyText(limits.textCharacters, 'The text.'),
    entities: entities.optional(),
    writtenAt: time('When this text was written.'),
  })
  .meta({ id: 'MessageRevision', description: 'What a message said at a time.' });
export type MessageRevision = z.infer<typeof messageRevision>;

export const messageRevisionPage = pageOf(messageRevision).meta({
  id: 'MessageRevisionPage',
  description: 'What a message said before it was edited, the latest first.',
});
export type MessageRevisionPage = z.infer<typeof messageRevisionPage>;

/** A user who reacted to a message. */
export const reactionUser = userSummary
  .pick({ id: true, username: true, name: true, avatar: true })
  .extend({ emoji: replyText(limits.emojiCharacters, 'The emoji.'), at: time('When they reacted.') })
  .meta({ id: 'ReactionUser', description: 'A user who reacted to a message.' });
export type ReactionUser = z.infer<typeof reactionUser>;

export const reactionUserPage = pageOf(reactionUser).meta({
  id: 'ReactionUserPage',
  description: 'Users who reacted to a message, by emoji.',
});
export type ReactionUserPage = z.infer<typeof reactionUserPage>;

/** `DELETE …/messages/{seq}`: for whom. */
export const deleteQuery = z.strictObject({
  for: z
    .enum(['everyone', 'me'])
    .default('everyone')
    .describe('For whom: for everyone, or for you alone, on all your devices.'),
});

const reactParams = {
  ...params,
  emoji: { schema: emoji, notFound: 'not_an_emoji' },
} as const;

export const messageChangeRoutes = defineRoutes({
  getMessage: {
    tag: 'conversations',
    method: 'GET',
    path: '/conversations/{id}/messages/{seq}',
    summary: 'Get a message',
    params,
    replies: { 200: message },
    errors: [],
  },
  editMessage: {
    tag: 'conversations',
    method: 'PATCH',
    path: '/conversations/{id}/messages/{seq}',
    summary: 'Edit an own message; the same text again changes nothing',
    params,
    body: editMessageRequest,
    replies: { 200: message },
    errors: [
      'forbidden',
      'user_blocked',
      'muted',
      'posting_restricted',
      'mention_not_allowed',
      'message_deleted',
      'edit_expired',
      'edit_limit_reached',
      'not_editable',
    ],
  },
  listRevisions: {
    tag: 'conversations',
    method: 'GET',
    path: '/conversations/{id}/messages/{seq}/edits',
    summary: 'List what a message said before it was edited, the latest first',
    params,
    query: pageQuery,
    replies: { 200: messageRevisionPage },
    errors: ['invalid_cursor'],
  },
  deleteMessage: {
    tag: 'conversations',
    method: 'DELETE',
    path: '/conversations/{id}/messages/{seq}',
    summary:
      'Delete a message: for everyone an own one, or as an admin of the group any; for yourself any that you see. Again is a no-op',
    params,
    query: deleteQuery,
    replies: { 204: null },
    errors: ['forbidden', 'hide_limit_reached'],
  },
  addReaction: {
    tag: 'conversations',
    method: 'PUT',
    path: '/conversations/{id}/messages/{seq}/reactions/{emoji}',
    summary: 'React to a message with an emoji; again is a no-op',
    params: reactParams,
    replies: { 200: message },
    errors: ['user_blocked', 'message_deleted', 'too_many_reactions'],
  },
  removeReaction: {
    tag: 'conversations',
    method: 'DELETE',
    path: '/conversations/{id}/messages/{seq}/reactions/{emoji}',
    summary: 'Take back a reaction; without it, this is a no-op',
    params: reactParams,
    replies: { 200: message },
    errors: ['user_blocked', 'message_deleted'],
  },
  removePreview: {
    tag: 'conversations',
    method: 'DELETE',
    path: '/conversations/{id}/messages/{seq}/preview',
    summary: 'Remove the preview of a link from an own message; it gets no other one. Again is a no-op',
    params,
    replies: { 200: message },
    errors: ['forbidden', 'message_deleted'],
  },
  listReactions: {
    tag: 'conversations',
    method: 'GET',
    path: '/conversations/{id}/messages/{seq}/reactions',
    summary: 'List who reacted to a message, by emoji',
    params,
    query: pageQuery,
    replies: { 200: reactionUserPage },
    errors: ['invalid_cursor'],
  },
});

/** Which message a frame is about. */
const ofMessage = {
  conversationId: opaqueId.describe('The id of the conversation.'),
  seq: seq.describe('The sequence number of the message.'),
};

export const messageChangeFrames = {
  'message:edit': {
    summary: 'Edit an own message. The ack is the message as it is then.',
    data: entitiesFit(z.strictObject({ ...ofMessage, ...saidNow })),
    ack: message,
  },
  'message:delete': {
    summary: 'Delete a message for everyone. The ack is what is left of it.',
    data: z.strictObject(ofMessage),
    ack: message,
  },
  'message:react': {
    summary: 'React to a message with an emoji, or take that back. The ack is the message as it is then.',
    data: z.strictObject({
      ...ofMessage,
      emoji,
      remove: z.boolean().optional().describe('Whether to take the reaction back.'),
    }),
    ack: message,
  },
} as const satisfies Record<string, ClientFrameDefinition>;

export const messageChangeEvents = {
  'message:hidden': {
    summary: 'You deleted a message for yourself, on this or another device: take it out of what you show.',
    data: z
      .object({
        conversationId: idOf('the conversation'),
        seq: seq.describe('The sequence number of the message.'),
        hiddenCount,
      })
      .meta({ id: 'HiddenMessage', description: 'A message that you deleted for yourself.' }),
  },
  'message:updated': {
    summary:
      'A message changed: it was edited, users reacted, or its link got a preview. `change` says what, and under which number.',
    data: message,
  },
  'message:deleted': {
    summary: 'A message was deleted for everyone. What is left of it says when.',
    data: message,
  },
} as const satisfies Record<string, ServerEventDefinition>;
