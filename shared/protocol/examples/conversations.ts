import type { conversationRoutes, conversationFrames, conversationEvents } from '../conversations.ts';
import type { RouteExamples, FrameExamples, EventExamples } from './example.ts';
import { adaId, conversationId, inConversation, conversation, group, nextCursor } from './values.ts';

export const conversationRouteExamples: RouteExamples<typeof conversationRoutes> = {
  createConversation: { body: { participantUsernames: ['bob'] }, reply: conversation },
  listConversations: { query: { limit: '50' }, reply: { items: [conversation], nextCursor } },
  getConversation: { params: inConversation, reply: conversation },
};

export const conversationFrameExamples: FrameExamples<typeof conversationFrames> = {
  typing: { data: { conversationId, typing: true }, ack: {} },
};

export const conversationEventExamples: EventExamples<typeof conversationEvents> = {
  'conversation:new': conversation,
  'conversation:updated': group,
  'conversation:removed': { id: conversationId, reason: 'removed' },
  typing: { conversationId, userId: adaId, typing: true },
};
