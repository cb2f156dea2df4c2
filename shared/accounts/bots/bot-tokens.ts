import { LRUCache } from 'lru-cache';
import { atMost } from '../../platform/at-most.ts';
import { sameText } from '../../platform/cursor.ts';
import { ChatError, Unavailable } from '../../platform/errors.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Clock } from '../../platform/ports.ts';
import { scopeNames, type Scope } from '../../protocol/index.ts';
import type { Caller } from '../model.ts';
import type { AccountStore } from '../store.ts';
import { isSuspended } from '../suspension.ts';
import { readTokenText, type TokenText } from './token-text.ts';
import type { BotTokenStore, StoredToken } from './token-store.ts';

/**
 * For so long an instance goes by what it read of a token. A token that is revoked is refused earlier, as sessions are
 * (`revocations.ts`); this is how long one still works whose bot or owner was suspended.
 */
const rememberedMs = 5_000;
const rememberedTokens = 5_000;
const hourMs = 3_600_000;

export type BotTokens = ReturnType<typeof createBotTokens>;

/** What is remembered of a token by its hash: whose it is, or that it was refused. */
interface Known {
  readAt: number;
  standing: BotCaller | 'refused';
}
type BotCaller = Caller & Required<Pick<Caller, 'scopes'>>;

/** The tokens by which bots call. Each is one read of its item, and one of each of the two accounts behind it, every few seconds. */
export function createBotTokens(deps: {
  store: BotTokenStore;
  accounts: Pick<AccountStore, 'get'>;
  clock: Clock;
  log: Logger;
}) {
  const { store, accounts, clock, log } = deps;
  const known = new LRUCache<string, Known>(atMost(rememberedTokens));

  /** Whether it was not revoked, its bot is there, and neither the bot nor its owner is suspended. */
  async function hasStanding({ botId, ownerId, revoked }: StoredToken): Promise<boolean> {
    if (revoked === true) return false;
    const now = clock.now();
    const behindIt = await Promise.all([accounts.get(botId), accounts.get(ownerId)]);
    return behindIt.every(
      (account) => account && account.deletedAt === undefined && !isSuspended(account, now),
    );
  }

  async function read({ botId, tokenId, hash }: TokenText): Promise<BotCaller | 'refused'> {
    const token = await store.get(botId, tokenId);
    if (!token || !sameText(token.hash, hash) || !(await hasStanding(token))) return 'refused';
    const caller = callerOf(token);
    return hasExpired(caller, clock.now()) || (await noteUse(token)) ? caller : 'refused';
  }

  /** Writes down once an hour that a token is used. Returns whether it is still there. */
  async function noteUse({ botId, id, lastUsedAt = 0 }: StoredToken): Promise<boolean> {
    const now = clock.now();
    const hour = now - (now % hourMs);
    if (lastUsedAt >= hour) return true;
    try {
      return await store.noteUse(botId, id, hour);
    } catch (error) {
      // it is for its owner to look at, so nothing waits for it
      if (!(error instanceof Unavailable)) throw error;
      log.warn({ err: error }, 'the use of a token was not noted');
      return true;
    }
  }

  return {
    /** Which bot calls. Throws `invalid_token`, `token_expired`. */
    async verify(text: string): Promise<BotCaller> {
      const given = readTokenText(text);
      if (!given) throw refused();
      const now = clock.now();
      const remembered = known.get(given.hash);
      const isFresh = remembered && now - remembered.readAt < rememberedMs;
      const standing = isFresh ? remembered.standing : await read(given);
      if (!isFresh) known.set(given.hash, { readAt: now, standing });
      if (standing === 'refused') throw refused();
      if (hasExpired(standing, now)) throw new ChatError('token_expired', 'The token has expired.');
      return standing;
    },

    /** Whether a token that was verified still works, as of now: for a socket that is there for longer. */
    async stands(botId: string, tokenId: string): Promise<boolean> {
      const token = await store.get(botId, tokenId);
      return token !== undefined && !hasExpired(callerOf(token), clock.now()) && hasStanding(token);
    },
  };
}

const callerOf = ({ id, botId, scopes, endsAt }: StoredToken): BotCaller => ({
  userId: botId,
  // as a session of the bot: what ends sessions ends it and its sockets
  sessionId: id,
  role: 'user',
  scopes: scopes.filter((scope): scope is Scope => scopeNames.some((name) => name === scope)),
  ...(endsAt !== undefined && { endsAt }),
});

const hasExpired = ({ endsAt = Infinity }: Pick<Caller, 'endsAt'>, now: number): boolean => endsAt <= now;

const refused = () =>
  new ChatError('invalid_token', 'The token is unknown or revoked, or its bot or the owner is suspended.');
