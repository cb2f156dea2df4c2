import type { Message } from '../messages.ts';
import type { threadEvents, threadRoutes } from '../threads.ts';
import type { EventExamples, RouteExamples } from './example.ts';
import { clientId, conversationId, inConversation, message, nextCursor, sent, summary } from './values.ts';

const params = { ...inConversation, seq: '7' };
const { clientId: _, ...ofOthers } = message;
const answer: Message = {
  ...ofOthers,
  id: 'msg_7c1VbN5sKq8uHeTdRf0JyA_9',
  seq: 9,
  senderId: summary.id,
  text: 'Hello Ada',
  replyTo: message.id,
  quote: { seq: 7, senderId: message.senderId, text: 'Hello Bob', deletedAt: null },
  threadSeq: 7,
};
const root: Message = {
  ...message,
  thread: { count: 3, lastSeq: 12, userIds: [summary.id], following: true, unreadCount: 1 },
};

export const threadRouteExamples: RouteExamples<typeof threadRoutes> = {
  listReplies: { params, query: { limit: '50' }, reply: { items: [answer], nextCursor: null } },
  updateThread: { params, body: { read: true }, reply: { following: true, unreadCount: 0 } },
  listThreads: { query: { limit: '50' }, reply: { items: [{ message: root }], nextCursor } },
  forwardMessage: {
    params,
    body: { to: [{ conversationId, clientId }] },
    reply: { items: [{ conversationId, sent }] },
  },
};

export const threadEventExamples: EventExamples<typeof threadEvents> = {
  'thread:updated': { conversationId, seq: 7, following: true, unreadCount: 0 },
};
