import * as z from 'zod';

/** Lets go of what belonged to a message that was deleted for everyone. */
const eraseBelongingsWork = z.object({
  type: z.literal('erase-belongings'),
  conversationId: z.string(),
  seq: z.number(),
});

/** The queued work of messages. */
export const messageWork = [eraseBelongingsWork] as const;
export type MessageWork = z.infer<(typeof messageWork)[number]>;
