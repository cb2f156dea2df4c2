import { hasCode } from '../../../client/index.ts';
import { explain } from '../errors.ts';
import type { MessageKey, Translate } from '../i18n/i18n.ts';

/** What keeps an admin from connecting a group with programs. */
const texts = {
  url_not_allowed: 'webhooks.urlNotAllowed',
  too_many_webhooks: 'webhooks.tooMany',
  too_many_hooks: 'hooks.tooMany',
  webhook_not_found: 'webhooks.gone',
  hook_not_found: 'hooks.gone',
} as const satisfies Record<string, MessageKey>;

/** As `explain`, for the codes of webhooks. */
export function explainIntegrations(error: unknown, t: Translate): string {
  for (const [code, key] of Object.entries(texts)) if (hasCode(error, code)) return t(key);
  return explain(error, t);
}
