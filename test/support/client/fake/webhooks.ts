import { ChatError } from '../../../../shared/platform/errors.ts';
import { isOutboundTarget } from '../../../../shared/platform/outbound/outbound-target.ts';
import { limits, type Hook, type Webhook, type WebhookDelivery } from '../../../../shared/protocol/index.ts';
import type { FakeConversations } from './conversations.ts';
import { wireTime, type Person } from './people.ts';
import { noContent, ok, type Answers } from './routes.ts';
import type { World } from './world.ts';

/** Webhooks of groups, of both kinds. Nothing is posted anywhere: a test of one is taken at once. */
export class FakeWebhooks {
  readonly #world: World;
  readonly #conversations: FakeConversations;
  readonly #webhooks = new Map<string, Webhook[]>();
  readonly #hooks = new Map<string, Hook[]>();
  readonly #deliveries = new Map<string, WebhookDelivery[]>();
  #made = 0;

  readonly answers: Answers = {
    listWebhooks: ({ caller, params }) => ok({ items: this.#of(params.id, caller) }),
    createWebhook: ({ caller, params, body }) => {
      const webhooks = this.#of(params.id, caller);
      requireTarget(body.url);
      if (webhooks.length >= limits.webhooksPerGroup) throw new ChatError('too_many_webhooks');
      const webhook: Webhook = { id: this.#next('whk'), ...body, ...this.#by(caller) };
      webhooks.push(webhook);
      return { status: 201, body: { ...webhook, secret: this.#secret() } };
    },
    updateWebhook: ({ caller, params, body }) => {
      const webhook = this.#get(params, caller);
      if (body.url !== undefined) requireTarget(body.url);
      if (body.enabled) delete webhook.disabledReason;
      return ok(Object.assign(webhook, given(body)));
    },
    deleteWebhook: ({ caller, params }) => {
      const webhook = this.#get(params, caller);
      const webhooks = this.#of(params.id, caller);
      webhooks.splice(webhooks.indexOf(webhook), 1);
      return noContent;
    },
    rotateWebhookSecret: ({ caller, params }) => {
      const webhook = this.#get(params, caller);
      webhook.previousSecretUntil = wireTime(this.#world.now() + 86_400_000);
      return ok({ ...webhook, secret: this.#secret() });
    },
    testWebhook: ({ caller, params }) => {
      this.#get(params, caller);
      const id = `evt_test_${++this.#made}`;
      const at = wireTime(this.#world.now());
      const delivery = {
        id,
        event: 'test',
        at,
        attempt: 1,
        delivered: true,
        status: 204,
        milliseconds: 20,
      } as const;
      this.#deliveries.set(params.webhookId, [delivery, ...(this.#deliveries.get(params.webhookId) ?? [])]);
      return { status: 202, body: { id } };
    },
    listDeliveries: ({ caller, params }) => {
      this.#get(params, caller);
      return ok({ items: (this.#deliveries.get(params.webhookId) ?? []).slice(0, limits.webhookDeliveries) });
    },
    listHooks: ({ caller, params }) => ok({ items: this.#hooksOf(params.id, caller) }),
    createHook: ({ caller, params, body: { name, avatar = null } }) => {
      const hooks = this.#hooksOf(params.id, caller);
      if (hooks.length >= limits.hooksPerGroup) throw new ChatError('too_many_hooks');
      const hook = { id: this.#next('hok'), name, avatar, userId: this.#next('bot'), ...this.#by(caller) };
      hooks.push(hook);
      return { status: 201, body: { ...hook, url: this.#address(hook) } };
    },
    updateHook: ({ caller, params, body }) => ok(Object.assign(this.#hook(params, caller), given(body))),
    rotateHookSecret: ({ caller, params }) => {
      const hook = this.#hook(params, caller);
      return ok({ ...hook, url: this.#address(hook) });
    },
    deleteHook: ({ caller, params }) => {
      const hook = this.#hook(params, caller);
      const hooks = this.#hooksOf(params.id, caller);
      hooks.splice(hooks.indexOf(hook), 1);
      return noContent;
    },
  };

  constructor(world: World, conversations: FakeConversations) {
    this.#world = world;
    this.#conversations = conversations;
  }

  /** An attempt of a webhook, as the real server notes it after one; `disabledReason`: and it was turned off. */
  attempt(
    conversationId: string,
    webhookId: string,
    delivery: WebhookDelivery,
    disabledReason?: NonNullable<Webhook['disabledReason']>,
  ): void {
    this.#deliveries.set(webhookId, [delivery, ...(this.#deliveries.get(webhookId) ?? [])]);
    const webhook = this.#webhooks.get(conversationId)?.find(({ id }) => id === webhookId);
    if (!webhook) throw new Error(`there is no webhook ${webhookId}`);
    if (disabledReason) Object.assign(webhook, { enabled: false, disabledReason });
    if (!delivery.delivered) webhook.failingSince ??= delivery.at;
    else delete webhook.failingSince;
  }

  /** Throws `conversation_not_found`, `not_a_group`, and `forbidden` to all but who made the group. */
  #requireAdmin(conversationId: string, caller: Person): void {
    const talk = this.#conversations.of(conversationId, caller);
    if (talk.name === null) throw new ChatError('not_a_group');
    if (talk.members[0] !== caller) throw new ChatError('forbidden');
  }

  #of(conversationId: string, caller: Person): Webhook[] {
    this.#requireAdmin(conversationId, caller);
    return listIn(this.#webhooks, conversationId);
  }

  #hooksOf(conversationId: string, caller: Person): Hook[] {
    this.#requireAdmin(conversationId, caller);
    return listIn(this.#hooks, conversationId);
  }

  /** Throws `webhook_not_found`. */
  #get({ id, webhookId }: { id: string; webhookId: string }, caller: Person): Webhook {
    const found = this.#of(id, caller).find((one) => one.id === webhookId);
    if (!found) throw new ChatError('webhook_not_found');
    return found;
  }

  /** Throws `hook_not_found`. */
  #hook({ id, hookId }: { id: string; hookId: string }, caller: Person): Hook {
    const found = this.#hooksOf(id, caller).find((one) => one.id === hookId);
    if (!found) throw new ChatError('hook_not_found');
    return found;
  }

  #by = ({ id }: Person) => ({ createdBy: id, createdAt: wireTime(this.#world.now()) });

  #next = (kind: string) => `${kind}_${++this.#made}`;

  #secret = () => `whsec_${Buffer.from(`secret ${++this.#made} of a test, 32 bytes`).toString('base64')}`;

  #address = ({ id }: Hook) => `https://chat.example/v1/hooks/${id}_${++this.#made}`;
}

/** Throws `url_not_allowed`. */
function requireTarget(url: string): void {
  if (!isOutboundTarget(url)) throw new ChatError('url_not_allowed');
}

function listIn<T>(lists: Map<string, T[]>, key: string): T[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}

/** The fields that are given: those that are left out do not change. */
const given = <T extends object>(fields: T): Partial<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
