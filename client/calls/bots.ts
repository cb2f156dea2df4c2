import {
  routes,
  type Bot,
  type BotToken,
  type CreateBotRequest,
  type CreateBotTokenRequest,
  type NewBotToken,
  type Page,
  type UpdateBotRequest,
} from '../api/protocol.ts';
import type { CallContext } from './context.ts';

/** Your bots: programs that take part with tokens of their own (`createClient({ token })`). */
export class BotCalls {
  readonly #context: CallContext;

  constructor(context: CallContext) {
    this.#context = context;
  }

  /** Your bots, the newest first. */
  list(): Promise<Page<Bot>> {
    return this.#context.session.call(routes.listBots);
  }

  /** Rejects with `username_taken`, `too_many_bots`. */
  create(bot: CreateBotRequest): Promise<Bot> {
    return this.#context.session.call(routes.createBot, { body: bot });
  }

  /** Rejects with `bot_not_found`, as all further calls do. */
  get(id: string): Promise<Bot> {
    return this.#context.session.call(routes.getBot, { params: { id } });
  }

  /** Changes the fields that are given. An uploaded picture is one of yours. */
  update(id: string, changes: UpdateBotRequest): Promise<Bot> {
    return this.#context.session.call(routes.updateBot, { params: { id }, body: changes });
  }

  /** Deletes a bot: its tokens stop working, and it leaves its groups; what it wrote stays. */
  async remove(id: string): Promise<void> {
    await this.#context.session.call(routes.deleteBot, { params: { id } });
  }

  /** The tokens of a bot, the newest first, without what they are. */
  tokens(id: string): Promise<Page<BotToken>> {
    return this.#context.session.call(routes.listBotTokens, { params: { id } });
  }

  /** Makes a token: `token` of the result is shown this once. Rejects with `too_many_bot_tokens`. */
  createToken(id: string, token: CreateBotTokenRequest): Promise<NewBotToken> {
    return this.#context.session.call(routes.createBotToken, { params: { id }, body: token });
  }

  /** Revokes a token: it stops working within two seconds, and its sockets are closed at once. Rejects with `bot_token_not_found`. */
  async revokeToken(id: string, tokenId: string): Promise<void> {
    await this.#context.session.call(routes.revokeBotToken, { params: { id, tokenId } });
  }
}
