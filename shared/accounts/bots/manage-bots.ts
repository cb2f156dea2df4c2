import { releaseAvatar } from '../../media/index.ts';
import { ChatError } from '../../platform/errors.ts';
import type { Write } from '../../platform/table.ts';
import { untilUnchanged } from '../../platform/versions.ts';
import {
  limits,
  type Bot,
  type BotList,
  type CreateBotRequest,
  type UpdateBotRequest,
} from '../../protocol/index.ts';
import { endSockets } from '../../realtime/index.ts';
import { auditSource } from '../audit.ts';
import type { AccountsContext } from '../context.ts';
import type { Caller, Source } from '../model.ts';
import { ownAccount } from '../own-account.ts';
import { changeProfile } from '../profile.ts';
import { newBot } from './new-bot.ts';
import { ownBot, ownedBot, viewBot } from './own-bot.ts';

/** The caller's bots, the newest first. */
export async function listBots(context: AccountsContext, { userId }: Caller): Promise<BotList> {
  const { accounts, clock } = context;
  const bots = await accounts.getManyNow(await accounts.botsOf(userId));
  const now = clock.now();
  return {
    items: [...bots.values()].toSorted((a, b) => b.createdAt - a.createdAt).map((bot) => viewBot(bot, now)),
    nextCursor: null,
  };
}

export async function getBot(context: AccountsContext, caller: Caller, botId: string): Promise<Bot> {
  return viewBot(await ownBot(context, caller, botId), context.clock.now());
}

/** Makes a bot of the caller. Throws `username_taken`, `too_many_bots`. */
export async function createBot(
  context: AccountsContext,
  caller: Caller,
  source: Source,
  { username, name, about }: CreateBotRequest,
): Promise<Bot> {
  const { userId } = caller;
  await context.limits.take('manageBots', userId);
  const made = await untilUnchanged(async () => {
    const owner = await ownAccount(context, caller);
    if ((await context.accounts.botsOf(userId)).length >= limits.botsPerUser) {
      throw new ChatError('too_many_bots', `A user has at most ${limits.botsPerUser} bots.`);
    }
    const bot = await newBot(context, {
      username,
      name,
      ownerId: userId,
      ...(about !== undefined && { about }),
    });
    await context.accounts.create(bot, undefined, undefined, [
      context.accounts.botWrite(userId, bot.id),
      // of two that are made at the same time, one counts the other
      context.accounts.touchWrite(owner),
      await botEntry(context, source, 'made', userId, bot.id),
    ]);
    return bot;
  });
  return viewBot(made, context.clock.now());
}

/** Changes what others see of a bot. Throws `bot_not_found`, and like `adoptAvatar` for a picture that the caller did not upload. */
export async function updateBot(
  context: AccountsContext,
  caller: Caller,
  botId: string,
  changes: UpdateBotRequest,
): Promise<Bot> {
  await context.limits.take('manageBots', caller.userId);
  const read = () => ownBot(context, caller, botId);
  const changed = await changeProfile(context, read, caller.userId, changes);
  return viewBot(changed, context.clock.now());
}

/**
 * Deletes a bot: its tokens stop working, its sockets are closed, and it leaves its groups. It may be done again, which completes what
 * was interrupted. Throws `bot_not_found`.
 */
export async function deleteBot(
  context: AccountsContext,
  { userId }: Caller,
  source: Source,
  botId: string,
): Promise<void> {
  await context.limits.take('manageBots', userId);
  const { accounts, botTokenStore, clock, revocations, work } = context;
  const { avatar, tokenIds } = await untilUnchanged(async () => {
    const bot = await ownedBot(context, userId, botId);
    if (bot.deletedAt !== undefined) return { avatar: null, tokenIds: [] };
    const tokens = await botTokenStore.list(botId);
    await accounts.deleteBot(bot, userId, clock.now(), [
      ...tokens.map((token) => botTokenStore.removeWrite(token)),
      await botEntry(context, source, 'deleted', userId, botId),
    ]);
    return { avatar: bot.avatar, tokenIds: tokens.map(({ id }) => id) };
  });
  await revocations.revoke(tokenIds);
  await endSockets(context, botId, 'session_revoked', () => true);
  await releaseAvatar(context, avatar);
  await work.add({ type: 'retire-bot', userId: botId });
}

const botEntry = (
  { audit }: Pick<AccountsContext, 'audit'>,
  source: Source,
  change: 'made' | 'deleted',
  ownerId: string,
  botId: string,
): Promise<Write> =>
  audit.entry({
    action: 'change-bot',
    actor: ownerId,
    subject: botId,
    outcome: 'done',
    source: auditSource(source),
    detail: { change },
  });
