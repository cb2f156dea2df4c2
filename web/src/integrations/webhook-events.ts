import type { CreateWebhookRequest } from '../../../client/index.ts';
import type { MessageKey, Translate } from '../i18n/i18n.ts';

export type WebhookEvent = CreateWebhookRequest['events'][number];

/** What a webhook can post, in the order of the form. An event without a row does not compile. */
const names: Readonly<Record<WebhookEvent, MessageKey>> = {
  'message.created': 'webhooks.event.message.created',
  'message.updated': 'webhooks.event.message.updated',
  'message.deleted': 'webhooks.event.message.deleted',
  'member.joined': 'webhooks.event.member.joined',
  'member.left': 'webhooks.event.member.left',
  'group.updated': 'webhooks.event.group.updated',
};
const isEvent = (text: string): text is WebhookEvent => Object.hasOwn(names, text);

export const webhookEvents: readonly WebhookEvent[] = Object.keys(names).filter(isEvent);

/** The events that this version knows, of those that a webhook posts. */
export const knownEvents = (events: readonly string[]): WebhookEvent[] => events.filter(isEvent);

/** An event in words; one of a later version as the server calls it. */
export function eventName(event: string, t: Translate): string {
  if (event === 'test') return t('webhooks.event.test');
  return isEvent(event) ? t(names[event]) : event;
}
