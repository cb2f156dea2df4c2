import * as z from 'zod';

/** Who does something to messages. */
export interface Sender {
  userId: string;
  /** The socket it came by, which gets the ack instead of the push. */
  connectionId?: string;
}

/** How long a missing number may still be a send on its way. Afterwards the first reader that finds it makes it void. */
export const inFlightMilliseconds = 2_000;

/**
 * Whether a missing number that was taken before a time is given up. A time that lies ahead is of a clock that was put
 * right since, and says nothing about how long ago that was.
 */
export function isGivenUp(takenBefore: number, now: number): boolean {
  return Math.abs(now - takenBefore) > inFlightMilliseconds;
}

/** A client that missed more entries than this, or one older than this, starts afresh instead of replaying. */
export const replayLimits = { entries: 500, milliseconds: 30 * 24 * 60 * 60 * 1000 } as const;

/** What a send was answered, kept so that a repeat is answered the same. */
export const sentRecord = z.object({
  conversationId: z.string(),
  seq: z.number(),
  createdAt: z.number(),
  /** Epoch seconds (the table's time to live). */
  expiresAt: z.number(),
});
export type SentRecord = z.infer<typeof sentRecord>;

/** For so long the same `clientId` of the same sender is the same message. */
export const clientIdMilliseconds = 24 * 60 * 60 * 1000;
