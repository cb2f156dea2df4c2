import type { inboxRoutes, inboxFrames } from '../inbox.ts';
import type { RouteExamples, FrameExamples } from './example.ts';
import { synced } from './values.ts';

export const inboxRouteExamples: RouteExamples<typeof inboxRoutes> = {
  sync: { query: {}, reply: synced },
};

export const inboxFrameExamples: FrameExamples<typeof inboxFrames> = {
  sync: { data: {}, ack: synced },
};
