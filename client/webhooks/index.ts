/** Webhooks of groups, of both kinds, whose calls the client loads at their first use. */
import type {
  CreatedHook,
  CreatedWebhook,
  CreateHookRequest,
  CreateWebhookRequest,
  Hook,
  UpdateHookRequest,
  UpdateWebhookRequest,
  Webhook,
  WebhookDelivery,
  WebhookTest,
} from '../api/protocol.ts';
import { webhookRoutes as routes } from '../api/webhook-contract.ts';
import type { Session } from '../session/session.ts';

/**
 * The webhooks of groups, for their admins: what happens is posted to an address (webhooks), and programs post messages (hooks). Rejects
 * with `not_a_group`, `forbidden`, `webhook_not_found`, `hook_not_found`.
 */
export class WebhookCalls {
  readonly #session: Pick<Session, 'call'>;

  constructor(session: Pick<Session, 'call'>) {
    this.#session = session;
  }

  /** Those of a group, the oldest first. */
  async list(id: string): Promise<Webhook[]> {
    return (await this.#session.call(routes.listWebhooks, { params: { id } })).items;
  }

  /** Makes one. Its `secret` is shown this once. Rejects with `url_not_allowed`, `too_many_webhooks`. */
  create(id: string, body: CreateWebhookRequest): Promise<CreatedWebhook> {
    return this.#session.call(routes.createWebhook, { params: { id }, body });
  }

  /** Changes one, and turns it off or on again. Rejects with `url_not_allowed`. */
  update(id: string, webhookId: string, body: UpdateWebhookRequest): Promise<Webhook> {
    return this.#session.call(routes.updateWebhook, { params: { id, webhookId }, body });
  }

  async remove(id: string, webhookId: string): Promise<void> {
    await this.#session.call(routes.deleteWebhook, { params: { id, webhookId } });
  }

  /** Gives it another `secret`; for a day requests are signed with that of before too. */
  rotateSecret(id: string, webhookId: string): Promise<CreatedWebhook> {
    return this.#session.call(routes.rotateWebhookSecret, { params: { id, webhookId } });
  }

  /** Has an event posted that is there to try it: what comes of that stands under its id in `deliveries`. */
  test(id: string, webhookId: string): Promise<WebhookTest> {
    return this.#session.call(routes.testWebhook, { params: { id, webhookId } });
  }

  /** The latest attempts, the last one first. */
  async deliveries(id: string, webhookId: string): Promise<WebhookDelivery[]> {
    return (await this.#session.call(routes.listDeliveries, { params: { id, webhookId } })).items;
  }

  /** The incoming ones of a group, the oldest first. */
  async hooks(id: string): Promise<Hook[]> {
    return (await this.#session.call(routes.listHooks, { params: { id } })).items;
  }

  /** Makes an incoming one, whose bot comes into the group. Its `url` is shown this once. Rejects with `too_many_hooks`, `group_full`. */
  createHook(id: string, body: CreateHookRequest): Promise<CreatedHook> {
    return this.#session.call(routes.createHook, { params: { id }, body });
  }

  updateHook(id: string, hookId: string, body: UpdateHookRequest): Promise<Hook> {
    return this.#session.call(routes.updateHook, { params: { id, hookId }, body });
  }

  /** Gives it another `url`; that of before ends at once. */
  rotateHook(id: string, hookId: string): Promise<CreatedHook> {
    return this.#session.call(routes.rotateHookSecret, { params: { id, hookId } });
  }

  /** Deletes it; its bot leaves, and what it posted stays. */
  async removeHook(id: string, hookId: string): Promise<void> {
    await this.#session.call(routes.deleteHook, { params: { id, hookId } });
  }
}
