import * as z from 'zod';
import { bytes } from '../platform/bytes.ts';
import { deliveryFailures, webhookDisabledReasons, webhookEvents } from '../protocol/index.ts';

/** A webhook of a group, as it is stored. Times are epoch milliseconds. */
export const storedWebhook = z.object({
  id: z.string(),
  /** Its name, address and secrets (`sealing.ts`), and which of the conversation's data keys sealed them. */
  sealed: bytes,
  keyId: z.string(),
  events: z.array(z.enum(webhookEvents)),
  enabled: z.boolean(),
  createdBy: z.string(),
  createdAt: z.number(),
  /** Until when requests are signed with the secret of before too. */
  previousUntil: z.number().exactOptional(),
  /** How often the fields above were changed. */
  version: z.number(),
  /** What stands up to this number was before it: it gets none of that. */
  fromSeq: z.number(),
  /** All that stands up to this number was delivered, or given up. */
  doneSeq: z.number(),
  /** Up to which number there is something to deliver, as far as that was noted while a delivery was under way. */
  wantedSeq: z.number().exactOptional(),
  /** Who delivers now, and how long no one else does. */
  leaseId: z.string().exactOptional(),
  leasedUntil: z.number().exactOptional(),
  /** How often the next event was tried in vain, and when it is tried again. */
  attempts: z.number().exactOptional(),
  nextAt: z.number().exactOptional(),
  /** Since when every attempt failed. */
  failingSince: z.number().exactOptional(),
  disabledReason: z.enum(webhookDisabledReasons).exactOptional(),
});
export type StoredWebhook = z.infer<typeof storedWebhook>;

/** What of a webhook is sealed. */
export const webhookContent = z.object({
  name: z.string(),
  url: z.string(),
  /** In base64. */
  secret: z.string(),
  previousSecret: z.string().exactOptional(),
});
export type WebhookContent = z.infer<typeof webhookContent>;

/** An attempt. */
export const storedDelivery = z.object({
  /** The `webhook-id`. */
  id: z.string(),
  event: z.enum([...webhookEvents, 'test']),
  at: z.number(),
  attempt: z.number(),
  status: z.number().exactOptional(),
  failure: z.enum(deliveryFailures).exactOptional(),
  milliseconds: z.number(),
  nextAt: z.number().exactOptional(),
});
export type StoredDelivery = z.infer<typeof storedDelivery>;

/** So long attempts are listed. */
export const deliveryMilliseconds = 7 * 24 * 3_600_000;

/** So long a secret counts on after another took its place. */
export const previousSecretMilliseconds = 24 * 3_600_000;

/** An incoming webhook. Its name and picture are those of its bot. */
export const storedHook = z.object({
  id: z.string(),
  conversationId: z.string(),
  /** The bot that it posts as. */
  userId: z.string(),
  /** The hash of its secret, by which it is found. */
  hash: z.string(),
  createdBy: z.string(),
  createdAt: z.number(),
});
export type StoredHook = z.infer<typeof storedHook>;

/** Where a secret leads to. */
export const hookPointer = z.object({ conversationId: z.string(), hookId: z.string(), userId: z.string() });
export type HookPointer = z.infer<typeof hookPointer>;
