import * as z from 'zod';
import { characters, idOf, replyText } from './bounds.ts';
import { limits, moment, multiline, opaqueId, seq, time } from './common.ts';
import { entities, entitiesFit } from './entities.ts';
import { errorCode } from './errors.ts';
import type { ServerEventDefinition } from './frame.ts';
import { media } from './media-model.ts';
import { clientId, message, saysSomething, sendFields, sentReply } from './messages.ts';
import { defineRoutes, idParam } from './route.ts';
import { isVisible } from './visible-text.ts';

/** A message that waits for its time. Its sender alone knows of it. */
export const scheduledMessage = z
  .object({
    id: idOf('the scheduled message'),
    conversationId: idOf('the conversation'),
    text: replyText(limits.textCharacters, 'The text.'),
    entities: entities.optional(),
    attachments: z
      .array(media)
      .meta({ maxItems: limits.attachments, description: 'The files of the message, in order.' }),
    replyTo: idOf('the message').nullable().describe('The id of the message that it replies to, or `null`.'),
    sendAt: time('When it is sent.'),
    createdAt: time('When it was scheduled.'),
    failure: errorCode
      .optional()
      .describe(
        'Why it could not be sent at its time; left out while it waits. It stays: send it, change it or delete it.',
      ),
    version: z.int().min(0).describe('Grows with each change: of two readings, the higher one is newer.'),
  })
  .meta({ id: 'ScheduledMessage', description: 'A message of yours that is sent at a time.' });
export type ScheduledMessage = z.infer<typeof scheduledMessage>;

const { text, entities: said, findMentions, attachments, replyTo } = sendFields;
const content = { text, entities: said, findMentions, attachments, replyTo };
const sendAt = moment.describe(
  `When to send it: a time (RFC 3339), ${limits.aheadSeconds.min} seconds to ${limits.aheadSeconds.max / 86_400} days ahead. Errors: must be at least ${limits.aheadSeconds.min} seconds ahead; must be at most ${limits.aheadSeconds.max / 86_400} days ahead.`,
);

/** `POST /scheduled`. */
export const scheduleMessageRequest = entitiesFit(
  saysSomething(
    z.strictObject({
      conversationId: opaqueId.describe('The id of the conversation.'),
      ...content,
      sendAt,
      clientId: clientId.optional().meta({
        description:
          'Your own id of the scheduled message. A retry with the same id is not scheduled twice, until a day after it was sent or deleted.',
      }),
    }),
  ),
).meta({ id: 'ScheduleMessageRequest', description: 'The message to send, and when.' });
export type ScheduleMessageRequest = z.infer<typeof scheduleMessageRequest>;

/** `PUT /scheduled/{id}`: the whole message and its time. */
export const changeScheduledRequest = entitiesFit(saysSomething(z.strictObject({ ...content, sendAt }))).meta(
  { id: 'ChangeScheduledRequest', description: 'The whole message as it is to be sent, and when.' },
);
export type ChangeScheduledRequest = z.infer<typeof changeScheduledRequest>;

export const scheduledList = z
  .object({
    items: z.array(scheduledMessage).meta({
      maxItems: limits.scheduledMessages,
      description: 'The scheduled messages, the next one first.',
    }),
  })
  .meta({ id: 'ScheduledList', description: 'Your scheduled messages.' });
export type ScheduledList = z.infer<typeof scheduledList>;

export const scheduledQuery = z.strictObject({
  conversationId: opaqueId.optional().describe('Only those of this conversation.'),
});
export type ScheduledQuery = z.infer<typeof scheduledQuery>;

/** What a user wants to be reminded of. They alone know of it. */
export const reminder = z
  .object({
    id: idOf('the message, which is that of the reminder too'),
    conversationId: idOf('the conversation'),
    seq,
    at: time('When to remind.'),
    note: replyText(limits.noteCharacters, 'What the user noted; it may be empty.'),
    due: z
      .boolean()
      .describe('Whether its time has come. It stays until it is deleted or gets another time.'),
    version: z.int().min(0).describe('Grows with each change: of two readings, the higher one is newer.'),
    message: message.describe('The message as it is now.'),
  })
  .meta({ id: 'Reminder', description: 'A message that you are reminded of at a time.' });
export type Reminder = z.infer<typeof reminder>;

/** `PUT /reminders/{id}`. */
export const setReminderRequest = z
  .strictObject({
    at: moment.describe(
      `When to remind: a time (RFC 3339), ${limits.aheadSeconds.min} seconds to ${limits.aheadSeconds.max / 86_400} days ahead. Errors: must be at least ${limits.aheadSeconds.min} seconds ahead; must be at most ${limits.aheadSeconds.max / 86_400} days ahead.`,
    ),
    note: characters(multiline, 0, limits.noteCharacters)
      .refine((note) => note === '' || isVisible(note), 'must not be blank')
      .optional()
      .describe('What to note with it; left out, nothing.'),
  })
  .meta({ id: 'SetReminderRequest', description: 'When to remind of a message.' });
export type SetReminderRequest = z.infer<typeof setReminderRequest>;

export const reminderList = z
  .object({
    items: z.array(reminder).meta({
      maxItems: limits.reminders,
      description: 'The reminders by their time, the earliest first: those that are due, then the others.',
    }),
  })
  .meta({ id: 'ReminderList', description: 'Your reminders, of messages that you can see.' });
export type ReminderList = z.infer<typeof reminderList>;

const scheduledParams = { id: idParam('the scheduled message', 'scheduled_not_found') };
/** A message has one reminder of a user at most: it is named by the message. */
const reminderParams = { id: idParam('the message', 'message_not_found') };

/** Why a message is refused, now or at its time. */
const refusals = [
  'conversation_not_found',
  'user_blocked',
  'muted',
  'posting_restricted',
  'mention_not_allowed',
  'message_not_found',
  'media_not_found',
  'media_blocked',
  'media_not_uploaded',
  'media_mismatch',
] as const;

export const laterRoutes = defineRoutes({
  scheduleMessage: {
    tag: 'later',
    method: 'POST',
    path: '/scheduled',
    summary:
      'Schedule a message; a retry with the same `clientId` and content gives 200 and what was scheduled',
    body: scheduleMessageRequest,
    replies: { 201: scheduledMessage, 200: scheduledMessage },
    errors: [...refusals, 'client_id_conflict', 'too_many_scheduled'],
  },
  listScheduled: {
    tag: 'later',
    method: 'GET',
    path: '/scheduled',
    summary: 'List your scheduled messages, the next one first, also those that could not be sent',
    query: scheduledQuery,
    replies: { 200: scheduledList },
    errors: [],
  },
  changeScheduled: {
    tag: 'later',
    method: 'PUT',
    path: '/scheduled/{id}',
    summary: 'Change what a scheduled message says and when it is sent; one that failed waits again',
    params: scheduledParams,
    body: changeScheduledRequest,
    replies: { 200: scheduledMessage },
    errors: [...refusals],
  },
  deleteScheduled: {
    tag: 'later',
    method: 'DELETE',
    path: '/scheduled/{id}',
    summary: 'Delete a scheduled message: it is not sent',
    params: scheduledParams,
    replies: { 204: null },
    errors: [],
  },
  sendScheduled: {
    tag: 'later',
    method: 'POST',
    path: '/scheduled/{id}/send',
    summary: 'Send a scheduled message now',
    params: scheduledParams,
    replies: { 201: sentReply },
    errors: [...refusals, 'slow_mode'],
  },
  listReminders: {
    tag: 'later',
    method: 'GET',
    path: '/reminders',
    summary: 'List your reminders: those that are due, and those to come',
    replies: { 200: reminderList },
    errors: [],
  },
  setReminder: {
    tag: 'later',
    method: 'PUT',
    path: '/reminders/{id}',
    summary: 'Be reminded of the message with this id at a time, or at another time than before',
    params: reminderParams,
    body: setReminderRequest,
    replies: { 200: reminder },
    errors: ['too_many_reminders'],
  },
  deleteReminder: {
    tag: 'later',
    method: 'DELETE',
    path: '/reminders/{id}',
    summary: 'Delete the reminder of the message with this id, due or not',
    params: { id: idParam('the message', 'reminder_not_found') },
    replies: { 204: null },
    errors: [],
  },
});

export const laterEvents = {
  'scheduled:updated': {
    summary: 'You scheduled a message or changed one, on any of your devices, or one could not be sent.',
    data: scheduledMessage,
  },
  'scheduled:removed': {
    summary: 'A scheduled message was sent or deleted.',
    data: z
      .object({
        id: idOf('the scheduled message'),
        conversationId: idOf('the conversation'),
        sent: z.boolean().describe('Whether it was sent; otherwise it was deleted.'),
      })
      .meta({ id: 'ScheduledRemoved', description: 'Which scheduled message is no more.' }),
  },
  'reminder:updated': { summary: 'You set a reminder, on any of your devices.', data: reminder },
  'reminder:due': { summary: 'The time of a reminder has come.', data: reminder },
  'reminder:removed': {
    summary: 'A reminder was deleted, or you can no longer see its message.',
    data: z
      .object({ id: idOf('the message'), conversationId: idOf('the conversation') })
      .meta({ id: 'ReminderRemoved', description: 'Which reminder is no more.' }),
  },
} as const satisfies Record<string, ServerEventDefinition>;
