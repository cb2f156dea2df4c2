import * as z from 'zod';

/** Erases a part of what is left of a deleted group, and queues itself again until nothing is. */
export const eraseGroupWork = z.object({ type: z.literal('erase-group'), conversationId: z.string() });

/** The queued work of groups. */
export const groupWork = [eraseGroupWork] as const;
export type GroupWork = z.infer<(typeof groupWork)[number]>;
