import * as z from 'zod';
import { bytes } from '../platform/bytes.ts';

/** A message that waits for its time. Times are milliseconds since the epoch. */
export const storedScheduled = z.object({
  id: z.string(),
  conversationId: z.string(),
  /** Text and entities as they were given, under the conversation's key `keyId`. */
  sealed: bytes,
  keyId: z.string(),
  attachments: z.array(z.string()),
  replyTo: z.string().exactOptional(),
  sendAt: z.number(),
  createdAt: z.number(),
  /** The code of the error for which it was not sent at its time: it waits no more. */
  failure: z.string().exactOptional(),
  /** The client's own id, by which the item stays for a while after its end. */
  clientId: z.string().exactOptional(),
  version: z.number(),
});
export type StoredScheduled = z.infer<typeof storedScheduled>;

/** What is left of a scheduled message that was sent or deleted, so that a late repeat of the request does not schedule it again. */
export const endedScheduled = z.object({ endedAt: z.number(), expiresAt: z.number() });

/** A message that a user wants to be reminded of. */
export const storedReminder = z.object({
  conversationId: z.string(),
  seq: z.number(),
  at: z.number(),
  /** The note under the conversation's key `keyId`; missing where there is none. */
  sealedNote: bytes.exactOptional(),
  keyId: z.string().exactOptional(),
  /** Its time has come. */
  due: z.literal(true).exactOptional(),
  version: z.number(),
});
export type StoredReminder = z.infer<typeof storedReminder>;
