import * as z from 'zod';
import { characters, idOf, openSet, replyText } from './bounds.ts';
import { limits, oneLineName, seq, singleLine, time } from './common.ts';
import { clientId, message, messageText } from './messages.ts';
import { conversationParam, defineRoutes, idParam } from './route.ts';
import { avatar, shownAvatar } from './users.ts';
import { isVisible } from './visible-text.ts';

export const webhookEvents = [
  'message.created',
  'message.updated',
  'message.deleted',
  'member.joined',
  'member.left',
  'group.updated',
] as const;
export type WebhookEvent = (typeof webhookEvents)[number];

const name = oneLineName.describe('What it is called, for the admins.');
const shownName = replyText(limits.nameCharacters, 'What it is called, for the admins.');
const url = characters(singleLine, 1, limits.urlCharacters)
  .refine((text) => URL.canParse(text), 'must be an address')
  .describe(
    'Where events are posted to: the https address of a public server, at the usual port. It can hold a secret: it is stored sealed.',
  );
const events = z
  .array(z.enum(webhookEvents))
  .min(1)
  .max(webhookEvents.length)
  .refine((given) => new Set(given).size === given.length, 'must not repeat an event')
  .describe('The events that are posted, each once. Errors: must not repeat an event.');
const enabled = z.boolean().describe('Whether events are posted.');

export const createWebhookRequest = z
  .strictObject({ name, url, events, enabled: enabled.default(true) })
  .meta({ id: 'CreateWebhookRequest', description: 'The webhook to make.' });
export type CreateWebhookRequest = z.infer<typeof createWebhookRequest>;

export const updateWebhookRequest = z.strictObject({ name, url, events, enabled }).partial().meta({
  id: 'UpdateWebhookRequest',
  description:
    'The changes. Fields that are left out do not change. `enabled: true` also ends a failure: it begins with what happens from then on.',
});
export type UpdateWebhookRequest = z.infer<typeof updateWebhookRequest>;

export const webhookDisabledReasons = ['failing', 'gone'] as const;

export const webhook = z
  .object({
    id: idOf('the webhook'),
    name: shownName,
    url: replyText(limits.urlCharacters, 'Where events are posted to.'),
    events: z
      .array(openSet(webhookEvents, 'An event.'))
      .meta({ maxItems: webhookEvents.length, description: 'The events that are posted.' }),
    enabled,
    createdBy: idOf('the admin who made it'),
    createdAt: time('When it was made.'),
    failingSince: time('Since when nothing was delivered.')
      .optional()
      .describe('Since when every attempt failed; left out where the last one did not.'),
    disabledReason: openSet(
      webhookDisabledReasons,
      'Why it was turned off: every attempt of a day failed (`failing`), or the server answered 410 (`gone`).',
    )
      .optional()
      .describe('Why it was turned off by itself; left out where it was not.'),
    previousSecretUntil: time('Until when requests are signed with the secret of before too.')
      .optional()
      .describe(
        'Until when requests are signed with the secret of before too; left out where there is none.',
      ),
  })
  .meta({ id: 'Webhook', description: 'A webhook of a group: where its events are posted to.' });
export type Webhook = z.infer<typeof webhook>;

const secret = replyText(
  64,
  'The secret that requests are signed with: `whsec_` and 32 bytes in base64.',
).describe(
  'The secret that requests are signed with, as Standard Webhooks says: `whsec_` and 32 bytes in base64. It is shown this once.',
);
export const createdWebhook = webhook
  .extend({ secret })
  .meta({ id: 'CreatedWebhook', description: 'The webhook, with its secret.' });
export type CreatedWebhook = z.infer<typeof createdWebhook>;

export const webhookList = z
  .object({
    items: z
      .array(webhook)
      .meta({ maxItems: limits.webhooksPerGroup, description: 'The webhooks, the oldest first.' }),
  })
  .meta({ id: 'WebhookList', description: 'The webhooks of a group.' });
export type WebhookList = z.infer<typeof webhookList>;

export const webhookTest = z
  .object({ id: replyText(128, 'The `webhook-id` of the request, by which it is found in the deliveries.') })
  .meta({ id: 'WebhookTest', description: 'A request to try the webhook, which is on its way.' });
export type WebhookTest = z.infer<typeof webhookTest>;

export const deliveryFailures = ['address', 'connection', 'tls', 'timeout'] as const;

export const webhookDelivery = z
  .object({
    id: replyText(128, 'The `webhook-id`: that of one event, the same at each attempt.'),
    event: openSet([...webhookEvents, 'test'], 'What was posted.'),
    at: time('When it was tried.'),
    attempt: z.int().min(1).describe('Which attempt it was, from 1.'),
    delivered: z
      .boolean()
      .describe('Whether the server took it: it answered with a status of 200 to 299 in time.'),
    status: z.int().min(0).optional().describe('The status of the answer; left out where there was none.'),
    failure: openSet(
      deliveryFailures,
      'Why there was no answer: the address is not of a public server (`address`), no connection, no valid certificate (`tls`), or 10 seconds went by (`timeout`).',
    )
      .optional()
      .describe('Why there was no answer; left out where there was one.'),
    milliseconds: z.int().min(0).describe('How long it took.'),
    nextAt: time('When it is tried again.')
      .optional()
      .describe('When it is tried again; left out where it is not.'),
  })
  .meta({ id: 'WebhookDelivery', description: 'An attempt to post an event. What was posted is not kept.' });
export type WebhookDelivery = z.infer<typeof webhookDelivery>;

export const webhookDeliveries = z
  .object({
    items: z
      .array(webhookDelivery)
      .meta({ maxItems: limits.webhookDeliveries, description: 'The attempts, the latest first.' }),
  })
  .meta({
    id: 'WebhookDeliveries',
    description: 'The latest attempts of a webhook, of the last seven days.',
  });
export type WebhookDeliveries = z.infer<typeof webhookDeliveries>;

/** What is posted to a webhook. Its headers are those of Standard Webhooks. */
export const webhookPayload = z
  .object({
    type: openSet([...webhookEvents, 'test'], 'What happened.'),
    timestamp: time('When it happened.'),
    data: z
      .object({
        conversationId: idOf('the group'),
        seq: seq.optional().describe('The number of the message; left out with `test`.'),
        message: message
          .optional()
          .describe('The message as it is now, as members get it; with `change` where it changed.'),
        truncated: z
          .literal(true)
          .optional()
          .describe('The message is too large, and left out: get it by `seq`.'),
      })
      .describe('What it is about.'),
  })
  .meta({ id: 'WebhookPayload', description: 'What is posted to a webhook.' });
export type WebhookPayload = z.infer<typeof webhookPayload>;

const hookName = oneLineName.describe('The name under which it posts.');

export const createHookRequest = z
  .strictObject({ name: hookName, avatar: avatar.optional() })
  .meta({ id: 'CreateHookRequest', description: 'The incoming webhook to make.' });
export type CreateHookRequest = z.infer<typeof createHookRequest>;
export const updateHookRequest = z
  .strictObject({ name: hookName, avatar })
  .partial()
  .meta({ id: 'UpdateHookRequest', description: 'The changes. Fields that are left out do not change.' });
export type UpdateHookRequest = z.infer<typeof updateHookRequest>;

export const hook = z
  .object({
    id: idOf('the incoming webhook'),
    name: replyText(limits.nameCharacters, 'The name under which it posts.'),
    avatar: shownAvatar,
    userId: idOf('the bot that its messages are from, a member of the group'),
    createdBy: idOf('the admin who made it'),
    createdAt: time('When it was made.'),
  })
  .meta({
    id: 'Hook',
    description: 'An incoming webhook of a group: programs post messages to its address.',
  });
export type Hook = z.infer<typeof hook>;

export const createdHook = hook
  .extend({
    url: replyText(limits.urlCharacters, 'The address to post to.').describe(
      'The address to post to. It is shown this once, and those who have it can post.',
    ),
  })
  .meta({ id: 'CreatedHook', description: 'The incoming webhook, with its address.' });
export type CreatedHook = z.infer<typeof createdHook>;

export const hookList = z
  .object({
    items: z
      .array(hook)
      .meta({ maxItems: limits.hooksPerGroup, description: 'The incoming webhooks, the oldest first.' }),
  })
  .meta({ id: 'HookList', description: 'The incoming webhooks of a group.' });
export type HookList = z.infer<typeof hookList>;

/** What a program posts. Other fields are passed over: programs that post to others send some. */
export const postToHookRequest = z
  .object({
    text: messageText
      .refine(isVisible, 'must not be blank')
      .describe(
        `The text: at most ${limits.textCharacters} characters and ${limits.textBytes} bytes of UTF-8. \`@username\` mentions a member. Errors: must not be blank.`,
      ),
    clientId: clientId.optional(),
  })
  .meta({
    id: 'PostToHookRequest',
    description:
      'What to post: as JSON, or as a form whose field `payload` holds that. Other fields are passed over. The header `Idempotency-Key` stands for a `clientId` that is left out.',
  });
export type PostToHookRequest = z.infer<typeof postToHookRequest>;

export const postedReply = z
  .object({
    id: idOf('the message'),
    conversationId: idOf('the group'),
    seq,
    createdAt: time('When the message was stored.'),
  })
  .meta({ id: 'PostedReply', description: 'Where the message stands.' });
export type PostedReply = z.infer<typeof postedReply>;

const inGroup = { id: conversationParam };
const one = { ...inGroup, webhookId: idParam('the webhook', 'webhook_not_found') };
const oneHook = { ...inGroup, hookId: idParam('the incoming webhook', 'hook_not_found') };
const refusals = ['not_a_group', 'forbidden'] as const;

export const webhookRoutes = defineRoutes({
  listWebhooks: {
    tag: 'webhooks',
    method: 'GET',
    path: '/conversations/{id}/webhooks',
    summary: 'List the webhooks of a group, as an admin',
    params: inGroup,
    replies: { 200: webhookList },
    errors: refusals,
  },
  createWebhook: {
    tag: 'webhooks',
    method: 'POST',
    path: '/conversations/{id}/webhooks',
    summary: 'Have the events of a group posted to an address, as an admin',
    params: inGroup,
    body: createWebhookRequest,
    replies: { 201: createdWebhook },
    errors: [...refusals, 'url_not_allowed', 'too_many_webhooks'],
  },
  updateWebhook: {
    tag: 'webhooks',
    method: 'PATCH',
    path: '/conversations/{id}/webhooks/{webhookId}',
    summary: 'Change a webhook, turn it off or on again',
    params: one,
    body: updateWebhookRequest,
    replies: { 200: webhook },
    errors: [...refusals, 'url_not_allowed'],
  },
  deleteWebhook: {
    tag: 'webhooks',
    method: 'DELETE',
    path: '/conversations/{id}/webhooks/{webhookId}',
    summary: 'Delete a webhook',
    params: one,
    replies: { 204: null },
    errors: refusals,
  },
  rotateWebhookSecret: {
    tag: 'webhooks',
    method: 'POST',
    path: '/conversations/{id}/webhooks/{webhookId}/secret',
    summary: 'Give a webhook another secret; requests are signed with both for a day',
    params: one,
    replies: { 200: createdWebhook },
    errors: refusals,
  },
  testWebhook: {
    tag: 'webhooks',
    method: 'POST',
    path: '/conversations/{id}/webhooks/{webhookId}/test',
    summary: 'Have an event of the type `test` posted once; the deliveries say what came of it',
    params: one,
    replies: { 202: webhookTest },
    errors: refusals,
  },
  listDeliveries: {
    tag: 'webhooks',
    method: 'GET',
    path: '/conversations/{id}/webhooks/{webhookId}/deliveries',
    summary: 'List the latest attempts of a webhook',
    params: one,
    replies: { 200: webhookDeliveries },
    errors: refusals,
  },
  listHooks: {
    tag: 'webhooks',
    method: 'GET',
    path: '/conversations/{id}/hooks',
    summary: 'List the incoming webhooks of a group, as an admin',
    params: inGroup,
    replies: { 200: hookList },
    errors: refusals,
  },
  createHook: {
    tag: 'webhooks',
    method: 'POST',
    path: '/conversations/{id}/hooks',
    summary: 'Make an address to which programs post messages, as an admin',
    params: inGroup,
    body: createHookRequest,
    replies: { 201: createdHook },
    errors: [
      ...refusals,
      'too_many_hooks',
      'group_full',
      'media_not_found',
      'media_not_uploaded',
      'media_mismatch',
      'media_blocked',
    ],
  },
  updateHook: {
    tag: 'webhooks',
    method: 'PATCH',
    path: '/conversations/{id}/hooks/{hookId}',
    summary: 'Change the name or the picture under which an incoming webhook posts',
    params: oneHook,
    body: updateHookRequest,
    replies: { 200: hook },
    errors: [...refusals, 'media_not_found', 'media_not_uploaded', 'media_mismatch', 'media_blocked'],
  },
  rotateHookSecret: {
    tag: 'webhooks',
    method: 'POST',
    path: '/conversations/{id}/hooks/{hookId}/secret',
    summary: 'Give an incoming webhook another address; the one of before ends',
    params: oneHook,
    replies: { 200: createdHook },
    errors: refusals,
  },
  deleteHook: {
    tag: 'webhooks',
    method: 'DELETE',
    path: '/conversations/{id}/hooks/{hookId}',
    summary: 'Delete an incoming webhook; its bot leaves, its messages stay',
    params: oneHook,
    replies: { 204: null },
    errors: refusals,
  },
  postToHook: {
    tag: 'webhooks',
    method: 'POST',
    path: '/hooks/{secret}',
    summary:
      'Post a message by the address of an incoming webhook; the same `clientId` again is not posted twice',
    public: true,
    params: { secret: idParam('the incoming webhook: its secret', 'hook_not_found') },
    body: postToHookRequest,
    bodyBytes: limits.hookBodyBytes,
    takesForm: 'payload',
    replies: { 201: postedReply, 200: postedReply },
    errors: [
      'payload_too_large',
      'rate_limited',
      'muted',
      'posting_restricted',
      'slow_mode',
      'mention_not_allowed',
      'client_id_conflict',
    ],
  },
});
