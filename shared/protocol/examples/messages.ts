import type { messageRoutes, messageFrames, messageEvents } from '../messages.ts';
import type { RouteExamples, FrameExamples, EventExamples } from './example.ts';
import { picture } from './media.ts';
import { conversationId, inConversation, clientId, message, sent, nextCursor } from './values.ts';

const expires = { seconds: 3_600, from: 'sending' } as const;

export const messageRouteExamples: RouteExamples<typeof messageRoutes> = {
  listMessages: {
    params: inConversation,
    query: { before: '8', limit: '50' },
    reply: { items: [message], nextCursor },
  },
  sendMessage: {
    params: inConversation,
    body: { text: 'Hello Bob', entities: [{ type: 'bold', start: 0, length: 5 }], clientId },
    reply: { ...sent, entities: [{ type: 'bold', start: 0, length: 5 }] },
  },
  listChanges: {
    params: inConversation,
    query: { after: '6' },
    reply: { items: [message], upTo: 7, hasMore: false, reset: false },
  },
};

export const messageFrameExamples: FrameExamples<typeof messageFrames> = {
  'message:send': {
    data: { conversationId, clientId, text: 'Hello Bob', expires },
    ack: { ...sent, expires, expiresAt: '2026-11-20T10:00:00.000Z', duplicate: false },
  },
};

export const messageEventExamples: EventExamples<typeof messageEvents> = {
  'message:new': message,
  'media:updated': { media: picture, places: [{ conversationId, seq: 7 }] },
};
