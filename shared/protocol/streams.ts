import * as z from 'zod';
import { idOf, replyText } from './bounds.ts';
import { limits, opaqueId, seq } from './common.ts';
import { entitiesFit, givenEntities } from './entities.ts';
import type { ClientFrameDefinition, ServerEventDefinition } from './frame.ts';
import { messageParam } from './message-changes.ts';
import { clientId, message, messageText, saysSomething, sentReply } from './messages.ts';
import { conversationParam, defineRoutes } from './route.ts';

/** The most places in a text: a character takes one or two UTF-16 units. */
const mostUnits = 2 * limits.textCharacters;

/** Where in a text, in UTF-16 units as the offsets of entities. */
const offset = z.int().min(0).max(mostUnits);

const opening = {
  clientId,
  replyTo: opaqueId
    .nullable()
    .optional()
    .describe('The id of the message of this conversation that it replies to.'),
  repeat: z
    .boolean()
    .optional()
    .describe(
      'Set it on every attempt but the first: the server then looks for the stored message before it takes a new number. It changes nothing else.',
    ),
};
const appending = {
  offset: offset.describe(
    'From where on `text` is the text, in UTF-16 units of the text as it is stored, where CRLF is one newline: the `offset` that you were last answered.',
  ),
  text: messageText.meta({
    description:
      'All of the text from `offset` on, also what earlier appends said and no answer reports as stored. It may be empty.',
  }),
  checkpoint: z
    .boolean()
    .optional()
    .describe(
      'Whether to store the text. Ask for it every 1,500 characters or 20 seconds. Within a second after the last time the text is pushed and not stored; the `offset` of the answer tells.',
    ),
};
const closing = { text: messageText, entities: givenEntities.optional() };

/** `POST …/messages/stream`. */
export const openStreamRequest = z
  .strictObject(opening)
  .meta({ id: 'OpenStreamRequest', description: 'A message to write piece by piece.' });
export type OpenStreamRequest = z.infer<typeof openStreamRequest>;

export const openedStream = sentReply
  .pick({ id: true, seq: true, createdAt: true, threadSeq: true })
  .extend({
    offset: offset.describe('How much of the text is stored, in UTF-16 units: go on from there.'),
  })
  .meta({ id: 'OpenedStream', description: 'The stored message, which can be appended to.' });
export type OpenedStream = z.infer<typeof openedStream>;

/** `POST …/messages/{seq}/append`. */
export const appendRequest = z
  .strictObject(appending)
  .meta({ id: 'AppendRequest', description: 'How the text goes on.' });
export type AppendRequest = z.infer<typeof appendRequest>;

export const appendedReply = z
  .object({ offset: offset.describe('How much of the text is stored, in UTF-16 units.') })
  .meta({ id: 'AppendedReply', description: 'How much of the text is stored.' });
export type AppendedReply = z.infer<typeof appendedReply>;

/** `POST …/messages/{seq}/close`. The text may be other than what was appended, such as without its Markdown. */
export const closeStreamRequest = entitiesFit(saysSomething(z.strictObject(closing))).meta({
  id: 'CloseStreamRequest',
  description:
    'What the message says in the end: the whole text, which takes the place of what was appended.',
});
export type CloseStreamRequest = z.infer<typeof closeStreamRequest>;

const params = { id: conversationParam, seq: messageParam };

export const streamRoutes = defineRoutes({
  openStream: {
    tag: 'conversations',
    method: 'POST',
    path: '/conversations/{id}/messages/stream',
    summary:
      'Open a message that others read while you write it; a retry with the same `clientId` gives 200 and the first reply',
    params: { id: conversationParam },
    body: openStreamRequest,
    replies: { 201: openedStream, 200: openedStream },
    errors: [
      'user_blocked',
      'muted',
      'posting_restricted',
      'slow_mode',
      'message_not_found',
      'client_id_conflict',
    ],
  },
  appendToStream: {
    tag: 'conversations',
    method: 'POST',
    path: '/conversations/{id}/messages/{seq}/append',
    summary: 'Write on at an own message that is open, at most five times a second',
    params,
    body: appendRequest,
    replies: { 200: appendedReply },
    errors: [
      'forbidden',
      'user_blocked',
      'muted',
      'posting_restricted',
      'message_deleted',
      'stream_ended',
      'stream_conflict',
      'message_too_long',
    ],
  },
  closeStream: {
    tag: 'conversations',
    method: 'POST',
    path: '/conversations/{id}/messages/{seq}/close',
    summary: 'Close an own message with its whole text; the same again is a no-op',
    params,
    body: closeStreamRequest,
    replies: { 200: message },
    errors: [
      'forbidden',
      'user_blocked',
      'muted',
      'posting_restricted',
      'mention_not_allowed',
      'message_deleted',
      'stream_ended',
    ],
  },
  stopStream: {
    tag: 'conversations',
    method: 'POST',
    path: '/conversations/{id}/messages/{seq}/stop',
    summary:
      'Stop a message that is being written: an own one, one that answers you, in groups as an admin any. Again is a no-op',
    params,
    replies: { 200: message },
    errors: ['forbidden', 'message_deleted'],
  },
});

/** Which message a frame is about. */
const ofMessage = {
  conversationId: opaqueId.describe('The id of the conversation.'),
  seq: seq.describe('The sequence number of the message.'),
};

export const streamFrames = {
  'message:open': {
    summary: 'Open a message that others read while you write it. The ack comes once it is stored.',
    data: z.strictObject({
      ...opening,
      conversationId: opaqueId.describe('The id of the conversation.'),
    }),
    ack: openedStream.extend({
      duplicate: z.boolean().describe('Whether an earlier attempt had already been stored.'),
    }),
  },
  'message:append': {
    summary: 'Write on at an own message that is open, at most five times a second.',
    data: z.strictObject({ ...ofMessage, ...appending }),
    ack: appendedReply,
  },
  'message:close': {
    summary: 'Close an own message with its whole text. The ack is the message as it is then.',
    data: entitiesFit(saysSomething(z.strictObject({ ...ofMessage, ...closing }))),
    ack: message,
  },
  'message:stop': {
    summary: 'Stop a message that is being written. The ack is the message as it is then.',
    data: z.strictObject(ofMessage),
    ack: message,
  },
} as const satisfies Record<string, ClientFrameDefinition>;

export const streamEvents = {
  'message:appended': {
    summary:
      'A message that is being written goes on. It carries everything since it was last stored: one that is lost or late is made up for by the next.',
    data: z
      .object({
        conversationId: idOf('the conversation'),
        seq: seq.describe('The sequence number of the message.'),
        offset: offset.describe(
          'From where on `text` is the text, in UTF-16 units. If you have less than that, get the message.',
        ),
        text: replyText(limits.textCharacters, 'All of the text from `offset` on.'),
      })
      .meta({ id: 'AppendedText', description: 'How the text of a message goes on.' }),
  },
} as const satisfies Record<string, ServerEventDefinition>;
