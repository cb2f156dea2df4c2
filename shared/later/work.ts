import * as z from 'zod';

/** Sends a scheduled message if its time has come. */
export const sendScheduledWork = z.object({
  type: z.literal('send-scheduled'),
  userId: z.string(),
  id: z.string(),
});
export type SendScheduledWork = z.infer<typeof sendScheduledWork>;

/** Reminds of a message if the time for it has come. */
export const remindWork = z.object({
  type: z.literal('remind'),
  userId: z.string(),
  conversationId: z.string(),
  seq: z.number(),
});
export type RemindWork = z.infer<typeof remindWork>;

/** The queued work of what is for later. */
export const laterWork = [sendScheduledWork, remindWork] as const;
export type LaterWork = z.infer<(typeof laterWork)[number]>;
