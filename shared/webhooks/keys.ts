import { itemKind } from '../platform/item-kind.ts';
import type { Key } from '../platform/table.ts';

export const webhookItems = {
  webhook: itemKind({
    table: 'durable',
    partition: 'WEBHOOKS#<conversation>',
    sort: '<id>',
    item: 'webhook of a group: its address and secret sealed, how far it is',
    readBy: 'query: those of a group; get',
  }),
  // apart from the webhook, which is written with each attempt
  delivery: itemKind({
    table: 'durable',
    partition: 'DELIVERIES#<webhook>',
    sort: '<number>',
    item: 'attempt of a webhook: when, and what came of it; TTL',
    readBy: 'query: the latest',
  }),
  hook: itemKind({
    table: 'durable',
    partition: 'HOOKS#<conversation>',
    sort: '<id>',
    item: 'incoming webhook of a group, and the bot that it posts as',
    readBy: 'query: those of a group; get',
  }),
  hookSecret: itemKind({
    table: 'durable',
    partition: 'HOOKSECRET#<hash>',
    sort: 'HOOK',
    item: 'which incoming webhook has a secret',
    readBy: 'get, with each request to it',
  }),
};
const { webhook, delivery, hook, hookSecret } = webhookItems;

export const keys = {
  webhook: (conversation: string, id: string): Key => webhook.key({ conversation, id }),
  webhooks: (conversation: string) => ({ pk: webhook.partition({ conversation }) }),
  delivery: (webhookId: string, number: string): Key => delivery.key({ webhook: webhookId, number }),
  deliveries: (webhookId: string) => ({ pk: delivery.partition({ webhook: webhookId }) }),
  deliveryNumber: (key: Key): string => delivery.parse(key).number,
  hook: (conversation: string, id: string): Key => hook.key({ conversation, id }),
  hooks: (conversation: string) => ({ pk: hook.partition({ conversation }) }),
  hookSecret: (hash: string): Key => hookSecret.key({ hash }),
};
