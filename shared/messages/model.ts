import * as z from 'zod';
import { bytes } from '../platform/bytes.ts';
import { messageKind } from '../protocol/index.ts';

/** A message as it is stored, one entry of a conversation's log. Its text is sealed; times are epoch milliseconds. */
export const storedMessage = z.object({
  seq: z.number(),
  senderId: z.string(),
  kind: messageKind,
  sealedText: bytes,
  /** Which of the conversation's data keys sealed it. */
  keyId: z.string(),
  replyTo: z.string().exactOptional(),
  createdAt: z.number(),
});
export type StoredMessage = z.infer<typeof storedMessage>;

/** What a send was answered, kept so that a repeat is answered the same. */
export const sentRecord = z.object({ conversationId: z.string(), seq: z.number(), createdAt: z.number() });
export type SentRecord = z.infer<typeof sentRecord>;

/** For so long the same `clientId` of the same sender is the same message. */
export const clientIdMilliseconds = 24 * 60 * 60 * 1000;
