import * as z from 'zod';
import { characters } from './bounds.ts';
import { frameError } from './errors.ts';

/** A frame that clients send: the shape of its `data`, and of the ack's. */
export interface ClientFrameDefinition {
  summary: string;
  data: z.ZodType;
  ack: z.ZodType;
}
/** An event that the server pushes: the shape of its `data`. */
export interface ServerEventDefinition {
  summary: string;
  data: z.ZodType;
}

/** A frame's own id, chosen by the client and echoed in the ack or error. */
export const frameId = characters(z.string(), 1, 128).describe('The id of the frame, chosen by the client.');

/** The envelope of every client frame; `data` is checked by the frame's own schema. */
export const clientFrame = z.strictObject({
  type: characters(z.string(), 1, 64).describe('The type of the frame.'),
  id: frameId.optional(),
  data: z.unknown().optional().describe('The content of the frame.'),
});

export const ackFrame = z.object({
  type: z.literal('ack').describe('The type of the frame.'),
  id: frameId.describe('The id of the frame that this acknowledges.'),
  data: z.unknown().describe('The result.'),
});
export const errorFrame = z.object({
  type: z.literal('error').describe('The type of the frame.'),
  id: frameId.optional().describe('The id of the frame that failed, if it could be read.'),
  error: frameError,
});
