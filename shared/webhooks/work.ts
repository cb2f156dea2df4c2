import * as z from 'zod';
import { webhookEvents } from '../protocol/index.ts';

/** Has those webhooks of a group deliver that want an event, which the log has under this number. */
export const deliverWebhooksWork = z.object({
  type: z.literal('deliver-webhooks'),
  conversationId: z.string(),
  seq: z.number(),
  event: z.enum(webhookEvents),
});
export type DeliverWebhooksWork = z.infer<typeof deliverWebhooksWork>;

const ofWebhook = { conversationId: z.string(), webhookId: z.string() };

/** Delivers what one webhook has not delivered yet, up to `seq` at least. `at`: the time for which this attempt was put off. */
export const deliverWebhookWork = z.object({
  type: z.literal('deliver-webhook'),
  ...ofWebhook,
  seq: z.number(),
  at: z.number().exactOptional(),
});
export type DeliverWebhookWork = z.infer<typeof deliverWebhookWork>;

/** Posts an event to try a webhook, once. */
export const testWebhookWork = z.object({ type: z.literal('test-webhook'), ...ofWebhook, id: z.string() });
export type TestWebhookWork = z.infer<typeof testWebhookWork>;

/** Erases the webhooks of a deleted group, of both kinds. */
export const eraseWebhooksWork = z.object({ type: z.literal('erase-webhooks'), conversationId: z.string() });
export type EraseWebhooksWork = z.infer<typeof eraseWebhooksWork>;

/** The queued work of webhooks. */
export const webhookWork = [
  deliverWebhooksWork,
  deliverWebhookWork,
  testWebhookWork,
  eraseWebhooksWork,
] as const;
export type WebhookWork = z.infer<(typeof webhookWork)[number]>;
