import type { Message } from '../messages.ts';
import type { streamEvents, streamFrames, streamRoutes } from '../streams.ts';
import type { EventExamples, FrameExamples, RouteExamples } from './example.ts';
import { clientId, conversationId, inConversation, message, sent } from './values.ts';

const params = { ...inConversation, seq: '7' };
const ofMessage = { conversationId, seq: 7 };
const piece = { offset: 0, text: 'Hello', checkpoint: true };
const written: Message = { ...message, changeSeq: 8 };
const { clientId: _, ...ofOthers } = message;
const stopped: Message = { ...ofOthers, text: 'Hello', incomplete: 'stopped', changeSeq: 8 };

export const streamRouteExamples: RouteExamples<typeof streamRoutes> = {
  openStream: { params: inConversation, body: { clientId }, reply: { ...sent, offset: 0 } },
  appendToStream: { params, body: piece, reply: { offset: 5 } },
  closeStream: { params, body: { text: 'Hello Bob' }, reply: written },
  stopStream: { params, reply: stopped },
};

export const streamFrameExamples: FrameExamples<typeof streamFrames> = {
  'message:open': { data: { conversationId, clientId }, ack: { ...sent, offset: 0, duplicate: false } },
  'message:append': { data: { ...ofMessage, ...piece }, ack: { offset: 5 } },
  'message:close': { data: { ...ofMessage, text: 'Hello Bob' }, ack: written },
  'message:stop': { data: ofMessage, ack: stopped },
};

export const streamEventExamples: EventExamples<typeof streamEvents> = {
  'message:appended': { ...ofMessage, offset: 5, text: ' Bob' },
};
