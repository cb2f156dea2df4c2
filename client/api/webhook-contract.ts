/**
 * Generated from the schemas of `shared/protocol/` by `npm run generate`: change the schemas, not this file. Types of what
 * goes over the wire, and shapes that check what the client reads. The server decides whether a request is valid.
 */

import type {
  CreatedHook,
  CreatedWebhook,
  Hook,
  HookList,
  Webhook,
  WebhookDeliveries,
  WebhookDelivery,
  WebhookList,
  WebhookRoutes,
  WebhookTest,
} from './contract.ts';
import { array, boolean, integer, nullable, object, optional, string, type Shape } from './shapes.ts';

export const createdHook: Shape<CreatedHook> = object<CreatedHook>({
  id: string,
  name: string,
  avatar: nullable(string),
  userId: string,
  createdBy: string,
  createdAt: string,
  url: string,
});

export const createdWebhook: Shape<CreatedWebhook> = object<CreatedWebhook>({
  id: string,
  name: string,
  url: string,
  events: array(string),
  enabled: boolean,
  createdBy: string,
  createdAt: string,
  failingSince: optional(string),
  disabledReason: optional(string),
  previousSecretUntil: optional(string),
  secret: string,
});

export const hook: Shape<Hook> = object<Hook>({
  id: string,
  name: string,
  avatar: nullable(string),
  userId: string,
  createdBy: string,
  createdAt: string,
});

export const hookList: Shape<HookList> = object<HookList>({ items: array(hook) });

export const webhook: Shape<Webhook> = object<Webhook>({
  id: string,
  name: string,
  url: string,
  events: array(string),
  enabled: boolean,
  createdBy: string,
  createdAt: string,
  failingSince: optional(string),
  disabledReason: optional(string),
  previousSecretUntil: optional(string),
});

export const webhookDelivery: Shape<WebhookDelivery> = object<WebhookDelivery>({
  id: string,
  event: string,
  at: string,
  attempt: integer(1),
  delivered: boolean,
  status: optional(integer(0)),
  failure: optional(string),
  milliseconds: integer(0),
  nextAt: optional(string),
});

export const webhookDeliveries: Shape<WebhookDeliveries> = object<WebhookDeliveries>({
  items: array(webhookDelivery),
});

export const webhookList: Shape<WebhookList> = object<WebhookList>({ items: array(webhook) });

export const webhookTest: Shape<WebhookTest> = object<WebhookTest>({ id: string });

export const webhookRoutes: WebhookRoutes = {
  listWebhooks: { method: 'GET', path: '/conversations/{id}/webhooks', replies: { 200: webhookList } },
  createWebhook: { method: 'POST', path: '/conversations/{id}/webhooks', replies: { 201: createdWebhook } },
  updateWebhook: {
    method: 'PATCH',
    path: '/conversations/{id}/webhooks/{webhookId}',
    replies: { 200: webhook },
  },
  deleteWebhook: {
    method: 'DELETE',
    path: '/conversations/{id}/webhooks/{webhookId}',
    replies: { 204: null },
  },
  rotateWebhookSecret: {
    method: 'POST',
    path: '/conversations/{id}/webhooks/{webhookId}/secret',
    replies: { 200: createdWebhook },
  },
  testWebhook: {
    method: 'POST',
    path: '/conversations/{id}/webhooks/{webhookId}/test',
    replies: { 202: webhookTest },
  },
  listDeliveries: {
    method: 'GET',
    path: '/conversations/{id}/webhooks/{webhookId}/deliveries',
    replies: { 200: webhookDeliveries },
  },
  listHooks: { method: 'GET', path: '/conversations/{id}/hooks', replies: { 200: hookList } },
  createHook: { method: 'POST', path: '/conversations/{id}/hooks', replies: { 201: createdHook } },
  updateHook: { method: 'PATCH', path: '/conversations/{id}/hooks/{hookId}', replies: { 200: hook } },
  rotateHookSecret: {
    method: 'POST',
    path: '/conversations/{id}/hooks/{hookId}/secret',
    replies: { 200: createdHook },
  },
  deleteHook: { method: 'DELETE', path: '/conversations/{id}/hooks/{hookId}', replies: { 204: null } },
};
