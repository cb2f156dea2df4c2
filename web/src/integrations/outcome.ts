import type { WebhookDelivery } from '../../../client/index.ts';
import type { MessageKey, Translate } from '../i18n/i18n.ts';

const failures: Readonly<Record<string, MessageKey | undefined>> = {
  address: 'webhooks.failure.address',
  connection: 'webhooks.failure.connection',
  tls: 'webhooks.failure.tls',
  timeout: 'webhooks.failure.timeout',
};

/** What came of an attempt, in words. */
export function outcomeOf({ delivered, status, failure }: WebhookDelivery, t: Translate): string {
  if (delivered) return t('webhooks.delivered');
  if (status === 410) return t('webhooks.answeredGone');
  if (status !== undefined) return t('webhooks.answered', { status: String(status) });
  return t(failures[failure ?? ''] ?? 'webhooks.failure.other');
}
