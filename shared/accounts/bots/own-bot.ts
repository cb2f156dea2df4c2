import { ChatError } from '../../platform/errors.ts';
import { isBotId } from '../../platform/ids.ts';
import { wireTime } from '../../platform/time.ts';
import type { Bot } from '../../protocol/index.ts';
import type { AccountsContext } from '../context.ts';
import type { Account, Caller } from '../model.ts';
import { isSuspended } from '../suspension.ts';

/** A bot of the caller. Throws `bot_not_found`, also for a bot of another user. */
export async function ownBot(
  context: Pick<AccountsContext, 'accounts'>,
  { userId }: Pick<Caller, 'userId'>,
  botId: string,
): Promise<Account> {
  const bot = await ownedBot(context, userId, botId);
  if (bot.deletedAt !== undefined) throw new ChatError('bot_not_found');
  return bot;
}

/** The same, deleted or not. */
export async function ownedBot(
  { accounts }: Pick<AccountsContext, 'accounts'>,
  ownerId: string,
  botId: string,
): Promise<Account> {
  const bot = isBotId(botId) ? await accounts.get(botId) : undefined;
  if (bot?.ownerId !== ownerId) throw new ChatError('bot_not_found');
  return bot;
}

/** A bot as its owner sees it; `now` in milliseconds since the epoch. */
export function viewBot(bot: Account, now: number): Bot {
  const { id, username, name, avatar, about, createdAt } = bot;
  return {
    id,
    username,
    name,
    avatar,
    about,
    createdAt: wireTime(createdAt),
    suspended: isSuspended(bot, now),
  };
}
