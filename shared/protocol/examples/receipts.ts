import type { receiptRoutes, receiptFrames, receiptEvents } from '../receipts.ts';
import type { RouteExamples, FrameExamples, EventExamples } from './example.ts';
import { adaId, conversationId, inConversation } from './values.ts';

const receiptData = { conversationId, seq: 7 };

export const receiptRouteExamples: RouteExamples<typeof receiptRoutes> = {
  markDelivered: { params: inConversation, body: { seq: 7 }, reply: { ok: true } },
  markRead: { params: inConversation, body: { seq: 7 }, reply: { ok: true } },
  listReceipts: {
    params: inConversation,
    query: { limit: '50' },
    reply: { items: [{ userId: adaId, deliveredSeq: 7, readSeq: 5 }], nextCursor: null },
  },
};

export const receiptFrameExamples: FrameExamples<typeof receiptFrames> = {
  'receipt:delivered': { data: receiptData, ack: {} },
  'receipt:read': { data: receiptData, ack: {} },
};

export const receiptEventExamples: EventExamples<typeof receiptEvents> = {
  receipt: { conversationId, userId: adaId, deliveredSeq: 7, readSeq: 5 },
};
