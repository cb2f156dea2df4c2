import * as z from 'zod';
import { idOf, replyText } from './bounds.ts';
import {
  cursor,
  limits,
  limitText,
  multiline,
  opaqueId,
  pageOf,
  seq,
  seqText,
  time,
  utf8Bytes,
} from './common.ts';
import { entities, entitiesFit, findMentions, givenEntities } from './entities.ts';
import { expiry, givenExpiry } from './expiry-model.ts';
import { systemEvent } from './group-model.ts';
import { media } from './media-model.ts';
import {
  contentFields,
  contentIn,
  poll,
  shownContact,
  shownLocation,
  type GivenContent,
} from './message-content.ts';
import {
  forwarded,
  incomplete,
  linkPreview,
  messageChange,
  messageKind,
  pinned,
  quote,
  reaction,
  thread,
} from './message-model.ts';
import type { ClientFrameDefinition, ServerEventDefinition } from './frame.ts';
import { conversationParam, defineRoutes } from './route.ts';
import { isVisible } from './visible-text.ts';

/** The text of a message: at most 8,000 characters and 16 KiB of UTF-8. With attachments it may be empty, else not blank. */
export const messageText = multiline
  .refine(
    (text) => text.length <= limits.textCharacters || [...text].length <= limits.textCharacters,
    `must be at most ${limits.textCharacters} characters`,
  )
  .refine(
    (text) => text.length * 3 <= limits.textBytes || utf8Bytes(text) <= limits.textBytes,
    `must be at most ${limits.textBytes} bytes of UTF-8`,
  )
  // a character takes one to four bytes
  .meta({
    maxLength: limits.textCharacters,
    description: `The text: at most ${limits.textCharacters} characters and ${limits.textBytes} bytes of UTF-8. Up to ${limits.textBytes / 4} characters always fit. With attachments it may be empty; with a poll, location or contact it is; else it must not be blank. Errors: a message has one of poll, location and contact; must be empty with a poll, location or contact, which has no files and no entities either.`,
  });

/** The sender's own id of a message, unique per sender for 24 hours: a retry with it is not sent twice. */
export const clientId = z
  .string()
  .regex(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 printable ASCII characters without spaces')
  .meta({
    minLength: 1,
    maxLength: 128,
    description:
      'The client’s own id of the message. A retry with the same id within 24 hours is not sent twice.',
  });

export const messageStatus = z
  .enum(['sent', 'delivered', 'read'])
  .describe('The status that every other member has reached.');
export type MessageStatus = z.infer<typeof messageStatus>;

/** Files of the sender, or of messages that the sender may see: these are not uploaded again. */
const attachments = z
  .array(opaqueId)
  .max(limits.attachments, `must be at most ${limits.attachments}`)
  .refine((ids) => new Set(ids).size === ids.length, 'must not name a file twice')
  .meta({
    uniqueItems: true,
    description:
      'The ids of uploaded files, in the order in which they are shown: your own, or those of messages that you can see.',
  });

const conversationId = idOf('the conversation');

const attachedMedia = z
  .array(media)
  .meta({ maxItems: limits.attachments, description: 'The files of the message, in order.' });

/** `expires` says from when it counts. */
const expiresAt = time('When the message expires.').describe(
  'When the message is gone. Where that counts from reading and not all have read it, the latest moment: it is sooner once they have, which is a change of the message.',
);

export const message = z
  .object({
    id: idOf('the message'),
    seq,
    conversationId,
    senderId: idOf('the sender'),
    kind: messageKind,
    text: replyText(
      limits.textCharacters,
      'The text. That of a system message is plain English, for clients that do not phrase `system` themselves; a poll, location or contact says here in plain lines what it is.',
    ),
    entities: entities.optional(),
    poll: poll.optional().describe('What a message of the kind `poll` asks, and the votes.'),
    location: shownLocation.optional().describe('The place of a message of the kind `location`.'),
    contact: shownContact.optional().describe('The contact of a message of the kind `contact`.'),
    attachments: attachedMedia,
    replyTo: idOf('the message').nullable().describe('The id of the message that it replies to, or `null`.'),
    quote: quote
      .optional()
      .describe(
        'What it replies to, where you can see that. Left out in events: ask for the message if you do not have it.',
      ),
    threadSeq: seq
      .optional()
      .describe('Of a reply: the sequence number of the message at which its thread begins.'),
    thread: thread.optional().describe('The replies to it; left out where there are none.'),
    pinned: pinned.optional().describe('When it was pinned, and by whom; left out where it is not.'),
    starred: z
      .boolean()
      .optional()
      .describe(
        'Whether you have saved it. Left out in events, and where you have saved no message of the conversation.',
      ),
    forwarded: forwarded.optional().describe('Where it comes from, if it was forwarded.'),
    streaming: z
      .literal(true)
      .optional()
      .describe(
        'Set while its author is still writing it: the text is what is stored so far, and `message:appended` goes on from there.',
      ),
    incomplete: incomplete.optional(),
    imported: z
      .literal(true)
      .optional()
      .describe(
        'Whether an operator imported it from elsewhere: that its sender wrote it then, the import says.',
      ),
    preview: linkPreview
      .optional()
      .describe('The preview of its first link. It comes as a change, some seconds after the message.'),
    createdAt: time('When the message was stored.'),
    editedAt: time('When the message was last edited.')
      .nullable()
      .describe('When the message was last edited, or `null`.'),
    editableUntil: time('Until when you can edit the message.')
      .optional()
      .describe('Until when you can edit the message. Only its sender gets it.'),
    deletedAt: time('When the message was deleted.')
      .nullable()
      .describe('When the message was deleted, or `null`. A deleted message has no text and no files.'),
    expires: expiry.optional().describe('How long the message stays; left out where it does not expire.'),
    expiresAt: expiresAt.optional(),
    reactions: z.array(reaction).optional().meta({
      maxItems: limits.reactionsPerMessage,
      description:
        'The reactions, in the order in which they were first given; left out where there are none.',
    }),
    changeSeq: seq
      .optional()
      .describe(
        'The sequence number of the latest change of the message; left out where there was none. Of two readings of a message, the one with the higher number is newer.',
      ),
    change: messageChange
      .optional()
      .describe(
        'In events and entries that report a change: what became of the message, and under which number.',
      ),
    status: messageStatus,
    system: systemEvent.optional().describe('What a message of the kind `system` reports.'),
    /** The `clientId` it was sent with, shown to its sender only: an app matches it with the message it shows as being sent. */
    clientId: clientId
      .optional()
      .meta({ description: 'The `clientId` that the message was sent with. Only its sender gets it.' }),
  })
  .meta({ id: 'Message', description: 'A message.' });
export type Message = z.infer<typeof message>;

/** What is sent, by HTTP and by a frame. */
export const sendFields = {
  text: messageText,
  entities: givenEntities.optional(),
  findMentions: findMentions.optional(),
  clientId: clientId.optional(),
  attachments: attachments.optional(),
  ...contentFields,
  preview: z
    .boolean()
    .optional()
    .describe(
      '`false`: its links get no preview, now or later. Otherwise the first one does, unless your privacy settings say no.',
    ),
  replyTo: opaqueId
    .nullable()
    .optional()
    .describe('The id of the message of this conversation that it replies to.'),
  expires: givenExpiry
    .optional()
    .describe('How long the message stays. Left out, it is as the conversation says (`expiry`).'),
  repeat: z
    .boolean()
    .optional()
    .describe(
      'Set it on every attempt but the first: the server then looks for the stored message before it takes a new number. It changes nothing else.',
    ),
};

/** What can be wrong with what a message says. */
const sayings = {
  blank: 'must not be blank',
  several: 'a message has one of poll, location and contact',
  alone: 'must be empty with a poll, location or contact, which has no files and no entities either',
} as const;

type Saying = GivenContent & {
  text: string;
  attachments?: string[] | undefined;
  entities?: unknown[] | undefined;
};

/**
 * A message says something: by its text, by what is attached, or by being a poll, a location or a contact, which stands alone. Checked
 * once all else is as it should be.
 */
export const saysSomething = <T extends z.ZodType<Saying>>(request: T) =>
  request.check(({ value, issues }) => {
    const { text, attachments = [], entities: parts = [] } = value;
    const [content, second] = contentIn(value);
    const wrong = (what: keyof typeof sayings, field: string) => {
      issues.push({ code: 'custom', path: [field], message: sayings[what], input: value });
    };
    if (issues.length > 0) return;
    if (second !== undefined) wrong('several', second);
    else if (content !== undefined) {
      if (text !== '' || attachments.length + parts.length > 0) wrong('alone', 'text');
    } else if (attachments.length === 0 && !isVisible(text)) wrong('blank', 'text');
  });

/** `POST /conversations/{id}/messages`. Without a `clientId` a repeated request is a second message. */
export const sendMessageRequest = entitiesFit(saysSomething(z.strictObject(sendFields))).meta({
  id: 'SendMessageRequest',
  description: 'The message to send.',
});
export type SendMessageRequest = z.infer<typeof sendMessageRequest>;

export const sentReply = z
  .object({
    id: idOf('the message'),
    seq,
    createdAt: time('When the message was stored.'),
    entities: entities.optional(),
    attachments: attachedMedia
      .optional()
      .describe('The files of the message, in order; left out where there are none.'),
    ...message.pick({ kind: true, text: true }).partial().shape,
    ...message.pick({ poll: true, location: true, contact: true }).shape,
    threadSeq: seq
      .optional()
      .describe('Of a reply: the sequence number of the message at which its thread begins.'),
    expires: expiry.optional().describe('How long the message stays; left out where it does not expire.'),
    expiresAt: expiresAt.optional(),
  })
  .meta({ id: 'SentReply', description: 'The stored message.' });
export type SentReply = z.infer<typeof sentReply>;

/** `before` and `after` are sequence numbers and exclude each other; without them it is the newest page. */
export const historyQuery = z
  .strictObject({
    before: seqText.optional().describe('Only messages below this sequence number.'),
    after: seqText.optional().describe('Only messages above this sequence number.'),
    cursor: cursor.optional(),
    limit: limitText.default(limits.pageDefault),
  })
  .refine(
    ({ before, after, cursor }) => [before, after, cursor].filter((given) => given !== undefined).length <= 1,
    { path: ['before'], error: 'give only one of before, after and cursor' },
  );
export type HistoryQuery = z.infer<typeof historyQuery>;

/** `nextCursor` goes on in the direction of the page: older, or newer after `after=`. */
export const messagePage = pageOf(message).meta({
  id: 'MessagePage',
  description: 'Messages, ascending by `seq`. `nextCursor` continues in the direction of the page.',
});
export type MessagePage = z.infer<typeof messagePage>;

/** `GET /conversations/{id}/changes`: everything after the sequence number `after`. */
export const changesQuery = z.strictObject({
  after: seqText.default(0).describe('The sequence number up to which you have everything.'),
  limit: limitText.default(limits.pageDefault),
});
export type ChangesQuery = z.output<typeof changesQuery>;

/**
 * Entries in ascending order. Every number up to `upTo` is among them or skipped for good. `reset`: too much or too old
 * to replay; drop what is cached of the conversation and load the newest page.
 */
export const changesPage = z
  .object({
    items: z
      .array(message)
      .meta({ maxItems: limits.pageMax, description: 'The changes, ascending by `seq`.' }),
    messages: z.array(message).optional().meta({
      maxItems: limits.pageMax,
      description:
        'The messages that the entries of the kind `change` are about, as they are now, each once; left out where there are none. One that you can no longer see is missing.',
    }),
    upTo: seq.describe('Every number up to this one is in `items` or skipped for good.'),
    hasMore: z.boolean().describe('Whether to ask again, with `after` set to `upTo`.'),
    reset: z
      .boolean()
      .describe(
        'Set when there is too much, or it is too old, to replay: drop the cache and load the newest page.',
      ),
  })
  .meta({ id: 'ChangesPage', description: 'The changes in a conversation.' });
export type ChangesPage = z.infer<typeof changesPage>;

export const messageRoutes = defineRoutes({
  listMessages: {
    tag: 'conversations',
    method: 'GET',
    path: '/conversations/{id}/messages',
    summary: 'List messages: the newest page, or before or after a sequence number; items ascend by `seq`',
    params: { id: conversationParam },
    query: historyQuery,
    replies: { 200: messagePage },
    errors: ['invalid_cursor'],
  },
  sendMessage: {
    tag: 'conversations',
    method: 'POST',
    path: '/conversations/{id}/messages',
    summary: 'Send a message; a retry with the same `clientId` and content gives 200 and the first reply',
    params: { id: conversationParam },
    body: sendMessageRequest,
    replies: { 201: sentReply, 200: sentReply },
    errors: [
      'user_blocked',
      'muted',
      'posting_restricted',
      'slow_mode',
      'mention_not_allowed',
      'time_in_past',
      'message_not_found',
      'client_id_conflict',
      'media_not_found',
      'media_blocked',
      'media_not_uploaded',
      'media_mismatch',
    ],
  },
  listChanges: {
    tag: 'conversations',
    method: 'GET',
    path: '/conversations/{id}/changes',
    summary: 'List everything after a sequence number, ascending, to catch up',
    params: { id: conversationParam },
    query: changesQuery,
    replies: { 200: changesPage },
    errors: [],
  },
});

export const messageFrames = {
  'message:send': {
    summary: 'Send a message. The ack comes once it is stored.',
    data: entitiesFit(
      saysSomething(
        z.strictObject({
          ...sendFields,
          conversationId: opaqueId.describe('The id of the conversation.'),
          clientId,
        }),
      ),
    ),
    ack: sentReply.extend({
      duplicate: z.boolean().describe('Whether an earlier attempt had already been stored.'),
    }),
  },
} as const satisfies Record<string, ClientFrameDefinition>;

export const messageEvents = {
  'message:new': { summary: 'A message was sent.', data: message },
  'media:updated': {
    summary:
      'A file of yours, or of messages that you can see, was looked at after its upload: it can be downloaded now, or it was refused.',
    data: z
      .object({
        media,
        places: z
          .array(
            z
              .object({ conversationId, seq })
              .meta({ id: 'MediaPlace', description: 'A message that the file is attached to.' }),
          )
          .meta({ maxItems: 100, description: 'Messages that you have the file in, if there are any.' }),
      })
      .meta({ id: 'MediaUpdate', description: 'A file as it is now, and where it was sent.' }),
  },
} as const satisfies Record<string, ServerEventDefinition>;
