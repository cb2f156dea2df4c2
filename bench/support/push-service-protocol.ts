import * as z from 'zod';

/** Where the push service listens, and the certificate that it shows, in PEM. */
export const pushServiceReady = z.object({ port: z.number(), certificate: z.string() });
export type PushServiceReady = z.infer<typeof pushServiceReady>;

/** A push that arrived. */
export const pushArrival = z.object({
  path: z.string(),
  /** Milliseconds of the machine's clock, when all of it was there. */
  at: z.number(),
  /** Its `content-encoding`. */
  encoding: z.string(),
  base64: z.string(),
});
export type PushArrival = z.infer<typeof pushArrival>;
