import type { Webhook } from '../../../client/index.ts';
import { untilTime } from '../format/time.ts';
import type { Translate } from '../i18n/i18n.ts';

export interface WebhookState {
  text: string;
  /** Whether an admin has to do something about it. */
  trouble: boolean;
}

/** How a webhook is doing, in a few words. */
export function stateOf(
  { enabled, disabledReason, failingSince }: Webhook,
  now: number,
  locale: string,
  t: Translate,
): WebhookState {
  if (!enabled) {
    if (disabledReason === undefined) return { text: t('webhooks.off'), trouble: false };
    return { text: t('webhooks.disabled'), trouble: true };
  }
  if (failingSince === undefined) return { text: t('webhooks.on'), trouble: false };
  return { text: t('webhooks.failing', { time: untilTime(failingSince, now, locale) }), trouble: true };
}

/** Where a webhook posts to, without what may be secret of the address. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
