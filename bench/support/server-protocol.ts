import * as z from 'zod';

/** What the bench asks of the server's process, over the channel between parent and child. One question at a time. */
export const serverQuestion = z.discriminatedUnion('ask', [
  z.object({ ask: z.enum(['usage', 'watch-loop', 'memory', 'start-profile', 'stop-profile', 'close']) }),
  /** Begins to count what is asked of the tables; or ends it and tells. */
  z.object({ ask: z.enum(['start-count', 'stop-count']) }),
  /** How many sockets of these people are registered. */
  z.object({ ask: z.literal('sockets'), userIds: z.array(z.string()) }),
  /** Stores `count` further messages in a conversation, past the functions and without pushing them. */
  z.object({ ask: z.literal('fill'), conversationId: z.string(), count: z.number(), marker: z.string() }),
  /** The same with messages of this many words, as languages have them. */
  z.object({
    ask: z.literal('fill-words'),
    conversationId: z.string(),
    count: z.number(),
    words: z.number(),
  }),
  /** Makes what is missing of the search index of a conversation, and tells how many write units all of its items take. */
  z.object({ ask: z.literal('reindex'), conversationId: z.string() }),
  /** Adds `count` members to a group who exist nowhere else, past the functions and without a system message. */
  z.object({ ask: z.literal('enlarge'), conversationId: z.string(), count: z.number() }),
]);
export type ServerQuestion = z.infer<typeof serverQuestion>;

/** What the process has used so far. */
export const usage = z.object({
  /** Milliseconds of CPU, user and system, of all threads since the process began. */
  cpu: z.number(),
  /** Bytes resident now, and the most that was seen. */
  resident: z.number(),
  residentPeak: z.number(),
  /** Milliseconds by which the event loop was late since `watch-loop`: at worst, and in 99 of 100 looks at most. */
  stallMax: z.number(),
  stallP99: z.number(),
});
export type Usage = z.infer<typeof usage>;

/** Bytes in use after a garbage collection; `heap` includes what its objects hold outside of it. */
export const memory = z.object({ resident: z.number(), heap: z.number() });
export type Memory = z.infer<typeof memory>;

/** Requests to the tables, and DynamoDB's read and write units for them. */
export const tableUse = z.object({
  requests: z.number(),
  readUnits: z.number(),
  writeUnits: z.number(),
});
export type TableUse = z.infer<typeof tableUse>;

export const ready = z.object({ port: z.number() });
/** Where a CPU profile was written. */
export const profileFile = z.object({ file: z.string() });
export const socketCount = z.object({ sockets: z.number() });
export const indexed = z.object({ writeUnits: z.number() });
export const done = z.object({ done: z.literal(true) });
