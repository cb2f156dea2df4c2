import * as z from 'zod';

/** What the bench asks of the server's process, over the channel between parent and child. One question at a time. */
export const serverQuestion = z.enum(['usage', 'start-profile', 'stop-profile', 'close']);
export type ServerQuestion = z.infer<typeof serverQuestion>;

/** What the process has used so far. */
export const usage = z.object({
  /** Milliseconds of CPU, user and system, of all threads since the process began. */
  cpu: z.number(),
  /** Bytes resident now, and the most that was seen. */
  resident: z.number(),
  residentPeak: z.number(),
});
export type Usage = z.infer<typeof usage>;

export const ready = z.object({ port: z.number() });
/** Where a CPU profile was written. */
export const profileFile = z.object({ file: z.string() });
export const done = z.object({ done: z.literal(true) });
