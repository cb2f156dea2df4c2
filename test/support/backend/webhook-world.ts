import { createHmac } from 'node:crypto';
import type { RuntimeOverrides } from '../../../local/runtime.ts';
import type { Schedule } from '../../../local/work/local-work-queue.ts';
import type { Ports } from '../../../shared/platform/ports.ts';
import {
  webhookPayload,
  type CreatedHook,
  type CreatedWebhook,
  type HookList,
  type PostedReply,
  type Webhook,
  type WebhookDeliveries,
  type WebhookList,
  type WebhookPayload,
} from '../../../shared/protocol/index.ts';
import { eventually } from '../eventually.ts';
import { ManualClock } from '../manual-clock.ts';
import { startReceiver, type Received } from './receiver.ts';
import { startBackend, type Person } from './runtime.ts';

type Overrides = RuntimeOverrides & { dataDir?: string };

/** A group of which a server can hear, on a backend whose time a test moves. */
export async function webhookWorld(overrides: Overrides = {}) {
  const { wrapPorts = (ports: Ports) => ports } = overrides;
  const clock = new ManualClock();
  const schedule: Schedule = (task, milliseconds) => {
    if (milliseconds > 0) return clock.after(milliseconds, task);
    const immediate = setImmediate(task);
    return () => clearImmediate(immediate);
  };
  const receiver = await startReceiver();
  const backend = await startBackend({
    env: { DYNAMODB_STREAM: 'on' },
    ...overrides,
    clock,
    schedule,
    config: { accessTokenSeconds: 30 * 86_400, ...overrides.config },
    wrapPorts: (ports) => wrapPorts({ ...ports, outbound: receiver.outbound }),
  });
  const [ann, bob] = await backend.people('ann', 'bob');
  if (!ann || !bob) throw new Error('two people');
  const { id } = await backend.conversation(ann, [bob], 'Builds');
  const path = `/v1/conversations/${id}`;
  const call = <T>(by: Person, method: string, at: string, body?: object) =>
    backend.call<T>(method, `${path}${at}`, { token: by.token, ...(body && { body }) });
  const events = ['message.created', 'message.updated', 'message.deleted'];
  return {
    backend,
    clock,
    receiver,
    ann,
    bob,
    id,
    call,
    create: (body: object = {}, by = ann) =>
      call<CreatedWebhook>(by, 'POST', '/webhooks', {
        name: 'Build',
        url: receiver.url('/chat'),
        events,
        ...body,
      }),
    list: async (by = ann) => (await call<WebhookList>(by, 'GET', '/webhooks')).body.items,
    change: (webhookId: string, body: object) => call<Webhook>(ann, 'PATCH', `/webhooks/${webhookId}`, body),
    remove: (webhookId: string) => call(ann, 'DELETE', `/webhooks/${webhookId}`),
    rotate: (webhookId: string) => call<CreatedWebhook>(ann, 'POST', `/webhooks/${webhookId}/secret`),
    deliveries: async (webhookId: string) =>
      (await call<WebhookDeliveries>(ann, 'GET', `/webhooks/${webhookId}/deliveries`)).body.items,
    send: async (by: Person, text: string) =>
      (await call<{ seq: number }>(by, 'POST', '/messages', { text })).body.seq,
    createHook: (body: object = { name: 'Build' }, by = ann) => call<CreatedHook>(by, 'POST', '/hooks', body),
    hooks: async () => (await call<HookList>(ann, 'GET', '/hooks')).body.items,
    /** Posts to the address of an incoming webhook. */
    post: (url: string, body: unknown, headers: Record<string, string> = {}) =>
      backend.call<PostedReply>('POST', new URL(url).pathname, { body, headers }),
    /** As many requests as have arrived by now, at least `count`. */
    received: (count: number) =>
      eventually(() => {
        if (receiver.requests.length < count) throw new Error(`${receiver.requests.length} requests`);
        return Promise.resolve(receiver.requests);
      }),
    /** Everything that was queued so far is done. */
    idle: () => backend.call('GET', '/_local/mail'),
  };
}

export type WebhookWorld = Awaited<ReturnType<typeof webhookWorld>>;

/** What was posted, checked as receivers of Standard Webhooks check it. Throws an `Error` where it is not signed with the secret. */
export function verify({ headers, body }: Received, secret: string): WebhookPayload {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body.toString()}`;
  const expected = `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
  if (!String(headers['webhook-signature']).split(' ').includes(expected)) throw new Error('not signed');
  return webhookPayload.parse(JSON.parse(body.toString()));
}
