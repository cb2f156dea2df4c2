import { ChatError } from '../../../../shared/platform/errors.ts';
import {
  limits,
  type Bot,
  type BotToken,
  type CreateBotRequest,
  type CreateBotTokenRequest,
  type NewBotToken,
  type UpdateBotRequest,
} from '../../../../shared/protocol/index.ts';
import { wireTime, type Person } from './people.ts';
import { noContent, ok, type Answers } from './routes.ts';

interface Kept {
  owner: Person;
  bot: Bot;
  tokens: BotToken[];
}

/** The bots of a fake server, as their owners manage them. None of them calls. */
export class FakeBots {
  readonly answers: Answers = {
    listBots: ({ caller }) => ok({ items: this.#of(caller).map(({ bot }) => bot), nextCursor: null }),
    createBot: ({ caller, body }) => ({ status: 201, body: this.#create(caller, body) }),
    getBot: ({ caller, params }) => ok(this.#get(caller, params.id).bot),
    updateBot: ({ caller, params, body }) => ok(this.#update(caller, params.id, body)),
    deleteBot: ({ caller, params }) => {
      const kept = this.#get(caller, params.id);
      this.#kept = this.#kept.filter((one) => one !== kept);
      return noContent;
    },
    listBotTokens: ({ caller, params }) =>
      ok({ items: this.#get(caller, params.id).tokens, nextCursor: null }),
    createBotToken: ({ caller, params, body }) => ({
      status: 201,
      body: this.#createToken(caller, params.id, body),
    }),
    revokeBotToken: ({ caller, params }) => {
      this.#revokeToken(caller, params.id, params.tokenId);
      return noContent;
    },
  };
  readonly #now: () => number;
  readonly #isTaken: (username: string) => boolean;
  #kept: Kept[] = [];
  #count = 0;

  /** `isTaken`: whether a person has the username. */
  constructor(now: () => number, isTaken: (username: string) => boolean) {
    this.#now = now;
    this.#isTaken = isTaken;
  }

  /** Throws `too_many_bots`, `username_taken`. */
  #create(owner: Person, { username, name, about = '' }: CreateBotRequest): Bot {
    if (this.#of(owner).length >= limits.botsPerUser) throw new ChatError('too_many_bots');
    const same = (other: string) => other.toLowerCase() === username.toLowerCase();
    if (this.#isTaken(username) || this.#kept.some(({ bot }) => same(bot.username))) {
      throw new ChatError('username_taken');
    }
    const bot = {
      id: `bot_${this.#next()}`,
      username,
      name,
      avatar: null,
      about,
      createdAt: wireTime(this.#now()),
      suspended: false,
    };
    this.#kept.unshift({ owner, bot, tokens: [] });
    return bot;
  }

  /** Throws `bot_not_found`. */
  #update(owner: Person, id: string, { name, avatar, about }: UpdateBotRequest): Bot {
    const kept = this.#get(owner, id);
    const { bot } = kept;
    kept.bot = {
      ...bot,
      name: name ?? bot.name,
      avatar: avatar === undefined ? bot.avatar : avatar,
      about: about ?? bot.about,
    };
    return kept.bot;
  }

  /** Throws `bot_not_found`, `too_many_bot_tokens`. */
  #createToken(
    owner: Person,
    botId: string,
    { name, scopes, expiresIn }: CreateBotTokenRequest,
  ): NewBotToken {
    const kept = this.#get(owner, botId);
    if (kept.tokens.length >= limits.tokensPerBot) throw new ChatError('too_many_bot_tokens');
    const id = `tok_${this.#next()}`;
    const made = {
      id,
      name,
      scopes,
      prefix: `cfb_${id.slice('tok_'.length)}`,
      createdAt: wireTime(this.#now()),
      expiresAt: expiresIn === null ? null : wireTime(this.#now() + expiresIn * 1_000),
      lastUsedAt: null,
    };
    kept.tokens = [made, ...kept.tokens];
    return { ...made, token: `${made.prefix}_secret` };
  }

  /** Throws `bot_not_found`, `bot_token_not_found`. */
  #revokeToken(owner: Person, botId: string, tokenId: string): void {
    const kept = this.#get(owner, botId);
    const left = kept.tokens.filter(({ id }) => id !== tokenId);
    if (left.length === kept.tokens.length) throw new ChatError('bot_token_not_found');
    kept.tokens = left;
  }

  #of(owner: Person): Kept[] {
    return this.#kept.filter((kept) => kept.owner === owner);
  }

  #get(owner: Person, id: string): Kept {
    const found = this.#of(owner).find(({ bot }) => bot.id === id);
    if (!found) throw new ChatError('bot_not_found');
    return found;
  }

  #next(): string {
    this.#count += 1;
    return String(this.#count).padStart(8, '0');
  }
}
