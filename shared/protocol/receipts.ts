import * as z from 'zod';
import { idOf } from './bounds.ts';
import { emptyObject, opaqueId, pageOf, pageQuery, seq } from './common.ts';
import type { ClientFrameDefinition, ServerEventDefinition } from './frame.ts';
import { conversationParam, defineRoutes } from './route.ts';

export const deliveredSeq = seq.describe('Everything up to this sequence number has been delivered.');
export const readSeq = seq.describe('Everything up to this sequence number has been read.');
const memberId = idOf('the member');

/** `POST …/delivered` and `…/read`: up to which entry; without `seq`, up to the newest. */
export const receiptRequest = z
  .strictObject({ seq: seq.optional().describe('The sequence number; by default the newest.') })
  .meta({ id: 'ReceiptRequest', description: 'How far you have got.' })
  .optional();
export type ReceiptRequest = z.infer<typeof receiptRequest>;
export const okReply = z
  .object({ ok: z.literal(true).describe('Always `true`.') })
  .meta({ id: 'OkReply', description: 'The request succeeded.' });

/** How far one member has received and read a conversation. */
export const receipt = z
  .object({ conversationId: idOf('the conversation'), userId: memberId, deliveredSeq, readSeq })
  .meta({ id: 'Receipt', description: 'How far a member has received and read a conversation.' });
export type Receipt = z.infer<typeof receipt>;

/** `GET /conversations/{id}/receipts`: how far each member is. */
export const receiptPage = pageOf(
  z
    .object({ userId: memberId, deliveredSeq, readSeq })
    .meta({ id: 'MemberReceipt', description: 'How far one member has received and read.' }),
).meta({ id: 'ReceiptPage', description: 'How far each member has received and read.' });
export type ReceiptPage = z.infer<typeof receiptPage>;

export const receiptRoutes = defineRoutes({
  markDelivered: {
    tag: 'conversations',
    method: 'POST',
    path: '/conversations/{id}/delivered',
    summary: 'Mark everything up to `seq` (default: the newest) as delivered',
    params: { id: conversationParam },
    body: receiptRequest,
    replies: { 200: okReply },
    errors: [],
  },
  markRead: {
    tag: 'conversations',
    method: 'POST',
    path: '/conversations/{id}/read',
    summary: 'Mark everything up to `seq` (default: the newest) as read',
    params: { id: conversationParam },
    body: receiptRequest,
    replies: { 200: okReply },
    errors: [],
  },
  listReceipts: {
    tag: 'conversations',
    method: 'GET',
    path: '/conversations/{id}/receipts',
    summary: 'List how far each member has received and read',
    params: { id: conversationParam },
    query: pageQuery,
    replies: { 200: receiptPage },
    errors: ['invalid_cursor'],
  },
});

const receiptData = z.strictObject({
  conversationId: opaqueId.describe('The id of the conversation.'),
  seq: seq.describe('The sequence number up to which it applies.'),
});

export const receiptFrames = {
  'receipt:delivered': {
    summary: 'Mark everything up to `seq` as delivered to this device.',
    data: receiptData,
    ack: emptyObject,
  },
  'receipt:read': {
    summary: 'Mark everything up to `seq` as read.',
    data: receiptData,
    ack: emptyObject,
  },
} as const satisfies Record<string, ClientFrameDefinition>;

export const receiptEvents = {
  receipt: { summary: 'A member received or read further.', data: receipt },
} as const satisfies Record<string, ServerEventDefinition>;
