import * as z from 'zod';

/** Brings the place of a public group among the others up to date. */
export const refreshListingWork = z.object({
  type: z.literal('refresh-listing'),
  conversationId: z.string(),
});

/** The queued work of conversations. */
export const conversationWork = [refreshListingWork] as const;
export type ConversationWork = z.infer<(typeof conversationWork)[number]>;
