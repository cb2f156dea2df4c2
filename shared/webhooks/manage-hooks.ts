import { auditSource, newBot, type Account, type Caller, type Source } from '../accounts/index.ts';
import { permitInGroup } from '../conversations/index.ts';
import { admission, changeGroupAs, type Changed } from '../groups/index.ts';
import { adoptAvatar, releaseAvatar } from '../media/index.ts';
import { ChatError } from '../platform/errors.ts';
import { newId } from '../platform/ids.ts';
import { wireTime } from '../platform/time.ts';
import { untilUnchanged } from '../platform/versions.ts';
import {
  limits,
  type CreatedHook,
  type CreateHookRequest,
  type Hook,
  type HookList,
  type UpdateHookRequest,
} from '../protocol/index.ts';
import type { WebhooksContext } from './context.ts';
import { hookHash } from './hook-store.ts';
import { asAdmin } from './manage-webhooks.ts';
import type { StoredHook } from './model.ts';

/** The incoming webhooks of a group. Throws `conversation_not_found`, `not_a_group`, `forbidden`. */
export async function listHooks(
  context: WebhooksContext,
  caller: Caller,
  conversationId: string,
): Promise<HookList> {
  await asAdmin(context, caller, conversationId);
  const hooks = await context.hooks.of(conversationId);
  const bots = await context.accounts.getMany(hooks.map(({ userId }) => userId));
  return { items: hooks.flatMap((hook) => view(hook, bots.get(hook.userId)) ?? []) };
}

/**
 * Makes an address to which programs post, and the bot that they post as, which comes into the group. Throws what `listHooks` does,
 * `too_many_hooks`, `group_full`, and what `adoptAvatar` does for its picture.
 */
export async function createHook(
  context: WebhooksContext,
  caller: Caller,
  source: Source,
  conversationId: string,
  { name, avatar = null }: CreateHookRequest,
): Promise<{ hook: CreatedHook } & Changed> {
  await context.limits.take('manageGroup', caller.userId);
  await asAdmin(context, caller, conversationId);
  const { accounts, clock, hooks, random } = context;
  const id = newId(random, 'hok');
  const secret = newSecret(context, id);
  const bot = await newBot(context, { username: usernameOf(context), name, avatar });
  const fresh: StoredHook = {
    id,
    conversationId,
    userId: bot.id,
    hash: hookHash(secret),
    createdBy: caller.userId,
    createdAt: clock.now(),
  };
  // the bot, its membership and the hook are there, or none of them is
  const { pushed } = await changeGroupAs(context, caller.userId, conversationId, async (acting) => {
    permitInGroup('manageWebhooks', acting);
    if ((await hooks.of(conversationId)).length >= limits.hooksPerGroup) {
      throw new ChatError('too_many_hooks', `A group has at most ${limits.hooksPerGroup} incoming webhooks.`);
    }
    const admitted = await admission(context, acting, 'added', [bot.id]);
    return {
      ...admitted,
      writes: [
        ...admitted.writes,
        ...(await accounts.createWrites(bot)),
        ...(await adoptAvatar(context, caller.userId, avatar)),
        ...hooks.addWrites(fresh),
      ],
      audit: { ...by(caller, source, conversationId), action: 'create-hook', detail: { hook: id } },
    };
  });
  return { hook: { ...viewOf(fresh, bot), url: addressOf(source, secret) }, pushed };
}

/** Changes under which name and picture a hook posts, from now on. Throws what `listHooks` does, `hook_not_found`, and what `adoptAvatar` does. */
export async function updateHook(
  context: WebhooksContext,
  caller: Caller,
  source: Source,
  conversationId: string,
  hookId: string,
  { name, avatar }: UpdateHookRequest,
): Promise<Hook> {
  await context.limits.take('manageGroup', caller.userId);
  const { accounts, audit, work } = context;
  const hook = await found(context, caller, conversationId, hookId);
  const { before, after } = await untilUnchanged(async () => {
    const before = await accounts.get(hook.userId);
    if (!before) throw new ChatError('hook_not_found');
    const after = {
      ...before,
      name: name ?? before.name,
      avatar: avatar === undefined ? before.avatar : avatar,
    };
    const uses =
      after.avatar === before.avatar ? [] : await adoptAvatar(context, caller.userId, after.avatar);
    await accounts.update(before, after, [
      ...uses,
      await audit.entry({
        ...by(caller, source, conversationId),
        action: 'change-hook',
        detail: { hook: hookId },
      }),
    ]);
    return { before, after };
  });
  if (after.avatar !== before.avatar) await releaseAvatar(context, before.avatar);
  await work.add({ type: 'announce-user', userId: after.id });
  return viewOf(hook, after);
}

/** Gives a hook another address; that of before ends at once. Throws what `listHooks` does, `hook_not_found`. */
export async function rotateHookSecret(
  context: WebhooksContext,
  caller: Caller,
  source: Source,
  conversationId: string,
  hookId: string,
): Promise<CreatedHook> {
  await context.limits.take('manageGroup', caller.userId);
  const { accounts, audit, hooks } = context;
  const secret = newSecret(context, hookId);
  const hook = await untilUnchanged(async () => {
    const hook = await found(context, caller, conversationId, hookId);
    await hooks.perform([
      ...hooks.rotateWrites(hook, hookHash(secret)),
      await audit.entry({
        ...by(caller, source, conversationId),
        action: 'rotate-hook-secret',
        detail: { hook: hookId },
      }),
    ]);
    return hook;
  });
  const account = await accounts.get(hook.userId);
  if (!account) throw new ChatError('hook_not_found');
  return { ...viewOf(hook, account), url: addressOf(source, secret) };
}

/** Deletes a hook, whose bot leaves the group; what it posted stays. Throws what `listHooks` does, `hook_not_found`. */
export async function deleteHook(
  context: WebhooksContext,
  caller: Caller,
  source: Source,
  conversationId: string,
  hookId: string,
): Promise<Changed> {
  await context.limits.take('manageGroup', caller.userId);
  const { audit, conversations, hooks } = context;
  const hook = await found(context, caller, conversationId, hookId);
  // its address ends first, whatever becomes of the bot
  await hooks.perform([
    ...hooks.removeWrites(hook),
    await audit.entry({
      ...by(caller, source, conversationId),
      action: 'delete-hook',
      detail: { hook: hookId },
    }),
  ]);
  return changeGroupAs(context, caller.userId, conversationId, async ({ head }) => {
    const [bot] = await conversations.membersAmong(conversationId, [hook.userId]);
    // an admin removed it before
    if (!bot) return undefined;
    return {
      says: [{ type: 'removed', userIds: [hook.userId], memberCount: head.memberCount - 1 }],
      members: -1,
      writes: conversations.leaveWrites(conversationId, bot),
      leaving: { userIds: [hook.userId], reason: 'removed' },
    };
  });
}

async function found(
  context: WebhooksContext,
  caller: Caller,
  conversationId: string,
  hookId: string,
): Promise<StoredHook> {
  await asAdmin(context, caller, conversationId);
  const hook = await context.hooks.get(conversationId, hookId);
  if (!hook) throw new ChatError('hook_not_found');
  return hook;
}

const by = ({ userId }: Caller, source: Source, conversationId: string) =>
  ({
    actor: userId,
    subject: conversationId,
    outcome: 'done',
    source: auditSource(source),
  }) as const;

/** 192 random bits behind the id, by which a secret that turns up somewhere is recognised. */
const newSecret = ({ random }: Pick<WebhooksContext, 'random'>, id: string): string =>
  `${id}_${Buffer.from(random(24)).toString('base64url')}`;

/** No one signs in by it, and people find the bot by its name. */
const usernameOf = ({ random }: Pick<WebhooksContext, 'random'>): string =>
  `hook-${Buffer.from(random(10)).toString('hex')}`;

const addressOf = ({ origin }: Source, secret: string): string => `${origin}/v1/hooks/${secret}`;

const view = (hook: StoredHook, bot: Account | undefined): Hook | undefined => bot && viewOf(hook, bot);

const viewOf = (
  { id, userId, createdBy, createdAt }: StoredHook,
  { name, avatar }: Pick<Account, 'name' | 'avatar'>,
): Hook => ({ id, name, avatar, userId, createdBy, createdAt: wireTime(createdAt) });
