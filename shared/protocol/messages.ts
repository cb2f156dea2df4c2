import * as z from 'zod';
import { limits, limitText, multiline, opaqueId, pageOf, seq, seqText, time, utf8Bytes } from './common.ts';

/** What a person wrote: not blank, 1 to 8,000 characters, at most 16 KiB of UTF-8. */
export const messageText = multiline
  .refine((text) => text.trim().length > 0, 'must not be blank')
  .refine(
    (text) => text.length <= limits.textCharacters || [...text].length <= limits.textCharacters,
    `must be at most ${limits.textCharacters} characters`,
  )
  .refine(
    (text) => text.length * 3 <= limits.textBytes || utf8Bytes(text) <= limits.textBytes,
    `must be at most ${limits.textBytes} bytes of UTF-8`,
  );

/** The sender's own id of a message, unique per sender for 24 hours: sending it again sends nothing twice. */
export const clientId = z
  .string()
  .regex(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 printable ASCII characters without spaces');

export const messageKind = z.enum(['text', 'system']);
export type MessageKind = z.infer<typeof messageKind>;

export const messageStatus = z.enum(['sent', 'delivered', 'read']);
export type MessageStatus = z.infer<typeof messageStatus>;

/** Files cannot be attached yet: the field is part of the contract and takes an empty list only. */
const attachments = z.array(opaqueId).max(0, 'attachments are not supported yet');

export const message = z
  .object({
    id: z.string(),
    seq,
    conversationId: z.string(),
    senderId: z.string(),
    kind: messageKind,
    text: z.string(),
    attachments: z.array(z.string()),
    replyTo: z.string().nullable(),
    createdAt: time,
    editedAt: time.nullable(),
    deletedAt: time.nullable(),
    status: messageStatus,
    /** The `clientId` it was sent under, shown to its sender only: matches it with what an app shows as being sent. */
    clientId: clientId
      .optional()
      .meta({ description: 'Only for the sender: what the message was sent under.' }),
  })
  .meta({ id: 'Message' });
export type Message = z.infer<typeof message>;

/** `POST /conversations/{id}/messages`. Without a `clientId` a repeated request is a second message. */
export const sendMessageRequest = z
  .strictObject({
    text: messageText,
    clientId: clientId.optional(),
    attachments: attachments.optional(),
    replyTo: opaqueId.nullable().optional(),
  })
  .meta({ id: 'SendMessageRequest' });
export type SendMessageRequest = z.infer<typeof sendMessageRequest>;

export const sentReply = z.object({ id: z.string(), seq, createdAt: time }).meta({ id: 'SentReply' });
export type SentReply = z.infer<typeof sentReply>;

/** `before` and `after` are sequence numbers and exclude each other; without them it is the newest page. */
export const historyQuery = z
  .strictObject({
    before: seqText.optional(),
    after: seqText.optional(),
    cursor: z.string().min(1).max(1024).optional(),
    limit: limitText.default(limits.pageDefault),
  })
  .refine(
    ({ before, after, cursor }) => [before, after, cursor].filter((given) => given !== undefined).length <= 1,
    { path: ['before'], error: 'give only one of before, after and cursor' },
  );
export type HistoryQuery = z.infer<typeof historyQuery>;

/** `nextCursor` goes on in the direction of the page: older, or newer after `after=`. */
export const messagePage = z
  .object({ items: z.array(message), nextCursor: z.string().nullable() })
  .meta({ id: 'MessagePage' });
export type MessagePage = z.infer<typeof messagePage>;

/** `POST …/delivered` and `…/read`: up to which entry; without `seq`, up to the newest. */
export const receiptRequest = z
  .strictObject({ seq: seq.optional() })
  .meta({ id: 'ReceiptRequest' })
  .optional();
export type ReceiptRequest = z.infer<typeof receiptRequest>;
export const okReply = z.object({ ok: z.literal(true) }).meta({ id: 'OkReply' });

/** How far one member has received and read a conversation. */
export const receipt = z
  .object({ conversationId: z.string(), userId: z.string(), deliveredSeq: seq, readSeq: seq })
  .meta({ id: 'Receipt' });
export type Receipt = z.infer<typeof receipt>;

/** `GET /conversations/{id}/changes`: everything after the sequence number `after`. */
export const changesQuery = z.strictObject({
  after: seqText.default(0),
  limit: limitText.default(limits.pageDefault),
});
export type ChangesQuery = z.output<typeof changesQuery>;

/**
 * Entries in ascending order. Every number up to `upTo` is among them or skipped for good. `reset`: too much or too old
 * to replay; drop what is cached of the conversation and load the newest page.
 */
export const changesPage = z
  .object({ items: z.array(message), upTo: seq, hasMore: z.boolean(), reset: z.boolean() })
  .meta({ id: 'ChangesPage' });
export type ChangesPage = z.infer<typeof changesPage>;

/** `GET /conversations/{id}/receipts`: how far each member is. */
export const receiptPage = pageOf(
  z.object({ userId: z.string(), deliveredSeq: seq, readSeq: seq }).meta({ id: 'MemberReceipt' }),
).meta({ id: 'ReceiptPage' });
export type ReceiptPage = z.infer<typeof receiptPage>;
