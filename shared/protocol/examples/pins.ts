import type { Message } from '../messages.ts';
import type { pinRoutes } from '../pins.ts';
import type { RouteExamples } from './example.ts';
import { adaId, inConversation, message } from './values.ts';

const params = { ...inConversation, seq: '7' };
const pinnedMessage: Message = {
  ...message,
  pinned: { at: '2026-11-20T09:10:00.000Z', userId: adaId },
  changeSeq: 11,
};

export const pinRouteExamples: RouteExamples<typeof pinRoutes> = {
  pinMessage: { params, reply: pinnedMessage },
  unpinMessage: { params, reply: { ...message, changeSeq: 12 } },
  listPins: { params: inConversation, reply: { items: [pinnedMessage] } },
};
