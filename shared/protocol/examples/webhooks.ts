import type { CreatedHook, CreatedWebhook, Hook, Webhook, webhookRoutes } from '../webhooks.ts';
import type { RouteExamples } from './example.ts';
import { adaId, clientId, conversationId, createdAt, inConversation, messageId } from './values.ts';

const webhook: Webhook = {
  id: 'whk_Vb2mT7rJq1ZsLx9KfHwN4g',
  name: 'Build server',
  url: 'https://build.example.com/chat',
  events: ['message.created', 'member.joined'],
  enabled: true,
  createdBy: adaId,
  createdAt,
};
const createdWebhook: CreatedWebhook = {
  ...webhook,
  secret: 'whsec_ZXhhbXBsZSBvZiBhIHNlY3JldCwgMzIgYnl0ZXMhISE=',
};
const hook: Hook = {
  id: 'hok_Qm9iIHBvc3RzIHRvIHVzIQ',
  name: 'Build server',
  avatar: null,
  userId: 'bot_Rm9yIHRoZSBidWlsZHMgIQ',
  createdBy: adaId,
  createdAt,
};
const createdHook: CreatedHook = {
  ...hook,
  url: 'https://chat.example/v1/hooks/hok_Qm9iIHBvc3RzIHRvIHVzIQ_c2VjcmV0IG9mIGFuIGV4YW1wbGU',
};
const params = { ...inConversation, webhookId: webhook.id };
const ofHook = { ...inConversation, hookId: hook.id };
const { name, url, events } = webhook;

export const webhookRouteExamples: RouteExamples<typeof webhookRoutes> = {
  listWebhooks: { params: inConversation, reply: { items: [webhook] } },
  createWebhook: {
    params: inConversation,
    body: { name, url, events, enabled: true },
    reply: createdWebhook,
  },
  updateWebhook: { params, body: { enabled: true }, reply: webhook },
  deleteWebhook: { params },
  rotateWebhookSecret: {
    params,
    reply: { ...createdWebhook, previousSecretUntil: '2026-11-21T09:00:00.000Z' },
  },
  testWebhook: { params, reply: { id: 'evt_test_c2VjcmV0IG9mIGFuIGV4YW' } },
  listDeliveries: {
    params,
    reply: {
      items: [
        {
          id: 'evt_Vb2mT7rJq1ZsLx9KfHwN4g_7',
          event: 'message.created',
          at: createdAt,
          attempt: 1,
          delivered: false,
          status: 503,
          milliseconds: 120,
          nextAt: '2026-11-20T09:00:05.000Z',
        },
      ],
    },
  },
  listHooks: { params: inConversation, reply: { items: [hook] } },
  createHook: { params: inConversation, body: { name: hook.name, avatar: null }, reply: createdHook },
  updateHook: { params: ofHook, body: { name: 'Deployments' }, reply: { ...hook, name: 'Deployments' } },
  rotateHookSecret: { params: ofHook, reply: createdHook },
  deleteHook: { params: ofHook },
  postToHook: {
    params: { secret: 'hok_Qm9iIHBvc3RzIHRvIHVzIQ_c2VjcmV0IG9mIGFuIGV4YW1wbGU' },
    body: { text: 'Build 7 passed', clientId },
    reply: { id: messageId, conversationId, seq: 7, createdAt },
  },
};
