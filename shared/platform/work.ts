import * as z from 'zod';

/** Work for later, or for another function. It is done at least once, perhaps twice. */
export const work = z.discriminatedUnion('type', [
  /** Post a frame to many sockets. `createdAt`: when the message that it tells was sent, in epoch milliseconds. */
  z.object({
    type: z.literal('fan-out'),
    frame: z.string(),
    createdAt: z.number().exactOptional(),
    sockets: z.array(z.object({ userId: z.string(), connectionId: z.string(), connectedAt: z.number() })),
  }),
  /** See whether somebody whose last socket closed at `leftAt` is still away, and tell their watchers. */
  z.object({ type: z.literal('went-offline'), userId: z.string(), leftAt: z.number() }),
]);
export type Work = z.infer<typeof work>;
