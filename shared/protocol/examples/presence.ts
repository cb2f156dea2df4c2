import type { presenceRoutes, presenceFrames, presenceEvents } from '../presence.ts';
import type { RouteExamples, FrameExamples, EventExamples } from './example.ts';
import { adaId, createdAt, summary } from './values.ts';

export const presenceRouteExamples: RouteExamples<typeof presenceRoutes> = {
  setStatus: { body: { status: 'away' }, reply: { status: 'away' } },
};

export const presenceFrameExamples: FrameExamples<typeof presenceFrames> = {
  'presence:watch': {
    data: { userIds: [summary.id] },
    ack: { users: [{ userId: summary.id, online: true, status: 'online', lastOnline: null }] },
  },
};

export const presenceEventExamples: EventExamples<typeof presenceEvents> = {
  'presence:update': { userId: adaId, online: true, status: 'away', lastOnline: createdAt },
};
