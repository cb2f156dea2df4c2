import * as z from 'zod';
import { openSet } from './bounds.ts';
import { emptyObject, time } from './common.ts';
import type { ClientFrameDefinition, ServerEventDefinition } from './frame.ts';

export const sessionEndReason = openSet(
  ['signed_out', 'session_revoked', 'suspended', 'too_many_sockets'],
  'The reason. Do not reconnect automatically, whatever it is.',
);
export type SessionEndReason = z.infer<typeof sessionEndReason>;

export const socketFrames = {
  ping: {
    summary: 'Keep the connection open. Send one every 4 minutes.',
    data: emptyObject.optional(),
    ack: z.object({ serverTime: time('The time of the server.') }),
  },
} as const satisfies Record<string, ClientFrameDefinition>;

export const socketEvents = {
  'session:ended': {
    summary: 'The server is about to close this connection. Do not reconnect automatically.',
    data: z.object({ reason: sessionEndReason }),
  },
} as const satisfies Record<string, ServerEventDefinition>;
