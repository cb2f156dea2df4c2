import { conversationKey, sealingKey, type Head } from '../conversations/index.ts';
import type { WebhooksContext } from './context.ts';
import { webhookContent, type StoredWebhook, type WebhookContent } from './model.ts';

/** Of what it is, and whose: sealed with it, so that it cannot be moved. */
const place = (conversationId: string, id: string) => ['webhook', conversationId, id];

/** Seals what a webhook is called, where it leads and its secrets, under the key that its group has now. */
export async function sealWebhook(
  { envelope }: Pick<WebhooksContext, 'envelope'>,
  head: Head,
  id: string,
  content: WebhookContent,
): Promise<Pick<StoredWebhook, 'sealed' | 'keyId'>> {
  return {
    sealed: await envelope.seal(conversationKey(head), place(head.id, id), JSON.stringify(content)),
    keyId: head.keyId,
  };
}

/** Opens what `sealWebhook` made. */
export async function openWebhook(
  context: Pick<WebhooksContext, 'conversations' | 'envelope'>,
  head: Head,
  { id, sealed, keyId }: Pick<StoredWebhook, 'id' | 'sealed' | 'keyId'>,
): Promise<WebhookContent> {
  const key = sealingKey(context, head, keyId);
  return webhookContent.parse(JSON.parse(await context.envelope.open(key, place(head.id, id), sealed)));
}
