import type { draftEvents, draftRoutes } from '../drafts.ts';
import type { EventExamples, RouteExamples } from './example.ts';
import { conversationId, createdAt, inConversation } from './values.ts';

const draft = { conversationId, text: 'Hello B', replyTo: null, updatedAt: createdAt };

export const draftRouteExamples: RouteExamples<typeof draftRoutes> = {
  saveDraft: { params: inConversation, body: { text: 'Hello B' }, reply: draft },
  listDrafts: { reply: { items: [draft] } },
};

export const draftEventExamples: EventExamples<typeof draftEvents> = { 'draft:updated': draft };
