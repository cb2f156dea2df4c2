import { useCallback } from 'react';
import { hasCode, type BotToken, type ChatClient } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { useLoaded } from '../settings/use-loaded.ts';

const allTokens = async ({ bots }: ChatClient, id: string): Promise<readonly BotToken[]> =>
  (await bots.tokens(id)).items;

/** The tokens of a bot as they were when it was opened, and after each change. */
export function useTokens(botId: string) {
  const client = useClient();
  const ask = useCallback(() => allTokens(client, botId), [client, botId]);
  const { value, setValue, error, load } = useLoaded(ask);

  /** A token that was just made. */
  const added = (token: BotToken) => setValue((before) => [token, ...(before ?? [])]);

  async function revoke(id: string): Promise<void> {
    try {
      await client.bots.revokeToken(botId, id);
    } catch (failure) {
      // revoked already, which is what the user wants
      if (!hasCode(failure, 'bot_token_not_found')) throw failure;
    }
    setValue((before) => before?.filter((one) => one.id !== id));
  }
  return { value, error, load, added, revoke };
}
