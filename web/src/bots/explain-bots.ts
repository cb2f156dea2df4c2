import { hasCode } from '../../../client/index.ts';
import { explain } from '../errors.ts';
import type { MessageKey, Translate } from '../i18n/i18n.ts';

/** What keeps a user from making or changing a bot. */
const texts = {
  too_many_bots: 'bots.tooMany',
  too_many_bot_tokens: 'bots.tooManyTokens',
  bot_not_found: 'bots.gone',
  bot_token_not_found: 'bots.tokenGone',
} as const satisfies Record<string, MessageKey>;

/** As `explain`, for the codes of bots. */
export function explainBots(error: unknown, t: Translate): string {
  for (const [code, key] of Object.entries(texts)) if (hasCode(error, code)) return t(key);
  return explain(error, t);
}
