import { deployment } from '../platform/audit/actions.ts';
import { ConditionFailed } from '../platform/table.ts';
import type { WebhooksContext } from './context.ts';
import type { StoredWebhook } from './model.ts';

/**
 * Turns a webhook off that nothing reaches. The entry of the audit log, which is stored with that, has the admins of the group notified
 * of it. A no-op where an admin changed it meanwhile.
 */
export async function disableWebhook(
  {
    audit,
    conversations,
    log,
    webhooks,
  }: Pick<WebhooksContext, 'audit' | 'conversations' | 'log' | 'webhooks'>,
  conversationId: string,
  webhook: StoredWebhook & { leaseId: string },
  reason: NonNullable<StoredWebhook['disabledReason']>,
): Promise<void> {
  try {
    await webhooks.perform([
      webhooks.disableWrite(conversationId, webhook, reason),
      conversations.webhookOffWrite(conversationId),
      await audit.entry({
        action: 'disable-webhook',
        actor: deployment,
        subject: conversationId,
        outcome: 'done',
        detail: { webhook: webhook.id, reason },
      }),
    ]);
    log.warn({ webhookId: webhook.id, conversationId, reason }, 'a webhook was turned off');
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
  }
}
