import type { AuditEvent } from '../../platform/audit/actions.ts';
import { ChatError } from '../../platform/errors.ts';
import { newId } from '../../platform/ids.ts';
import { wireTime } from '../../platform/time.ts';
import { untilUnchanged } from '../../platform/versions.ts';
import {
  limits,
  scopeNames,
  type BotToken,
  type BotTokenList,
  type CreateBotTokenRequest,
  type NewBotToken,
  type Scope,
} from '../../protocol/index.ts';
import { endSockets } from '../../realtime/index.ts';
import { auditSource } from '../audit.ts';
import type { AccountsContext } from '../context.ts';
import type { Account, Caller, Source } from '../model.ts';
import { accountKey } from '../views.ts';
import { ownBot } from './own-bot.ts';
import { newTokenText, tokenPrefix } from './token-text.ts';
import type { StoredToken } from './token-store.ts';

/** Where the name of a token belongs: it opens nowhere else. */
const namePlace = (botId: string, tokenId: string) => ['bot-token', botId, tokenId];

/** The tokens of a bot of the caller, the newest first. Throws `bot_not_found`. */
export async function listBotTokens(
  context: AccountsContext,
  caller: Caller,
  botId: string,
): Promise<BotTokenList> {
  const [bot, tokens] = await Promise.all([
    ownBot(context, caller, botId),
    context.botTokenStore.list(botId),
  ]);
  const newestFirst = tokens.toSorted((a, b) => b.createdAt - a.createdAt);
  return {
    items: await Promise.all(newestFirst.map((token) => viewToken(context, bot, token))),
    nextCursor: null,
  };
}

/**
 * Makes a token for a bot of the caller; what it is, is known to the reply alone. Where there are too many, those that have expired make
 * room. Throws `bot_not_found`, `too_many_bot_tokens`.
 */
export async function createBotToken(
  context: AccountsContext,
  caller: Caller,
  source: Source,
  botId: string,
  { name, scopes, expiresIn }: CreateBotTokenRequest,
): Promise<NewBotToken> {
  const { userId } = caller;
  const { accounts, botTokenStore, clock, envelope, random } = context;
  await context.limits.take('manageBots', userId);
  const id = newId(random, 'tok');
  const { text, hash } = newTokenText(random, botId, id);
  const { bot, token } = await untilUnchanged(async () => {
    const bot = await ownBot(context, caller, botId);
    const now = clock.now();
    const stored = await botTokenStore.list(botId);
    const isFull = stored.length >= limits.tokensPerBot;
    const over = isFull ? stored.filter(({ endsAt = Infinity }) => endsAt <= now) : [];
    if (isFull && over.length === 0) {
      throw new ChatError('too_many_bot_tokens', `A bot has at most ${limits.tokensPerBot} tokens.`);
    }
    const token: StoredToken = {
      id,
      botId,
      ownerId: userId,
      sealedName: await envelope.seal(accountKey(bot), namePlace(botId, id), name),
      scopes,
      hash,
      createdAt: now,
      ...(expiresIn !== null && { endsAt: now + expiresIn * 1_000 }),
    };
    await botTokenStore.add(token, [
      // of two that are made at the same time, one counts the other; and none is made for a bot that is being deleted
      accounts.touchWrite(bot),
      ...over.map((expired) => botTokenStore.removeWrite(expired)),
      await context.audit.entry(tokenEvent(caller, source, token, 'made')),
    ]);
    return { bot, token };
  });
  return { ...(await viewToken(context, bot, token)), token: text };
}

/** Revokes a token: requests by it are refused within 2 seconds, its sockets are closed at once. Throws `bot_not_found`, `bot_token_not_found`. */
export async function revokeBotToken(
  context: AccountsContext,
  caller: Caller,
  source: Source,
  botId: string,
  tokenId: string,
): Promise<void> {
  await ownBot(context, caller, botId);
  const { botTokenStore } = context;
  // removed in the end, so that an attempt that ended in between can be repeated
  if (!(await botTokenStore.revoke(botId, tokenId))) throw new ChatError('bot_token_not_found');
  await context.revocations.revoke([tokenId]);
  await endSockets(context, botId, 'session_revoked', ({ sessionId }) => sessionId === tokenId);
  await botTokenStore.remove(botId, tokenId);
  await context.audit.record(tokenEvent(caller, source, { id: tokenId, botId }, 'revoked'));
}

const tokenEvent = (
  { userId }: Caller,
  source: Source,
  { id, botId }: Pick<StoredToken, 'id' | 'botId'>,
  change: 'made' | 'revoked',
): AuditEvent => ({
  action: 'change-bot-token',
  actor: userId,
  subject: botId,
  outcome: 'done',
  source: auditSource(source),
  detail: { change, token: id },
});

async function viewToken(
  { envelope }: Pick<AccountsContext, 'envelope'>,
  bot: Account,
  { id, sealedName, scopes, createdAt, endsAt, lastUsedAt }: StoredToken,
): Promise<BotToken> {
  return {
    id,
    name: await envelope.open(accountKey(bot), namePlace(bot.id, id), sealedName),
    scopes: scopes.filter((scope): scope is Scope => scopeNames.some((known) => known === scope)),
    prefix: tokenPrefix(id),
    createdAt: wireTime(createdAt),
    expiresAt: endsAt === undefined ? null : wireTime(endsAt),
    lastUsedAt: lastUsedAt === undefined ? null : wireTime(lastUsedAt),
  };
}
