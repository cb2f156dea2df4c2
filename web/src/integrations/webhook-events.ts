import type { CreateWebhookRequest } from '../../../client/index.ts';
import type { MessageKey, Translate } from '../i18n/i18n.ts';

export type WebhookEvent = CreateWebhookRequest['events'][number];

interface EventTexts {
  /** Those of the kind, to choose. */
  name: MessageKey;
  hint?: MessageKey;
  /** One that was posted. */
  posted: MessageKey;
}

/** What a webhook can post, in the order of the form. An event without a row does not compile. */
const texts: Readonly<Record<WebhookEvent, EventTexts>> = {
  'message.created': {
    name: 'webhooks.event.message.created',
    posted: 'webhooks.posted.message.created',
  },
  'message.updated': {
    name: 'webhooks.event.message.updated',
    hint: 'webhooks.hint.message.updated',
    posted: 'webhooks.posted.message.updated',
  },
  'message.deleted': {
    name: 'webhooks.event.message.deleted',
    posted: 'webhooks.posted.message.deleted',
  },
  'member.joined': { name: 'webhooks.event.member.joined', posted: 'webhooks.posted.member.joined' },
  'member.left': { name: 'webhooks.event.member.left', posted: 'webhooks.posted.member.left' },
  'group.updated': {
    name: 'webhooks.event.group.updated',
    hint: 'webhooks.hint.group.updated',
    posted: 'webhooks.posted.group.updated',
  },
};
const isEvent = (text: string): text is WebhookEvent => Object.hasOwn(texts, text);

export const webhookEvents: readonly WebhookEvent[] = Object.keys(texts).filter(isEvent);

/** The events that this version knows, of those that a webhook posts. */
export const knownEvents = (events: readonly string[]): WebhookEvent[] => events.filter(isEvent);

/** The events of a kind in words; those of a later version as the server calls them. */
export const eventName = (event: string, t: Translate): string =>
  isEvent(event) ? t(texts[event].name) : event;

/** What else belongs to a kind. */
export function eventHint(event: WebhookEvent, t: Translate): string | undefined {
  const { hint } = texts[event];
  return hint && t(hint);
}

/** What was posted, in words. */
export function postedName(event: string, t: Translate): string {
  if (event === 'test') return t('webhooks.posted.test');
  return isEvent(event) ? t(texts[event].posted) : event;
}
