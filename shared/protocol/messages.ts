import * as z from 'zod';
import { idOf, openSet, told } from './bounds.ts';
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
import { isVisible } from './visible-text.ts';

/** What a person wrote: something in it shows, 1 to 8,000 characters, at most 16 KiB of UTF-8. */
export const messageText = multiline
  .refine(isVisible, 'must not be blank')
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
    minLength: 1,
    maxLength: limits.textCharacters,
    description: `The text: at most ${limits.textCharacters} characters and ${limits.textBytes} bytes of UTF-8, so always right up to ${limits.textBytes / 4} characters.`,
  });

/** The sender's own id of a message, unique per sender for 24 hours: sending it again sends nothing twice. */
export const clientId = z
  .string()
  .regex(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 printable ASCII characters without spaces')
  .meta({
    minLength: 1,
    maxLength: 128,
    description: 'The sender’s own id of the message: sending it again within 24 hours sends nothing twice.',
  });

export const messageKind = openSet(['text', 'system'], 'What it is. Pass over a kind that you do not know.');
export type MessageKind = z.infer<typeof messageKind>;

export const messageStatus = z
  .enum(['sent', 'delivered', 'read'])
  .describe('How far the least advanced other member is.');
export type MessageStatus = z.infer<typeof messageStatus>;

/** Files cannot be attached yet: the field is part of the contract and takes an empty list only. */
const attachments = z
  .array(opaqueId)
  .max(0, 'attachments are not supported yet')
  .describe('Files: for later, always empty now.');

const conversationId = idOf('the conversation');

export const message = z
  .object({
    id: idOf('the message'),
    seq,
    conversationId,
    senderId: idOf('who sent it'),
    kind: messageKind,
    text: told(limits.textCharacters, 'What was written.'),
    attachments: z
      .array(idOf('a file'))
      .meta({ maxItems: 10, description: 'Files: for later, always empty now.' }),
    replyTo: idOf('the message').nullable().describe('The id of the message that it answers, or `null`.'),
    createdAt: time('When it was stored.'),
    editedAt: time('When it was last edited.').nullable().describe('When it was last edited, or `null`.'),
    deletedAt: time('When it was deleted.').nullable().describe('When it was deleted, or `null`.'),
    status: messageStatus,
    /** The `clientId` it was sent under, shown to its sender only: matches it with what an app shows as being sent. */
    clientId: clientId
      .optional()
      .meta({ description: 'Only for the sender: what the message was sent under.' }),
  })
  .meta({ id: 'Message', description: 'A message.' });
export type Message = z.infer<typeof message>;

/** `POST /conversations/{id}/messages`. Without a `clientId` a repeated request is a second message. */
export const sendMessageRequest = z
  .strictObject({
    text: messageText,
    clientId: clientId.optional(),
    attachments: attachments.optional(),
    replyTo: opaqueId
      .nullable()
      .optional()
      .describe('The id of the message of this conversation that it answers.'),
    repeat: z
      .boolean()
      .optional()
      .describe(
        'Set it for every attempt but the first: what was stored is then found without taking a number. It changes nothing else.',
      ),
  })
  .meta({ id: 'SendMessageRequest', description: 'The message to send.' });
export type SendMessageRequest = z.infer<typeof sendMessageRequest>;

export const sentReply = z
  .object({ id: idOf('the message'), seq, createdAt: time('When it was stored.') })
  .meta({ id: 'SentReply', description: 'The message is stored.' });
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
  description: 'Messages, ascending by `seq`. `nextCursor` goes on in the direction of the page.',
});
export type MessagePage = z.infer<typeof messagePage>;

/** `POST …/delivered` and `…/read`: up to which entry; without `seq`, up to the newest. */
export const receiptRequest = z
  .strictObject({ seq: seq.optional().describe('Up to which sequence number; by default the newest.') })
  .meta({ id: 'ReceiptRequest', description: 'How far the caller is.' })
  .optional();
export type ReceiptRequest = z.infer<typeof receiptRequest>;
export const okReply = z
  .object({ ok: z.literal(true).describe('Always `true`.') })
  .meta({ id: 'OkReply', description: 'It is done.' });

export const deliveredSeq = seq.describe('Up to which sequence number everything has arrived.');
export const readSeq = seq.describe('Up to which sequence number everything has been read.');
const memberId = idOf('the member');

/** How far one member has received and read a conversation. */
export const receipt = z
  .object({ conversationId, userId: memberId, deliveredSeq, readSeq })
  .meta({ id: 'Receipt', description: 'How far a member has received and read a conversation.' });
export type Receipt = z.infer<typeof receipt>;

/** `GET /conversations/{id}/changes`: everything after the sequence number `after`. */
export const changesQuery = z.strictObject({
  after: seqText.default(0).describe('The sequence number up to which the caller has everything.'),
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
      .meta({ maxItems: limits.pageMax, description: 'What changed, ascending by `seq`.' }),
    upTo: seq.describe('Every number up to this one is in `items` or skipped for good.'),
    hasMore: z.boolean().describe('Whether to ask again after `upTo`.'),
    reset: z.boolean().describe('Too much or too old to replay: drop the cache, load the newest page.'),
  })
  .meta({ id: 'ChangesPage', description: 'What changed in a conversation.' });
export type ChangesPage = z.infer<typeof changesPage>;

/** `GET /conversations/{id}/receipts`: how far each member is. */
export const receiptPage = pageOf(
  z
    .object({ userId: memberId, deliveredSeq, readSeq })
    .meta({ id: 'MemberReceipt', description: 'How far one member is.' }),
).meta({ id: 'ReceiptPage', description: 'How far each member is.' });
export type ReceiptPage = z.infer<typeof receiptPage>;
