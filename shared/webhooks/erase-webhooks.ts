import type { WebhooksContext } from './context.ts';
import type { EraseWebhooksWork } from './work.ts';

/** Erases the webhooks of a deleted group, of both kinds: their addresses and secrets end with it. */
export async function eraseWebhooks(
  { hooks, webhooks }: Pick<WebhooksContext, 'hooks' | 'webhooks'>,
  { conversationId }: EraseWebhooksWork,
): Promise<void> {
  await Promise.all([webhooks.erase(conversationId), hooks.erase(conversationId)]);
}
