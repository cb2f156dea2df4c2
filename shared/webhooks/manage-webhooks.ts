import { auditSource, type Caller, type Source } from '../accounts/index.ts';
import { permitInGroup, type Head, type Standing } from '../conversations/index.ts';
import type { AuditEvent } from '../platform/audit/actions.ts';
import { ChatError } from '../platform/errors.ts';
import { newId } from '../platform/ids.ts';
import type { Attributes, Write } from '../platform/table.ts';
import { wireTime } from '../platform/time.ts';
import { untilUnchanged } from '../platform/versions.ts';
import {
  limits,
  type CreatedWebhook,
  type CreateWebhookRequest,
  type UpdateWebhookRequest,
  type Webhook,
  type WebhookDeliveries,
  type WebhookDelivery,
  type WebhookList,
  type WebhookTest,
} from '../protocol/index.ts';
import type { WebhooksContext } from './context.ts';
import {
  previousSecretMilliseconds,
  type StoredDelivery,
  type StoredWebhook,
  type WebhookContent,
} from './model.ts';
import { openWebhook, sealWebhook } from './sealing.ts';

/** What a webhook that fails remembers of that, and one that was turned off. */
const failure = ['attempts', 'nextAt', 'failingSince', 'disabledReason', 'leaseId', 'leasedUntil'] as const;

/** The webhooks of a group. Throws `conversation_not_found`, `not_a_group`, `forbidden`. */
export async function listWebhooks(
  context: WebhooksContext,
  caller: Caller,
  conversationId: string,
): Promise<WebhookList> {
  const { head } = await asAdmin(context, caller, conversationId);
  const found = await context.webhooks.of(conversationId);
  const items = found.map(async (stored) => view(context, stored, await openWebhook(context, head, stored)));
  return { items: await Promise.all(items) };
}

/**
 * Has the events of a group posted to an address, from now on. Throws what `listWebhooks` does, `url_not_allowed`, and
 * `too_many_webhooks`.
 */
export async function createWebhook(
  context: WebhooksContext,
  caller: Caller,
  source: Source,
  conversationId: string,
  { name, url, events, enabled }: CreateWebhookRequest,
): Promise<CreatedWebhook> {
  await context.limits.take('manageGroup', caller.userId);
  return untilUnchanged(async () => {
    const standing = await asAdmin(context, caller, conversationId);
    const { head } = standing;
    requireTarget(context, url);
    if ((await context.webhooks.of(conversationId)).length >= limits.webhooksPerGroup) {
      throw new ChatError('too_many_webhooks', `A group has at most ${limits.webhooksPerGroup} webhooks.`);
    }
    const id = newId(context.random, 'whk');
    const content = { name, url, secret: newSecret(context) };
    const fresh: StoredWebhook = {
      id,
      ...(await sealWebhook(context, head, id, content)),
      events,
      enabled,
      createdBy: caller.userId,
      createdAt: context.clock.now(),
      version: 0,
      fromSeq: head.lastSeq,
      doneSeq: head.lastSeq,
    };
    await context.webhooks.perform([
      context.webhooks.addWrite(conversationId, fresh),
      ...(await standingWrites(context, standing, enabled ? 1 : 0, {
        ...by(caller, source, conversationId),
        action: 'create-webhook',
        detail: { webhook: id },
      })),
    ]);
    return { ...view(context, fresh, content), secret: shownSecret(content.secret) };
  });
}

/**
 * Changes a webhook. One that is turned on begins with what happens from then on. Throws what `listWebhooks` does,
 * `webhook_not_found`, `url_not_allowed`.
 */
export async function updateWebhook(
  context: WebhooksContext,
  caller: Caller,
  source: Source,
  conversationId: string,
  webhookId: string,
  { name, url, events, enabled }: UpdateWebhookRequest,
): Promise<Webhook> {
  const { stored, content } = await change(context, caller, source, conversationId, webhookId, {
    action: 'change-webhook',
    decide: async ({ head, stored, content }) => {
      if (url !== undefined) requireTarget(context, url);
      const next = { ...content, ...(name !== undefined && { name }), ...(url !== undefined && { url }) };
      const turnsOn = enabled === true && !stored.enabled;
      return {
        content: next,
        set: {
          ...(await sealWebhook(context, head, webhookId, next)),
          ...(events !== undefined && { events }),
          ...(enabled !== undefined && { enabled }),
          ...(turnsOn && { doneSeq: head.lastSeq }),
        },
        // what is posted to elsewhere fails no more
        remove: turnsOn || next.url !== content.url ? failure : [],
        enabledBy: turnsOn ? 1 : enabled === false && stored.enabled ? -1 : 0,
      };
    },
  });
  return view(context, stored, content);
}

/** Gives a webhook another secret. Throws what `updateWebhook` does. */
export async function rotateWebhookSecret(
  context: WebhooksContext,
  caller: Caller,
  source: Source,
  conversationId: string,
  webhookId: string,
): Promise<CreatedWebhook> {
  const { stored, content } = await change(context, caller, source, conversationId, webhookId, {
    action: 'rotate-webhook-secret',
    decide: async ({ head, content }) => {
      const next = { ...content, secret: newSecret(context), previousSecret: content.secret };
      return {
        content: next,
        set: {
          ...(await sealWebhook(context, head, webhookId, next)),
          previousUntil: context.clock.now() + previousSecretMilliseconds,
        },
        remove: [],
        enabledBy: 0,
      };
    },
  });
  return { ...view(context, stored, content), secret: shownSecret(content.secret) };
}

/** Deletes a webhook; what is being delivered at this moment may still arrive. Throws what `listWebhooks` does, `webhook_not_found`. */
export async function deleteWebhook(
  context: WebhooksContext,
  caller: Caller,
  source: Source,
  conversationId: string,
  webhookId: string,
): Promise<void> {
  await context.limits.take('manageGroup', caller.userId);
  await untilUnchanged(async () => {
    const standing = await asAdmin(context, caller, conversationId);
    const stored = await found(context, conversationId, webhookId);
    await context.webhooks.perform([
      context.webhooks.removeWrite(conversationId, stored),
      ...(await standingWrites(context, standing, stored.enabled ? -1 : 0, {
        ...by(caller, source, conversationId),
        action: 'delete-webhook',
        detail: { webhook: webhookId },
      })),
    ]);
  });
}

/** Has an event posted that is there to try a webhook. Throws what `listWebhooks` does, `webhook_not_found`. */
export async function testWebhook(
  context: WebhooksContext,
  caller: Caller,
  conversationId: string,
  webhookId: string,
): Promise<WebhookTest> {
  await context.limits.take('testWebhook', caller.userId);
  await asAdmin(context, caller, conversationId);
  await found(context, conversationId, webhookId);
  const id = `evt_test_${Buffer.from(context.random(16)).toString('base64url')}`;
  await context.work.add({ type: 'test-webhook', conversationId, webhookId, id });
  return { id };
}

/** The latest attempts of a webhook. Throws what `listWebhooks` does, `webhook_not_found`. */
export async function listDeliveries(
  context: WebhooksContext,
  caller: Caller,
  conversationId: string,
  webhookId: string,
): Promise<WebhookDeliveries> {
  await asAdmin(context, caller, conversationId);
  await found(context, conversationId, webhookId);
  const deliveries = await context.webhooks.deliveries(webhookId, context.clock.now());
  return { items: deliveries.map(viewDelivery) };
}

/** What the caller is in the group, if they manage its webhooks. */
export async function asAdmin(
  { conversations }: Pick<WebhooksContext, 'conversations'>,
  { userId }: Pick<Caller, 'userId'>,
  conversationId: string,
): Promise<Standing> {
  return permitInGroup('manageWebhooks', await conversations.standing(conversationId, userId));
}

async function found(
  { webhooks }: Pick<WebhooksContext, 'webhooks'>,
  conversationId: string,
  webhookId: string,
): Promise<StoredWebhook> {
  const stored = await webhooks.get(conversationId, webhookId);
  if (!stored) throw new ChatError('webhook_not_found');
  return stored;
}

interface Decided {
  content: WebhookContent;
  set: Attributes;
  remove: readonly string[];
  /** By how much the number of enabled webhooks changes. */
  enabledBy: 1 | -1 | 0;
}

async function change(
  context: WebhooksContext,
  caller: Caller,
  source: Source,
  conversationId: string,
  webhookId: string,
  {
    action,
    decide,
  }: {
    action: 'change-webhook' | 'rotate-webhook-secret';
    decide: (moment: { head: Head; stored: StoredWebhook; content: WebhookContent }) => Promise<Decided>;
  },
): Promise<{ stored: StoredWebhook; content: WebhookContent }> {
  await context.limits.take('manageGroup', caller.userId);
  const content = await untilUnchanged(async () => {
    const standing = await asAdmin(context, caller, conversationId);
    const { head } = standing;
    const stored = await found(context, conversationId, webhookId);
    const opened = await openWebhook(context, head, stored);
    const { content, set, remove, enabledBy } = await decide({ head, stored, content: opened });
    await context.webhooks.perform([
      context.webhooks.changeWrite(conversationId, stored, { set, remove }),
      ...(await standingWrites(context, standing, enabledBy, {
        ...by(caller, source, conversationId),
        action,
        detail: { webhook: webhookId },
      })),
    ]);
    return content;
  });
  return { stored: await found(context, conversationId, webhookId), content };
}

/**
 * The writes that go with each change: it holds only while the caller is what they were, and the group knows how many of its webhooks
 * are on, so that what happens there says by itself whether there is one to hear of it.
 */
async function standingWrites(
  { audit, conversations }: Pick<WebhooksContext, 'audit' | 'conversations'>,
  { head, me }: Standing,
  enabledBy: 1 | -1 | 0,
  event: AuditEvent,
): Promise<Write[]> {
  return [
    conversations.webhooksWrite(head, enabledBy),
    conversations.roleCheck(head.id, me),
    await audit.entry(event),
  ];
}

const by = ({ userId }: Caller, source: Source, conversationId: string) =>
  ({
    actor: userId,
    subject: conversationId,
    outcome: 'done',
    source: auditSource(source),
  }) as const;

function requireTarget({ outbound }: Pick<WebhooksContext, 'outbound'>, url: string): void {
  if (outbound.isTarget(url)) return;
  throw new ChatError(
    'url_not_allowed',
    'A webhook leads to the https address of a public server, at the usual port, without a user name.',
  );
}

const newSecret = ({ random }: Pick<WebhooksContext, 'random'>): string =>
  Buffer.from(random(32)).toString('base64');

const shownSecret = (secret: string): string => `whsec_${secret}`;

function view(
  { clock }: Pick<WebhooksContext, 'clock'>,
  stored: StoredWebhook,
  { name, url }: WebhookContent,
): Webhook {
  const {
    id,
    events,
    enabled,
    createdBy,
    createdAt,
    failingSince,
    disabledReason,
    previousUntil = 0,
  } = stored;
  return {
    id,
    name,
    url,
    events,
    enabled,
    createdBy,
    createdAt: wireTime(createdAt),
    ...(failingSince !== undefined && { failingSince: wireTime(failingSince) }),
    ...(disabledReason !== undefined && { disabledReason }),
    ...(previousUntil > clock.now() && { previousSecretUntil: wireTime(previousUntil) }),
  };
}

const viewDelivery = ({ at, nextAt, status, ...delivery }: StoredDelivery): WebhookDelivery => ({
  ...delivery,
  at: wireTime(at),
  delivered: isTaken(status),
  ...(status !== undefined && { status }),
  ...(nextAt !== undefined && { nextAt: wireTime(nextAt) }),
});

/** Whether a server that answered with this status took what was posted. */
export const isTaken = (status: number | undefined): boolean =>
  status !== undefined && status >= 200 && status <= 299;
