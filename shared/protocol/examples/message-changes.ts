import type { messageChangeEvents, messageChangeFrames, messageChangeRoutes } from '../message-changes.ts';
import type { Message } from '../messages.ts';
import type { EventExamples, FrameExamples, RouteExamples } from './example.ts';
import { adaId, conversationId, createdAt, inConversation, message, nextCursor, summary } from './values.ts';

const params = { ...inConversation, seq: '7' };
const ofMessage = { conversationId, seq: 7 };
const edited: Message = {
  ...message,
  text: 'Hello Bob!',
  editedAt: '2026-11-20T09:01:00.000Z',
  editableUntil: '2026-11-22T09:00:00.000Z',
  changeSeq: 8,
};
const reacted: Message = {
  ...edited,
  reactions: [{ emoji: '👍', count: 1, userIds: [summary.id], mine: false }],
  changeSeq: 9,
};
const { clientId: _, ...ofOthers } = message;
const deleted: Message = {
  ...ofOthers,
  text: '',
  deletedAt: '2026-11-20T09:05:00.000Z',
  changeSeq: 10,
};
const { id, username, name, avatar } = summary;

export const messageChangeRouteExamples: RouteExamples<typeof messageChangeRoutes> = {
  getMessage: { params, reply: message },
  editMessage: { params, body: { text: 'Hello Bob!' }, reply: edited },
  listRevisions: {
    params,
    query: { limit: '50' },
    reply: { items: [{ text: 'Hello Bob', writtenAt: createdAt }], nextCursor: null },
  },
  deleteMessage: { params, query: { for: 'everyone' } },
  addReaction: { params: { ...params, emoji: '👍' }, reply: reacted },
  removePreview: { params, reply: { ...edited, changeSeq: 11 } },
  removeReaction: { params: { ...params, emoji: '👍' }, reply: edited },
  listReactions: {
    params,
    query: { limit: '50' },
    reply: {
      items: [{ id, username, name, avatar, emoji: '👍', at: '2026-11-20T09:02:00.000Z' }],
      nextCursor,
    },
  },
};

export const messageChangeFrameExamples: FrameExamples<typeof messageChangeFrames> = {
  'message:edit': { data: { ...ofMessage, text: 'Hello Bob!' }, ack: edited },
  'message:delete': { data: ofMessage, ack: deleted },
  'message:react': { data: { ...ofMessage, emoji: '👍' }, ack: reacted },
};

export const messageChangeEventExamples: EventExamples<typeof messageChangeEvents> = {
  'message:hidden': { ...ofMessage, hiddenCount: 1 },
  'message:updated': {
    ...ofOthers,
    text: 'Hello Bob!',
    editedAt: '2026-11-20T09:01:00.000Z',
    changeSeq: 8,
    change: { type: 'edited', seq: 8, messageSeq: 7, userId: adaId },
  },
  'message:deleted': {
    ...deleted,
    change: { type: 'deleted', seq: 10, messageSeq: 7, userId: adaId },
  },
};
