/** Webhooks: groups that tell other programs what happens, and hear from them. */
export type { WebhooksContext } from './context.ts';
export { deliverTest, deliverWebhook, deliverWebhooks } from './deliver.ts';
export { eraseWebhooks } from './erase-webhooks.ts';
export { webhookWorkAfterEntry } from './events.ts';
export { hookStore } from './hook-store.ts';
export { createHook, deleteHook, listHooks, rotateHookSecret, updateHook } from './manage-hooks.ts';
export {
  createWebhook,
  deleteWebhook,
  listDeliveries,
  listWebhooks,
  rotateWebhookSecret,
  testWebhook,
  updateWebhook,
} from './manage-webhooks.ts';
export { postToHook } from './post-to-hook.ts';
export { webhookStore } from './store.ts';
export { webhookWork, type WebhookWork } from './work.ts';
