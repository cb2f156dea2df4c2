import * as z from 'zod';

/** Makes a part of the index of a conversation, or brings it up to date, and the parts above it that are whole. */
export const indexMessagesWork = z.object({
  type: z.literal('index-messages'),
  conversationId: z.string(),
  level: z.int().min(0),
  n: z.int().min(0),
});
export type IndexMessagesWork = z.infer<typeof indexMessagesWork>;

/** Erases the index of a deleted conversation: a part, and queues itself again until nothing is left. */
export const eraseIndexWork = z.object({ type: z.literal('erase-index'), conversationId: z.string() });

/** The queued work of search. */
export const searchWork = [indexMessagesWork, eraseIndexWork] as const;
export type SearchWork = z.infer<(typeof searchWork)[number]>;
