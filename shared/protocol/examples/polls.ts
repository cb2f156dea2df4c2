import type { Message } from '../messages.ts';
import type { pollEvents, pollFrames, pollRoutes } from '../polls.ts';
import type { EventExamples, FrameExamples, RouteExamples } from './example.ts';
import { conversationId, inConversation, message, nextCursor, summary } from './values.ts';

const params = { ...inConversation, seq: '7' };
const ofMessage = { conversationId, seq: 7 };
const poll: Message = {
  ...message,
  kind: 'poll',
  text: 'Where do we eat?\nPizza\nSushi',
  poll: {
    question: 'Where do we eat?',
    options: [
      { text: 'Pizza', count: 2 },
      { text: 'Sushi', count: 1 },
    ],
    multiple: false,
    anonymous: false,
    voterCount: 3,
    mine: [0],
  },
  changeSeq: 9,
};
const { id, username, name, avatar } = summary;

export const pollRouteExamples: RouteExamples<typeof pollRoutes> = {
  vote: { params, body: { options: [0] }, reply: poll },
  listVotes: {
    params,
    query: { option: '0', limit: '50' },
    reply: {
      items: [{ id, username, name, avatar, options: [0], at: '2026-11-20T09:02:00.000Z' }],
      nextCursor,
    },
  },
  closePoll: {
    params,
    reply: { ...poll, ...(poll.poll && { poll: { ...poll.poll, closedAt: '2026-11-20T10:00:00.000Z' } }) },
  },
};

export const pollFrameExamples: FrameExamples<typeof pollFrames> = {
  'poll:vote': { data: { ...ofMessage, options: [0] }, ack: poll },
};

export const pollEventExamples: EventExamples<typeof pollEvents> = {
  'poll:voted': { ...ofMessage, mine: [0] },
};
