import * as z from 'zod';
import { bytes } from '../../platform/bytes.ts';
import { ConditionFailed, type Table, type Write } from '../../platform/table.ts';
import { epochSeconds } from '../../platform/time.ts';
import { keys } from '../keys.ts';

/** A token of a bot as it is stored. Times are milliseconds since the epoch. */
const storedToken = z.object({
  id: z.string(),
  botId: z.string(),
  /** Whose bot it is: while that user is suspended, it does not work. */
  ownerId: z.string(),
  /** What its owner called it, sealed under the data key of the bot's account. */
  sealedName: bytes,
  scopes: z.array(z.string()),
  /** SHA-256 of the token. */
  hash: z.string(),
  createdAt: z.number(),
  /** When it stops working; without it, never. */
  endsAt: z.number().exactOptional(),
  /** The beginning of the hour in which it was last used. */
  lastUsedAt: z.number().exactOptional(),
  /** It was revoked, and is about to be removed. */
  revoked: z.boolean().exactOptional(),
});
export type StoredToken = z.infer<typeof storedToken>;

/** For so long a token that has expired stands in the list of its bot. */
const shownAfterEndMs = 30 * 86_400_000;

export type BotTokenStore = ReturnType<typeof botTokenStore>;

export function botTokenStore(table: Table) {
  return {
    async get(botId: string, tokenId: string): Promise<StoredToken | undefined> {
      const item = await table.get(keys.botToken(botId, tokenId));
      return item && storedToken.parse(item);
    },

    /** At most `limits.tokensPerBot`, so one page. */
    async list(botId: string): Promise<StoredToken[]> {
      const { items } = await table.query(keys.botTokens(botId));
      return items.map((item) => storedToken.parse(item));
    },

    /** Stores a token together with what else is given. Rejects with `ConditionFailed`, having done nothing. */
    add: (token: StoredToken, also: readonly Write[]): Promise<void> =>
      table.transact([
        {
          put: {
            ...keys.botToken(token.botId, token.id),
            ...token,
            // the table's time to live
            ...(token.endsAt !== undefined && { expiresAt: epochSeconds(token.endsAt + shownAfterEndMs) }),
          },
        },
        ...also,
      ]),

    removeWrite: ({ botId, id }: Pick<StoredToken, 'botId' | 'id'>): Write => ({
      delete: keys.botToken(botId, id),
    }),

    remove: (botId: string, tokenId: string): Promise<void> => table.delete(keys.botToken(botId, tokenId)),

    /** From now on the token works no more. Whether there is such a one. */
    async revoke(botId: string, tokenId: string): Promise<boolean> {
      try {
        await table.update(keys.botToken(botId, tokenId), { set: { revoked: true }, if: { exists: true } });
        return true;
      } catch (error) {
        if (error instanceof ConditionFailed) return false;
        throw error;
      }
    },

    /** Notes the hour of a use, where that is not done yet. Whether the token is still there. */
    async noteUse(botId: string, tokenId: string, hour: number): Promise<boolean> {
      try {
        const isNews = { exists: true, below: { lastUsedAt: hour } };
        await table.update(keys.botToken(botId, tokenId), { set: { lastUsedAt: hour }, if: isNews });
        return true;
      } catch (error) {
        if (error instanceof ConditionFailed) return error.item !== undefined;
        throw error;
      }
    },
  };
}
