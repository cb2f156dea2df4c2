import * as z from 'zod';
import { attachment } from './log-entry.ts';

/** Lets go of what belonged to a message that was deleted for everyone. */
const eraseBelongingsWork = z.object({
  type: z.literal('erase-belongings'),
  conversationId: z.string(),
  seq: z.number(),
});

/** Counts the votes of a poll. */
const countVotesWork = z.object({
  type: z.literal('count-votes'),
  conversationId: z.string(),
  seq: z.number(),
});

/** Ends a message that is being written once its author was not heard of for too long. */
const endStreamWork = z.object({
  type: z.literal('end-stream'),
  conversationId: z.string(),
  seq: z.number(),
});

/** Has the time of messages count that waited to be read, after `userId` read up to `upTo` at `at`. */
const beginExpiryWork = z.object({
  type: z.literal('begin-expiry'),
  conversationId: z.string(),
  userId: z.string(),
  upTo: z.number(),
  at: z.number(),
});
export type BeginExpiryWork = z.infer<typeof beginExpiryWork>;

/** Removes a message that has expired. */
const expireMessageWork = z.object({
  type: z.literal('expire-message'),
  conversationId: z.string(),
  seq: z.number(),
});
export type ExpireMessageWork = z.infer<typeof expireMessageWork>;

/** Lets go of what belonged to a message that has expired and was removed. */
const eraseExpiredWork = z.object({
  type: z.literal('erase-expired'),
  conversationId: z.string(),
  seq: z.number(),
  attachments: z.array(attachment).exactOptional(),
  previewMedia: z.string().exactOptional(),
  wasChanged: z.boolean().exactOptional(),
  wasPinned: z.boolean().exactOptional(),
  hasReplies: z.boolean().exactOptional(),
  wasPoll: z.boolean().exactOptional(),
  /** Of a reply: the number of the message at which its thread begins. */
  threadSeq: z.number().exactOptional(),
});
export type EraseExpiredWork = z.infer<typeof eraseExpiredWork>;

/** Makes the preview of the link in a text: which one, its message says. The address is in no queue. */
const previewLinkWork = z.object({
  type: z.literal('preview-link'),
  conversationId: z.string(),
  seq: z.number(),
  /** How often the message had been edited. */
  revision: z.number(),
});
export type PreviewLinkWork = z.infer<typeof previewLinkWork>;

/** The queued work of messages. */
export const messageWork = [
  eraseBelongingsWork,
  endStreamWork,
  countVotesWork,
  beginExpiryWork,
  expireMessageWork,
  eraseExpiredWork,
  previewLinkWork,
] as const;
export type MessageWork = z.infer<(typeof messageWork)[number]>;
