import type { socketFrames, socketEvents } from '../sockets.ts';
import type { FrameExamples, EventExamples } from './example.ts';
import { createdAt } from './values.ts';

export const socketFrameExamples: FrameExamples<typeof socketFrames> = {
  ping: { data: {}, ack: { serverTime: createdAt } },
};

export const socketEventExamples: EventExamples<typeof socketEvents> = {
  'session:ended': { reason: 'signed_out' },
};
