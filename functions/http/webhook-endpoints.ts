import {
  createHook,
  createWebhook,
  deleteHook,
  deleteWebhook,
  listDeliveries,
  listHooks,
  listWebhooks,
  postToHook,
  rotateHookSecret,
  rotateWebhookSecret,
  testWebhook,
  updateHook,
  updateWebhook,
} from '../../shared/webhooks/index.ts';
import { clientId, routes } from '../../shared/protocol/index.ts';
import type { HttpEvent } from '../events.ts';
import { validate } from '../middleware/validate.ts';
import { on, reply, type Endpoint } from './service.ts';

/** The webhooks of groups, of both kinds. */
export const webhookEndpoints: readonly Endpoint[] = [
  on(routes.listWebhooks, async ({ app, caller, params: { id } }) =>
    reply(200, await listWebhooks(app, caller, id)),
  ),
  on(routes.createWebhook, async ({ app, caller, source, params: { id }, body }) =>
    reply(201, await createWebhook(app, caller, source, id, body)),
  ),
  on(routes.updateWebhook, async ({ app, caller, source, params: { id, webhookId }, body }) =>
    reply(200, await updateWebhook(app, caller, source, id, webhookId, body)),
  ),
  on(routes.deleteWebhook, async ({ app, caller, source, params: { id, webhookId } }) => {
    await deleteWebhook(app, caller, source, id, webhookId);
    return reply(204, null);
  }),
  on(routes.rotateWebhookSecret, async ({ app, caller, source, params: { id, webhookId } }) =>
    reply(200, await rotateWebhookSecret(app, caller, source, id, webhookId)),
  ),
  on(routes.testWebhook, async ({ app, caller, params: { id, webhookId } }) =>
    reply(202, await testWebhook(app, caller, id, webhookId)),
  ),
  on(routes.listDeliveries, async ({ app, caller, params: { id, webhookId } }) =>
    reply(200, await listDeliveries(app, caller, id, webhookId)),
  ),
  on(routes.listHooks, async ({ app, caller, params: { id } }) =>
    reply(200, await listHooks(app, caller, id)),
  ),
  on(routes.createHook, async ({ app, caller, source, params: { id }, body }) => {
    const { hook, pushed } = await createHook(app, caller, source, id, body);
    return reply(201, hook, pushed);
  }),
  on(routes.updateHook, async ({ app, caller, source, params: { id, hookId }, body }) =>
    reply(200, await updateHook(app, caller, source, id, hookId, body)),
  ),
  on(routes.rotateHookSecret, async ({ app, caller, source, params: { id, hookId } }) =>
    reply(200, await rotateHookSecret(app, caller, source, id, hookId)),
  ),
  on(routes.deleteHook, async ({ app, caller, source, params: { id, hookId } }) => {
    const { pushed } = await deleteHook(app, caller, source, id, hookId);
    return reply(204, null, pushed);
  }),
  on(routes.postToHook, async ({ app, event, source, params: { secret }, body }) => {
    const message = { ...body, clientId: body.clientId ?? idempotencyKey(event) };
    const posted = await postToHook(app, source, secret, message);
    return reply(posted.duplicate ? 200 : 201, posted.reply, posted.pushed);
  }),
];

/** The header by which programs say that a request is the same one again. Throws `validation_failed`. */
const idempotencyKey = ({ headers }: HttpEvent): string | undefined =>
  validate(clientId.optional(), headers['idempotency-key'], 'Idempotency-Key');
