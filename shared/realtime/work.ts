import * as z from 'zod';

/** Posts a frame to many sockets. `createdAt`: when the message in it was sent, in epoch milliseconds. */
export const fanOutWork = z.object({
  type: z.literal('fan-out'),
  frame: z.string(),
  createdAt: z.number().exactOptional(),
  sockets: z.array(z.object({ userId: z.string(), connectionId: z.string(), connectedAt: z.number() })),
});
export type FanOutWork = z.infer<typeof fanOutWork>;

/** Looks whether a user whose last socket closed at `leftAt` is still away, and pushes that to the watchers. */
export const wentOfflineWork = z.object({
  type: z.literal('went-offline'),
  userId: z.string(),
  leftAt: z.number(),
});

/** The queued work of realtime. */
export const realtimeWork = [fanOutWork, wentOfflineWork] as const;
export type RealtimeWork = z.infer<(typeof realtimeWork)[number]>;
