import type { messageRoutes, messageFrames, messageEvents } from '../messages.ts';
import type { RouteExamples, FrameExamples, EventExamples } from './example.ts';
import { picture } from './media.ts';
import { conversationId, inConversation, clientId, message, sent, nextCursor } from './values.ts';

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
    data: { conversationId, clientId, text: 'Hello Bob' },
    ack: { ...sent, duplicate: false },
  },
};

export const messageEventExamples: EventExamples<typeof messageEvents> = {
  'message:new': message,
  'media:updated': { media: picture, places: [{ conversationId, seq: 7 }] },
};
