import * as z from 'zod';

/** Lets go of what belonged to a message that was deleted for everyone. */
const eraseBelongingsWork = z.object({
  type: z.literal('erase-belongings'),
  conversationId: z.string(),
  seq: z.number(),
});

/** Counts the votes of a poll. */
const countVotesWork = z.object({
  type: z.literal('count-votes'),
  conversationId: z.string(),
  seq: z.number(),
});

/** Ends a message that is being written once its author was not heard of for too long. */
const endStreamWork = z.object({
  type: z.literal('end-stream'),
  conversationId: z.string(),
  seq: z.number(),
});

/** The queued work of messages. */
export const messageWork = [eraseBelongingsWork, endStreamWork, countVotesWork] as const;
export type MessageWork = z.infer<(typeof messageWork)[number]>;
