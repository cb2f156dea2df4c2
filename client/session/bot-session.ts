import type { Http } from '../api/http.ts';
import { routes } from '../api/protocol.ts';
import { signedOutError } from '../errors.ts';
import { isTokenRefused, Session } from './session.ts';

interface BotSessionOptions {
  http: Http;
  token: string;
  /** The token was tried for the first time: takes up the bot that it belongs to, which `adopt` makes the session's. */
  onToken: (isOtherUser: boolean, adopt: () => Promise<void>) => Promise<void>;
  /** The server refuses the token: it was revoked, has expired, or its bot is no more. Signed out here. */
  onExpired: () => void;
}

/** The session of a bot: one token, which is not renewed. It ends when the server refuses that. Nothing is stored. */
export class BotSession extends Session {
  override readonly signsInByItself = true;
  readonly #options: BotSessionOptions;
  readonly #token: { readonly token: string };
  #userId: string | undefined;
  #first: Promise<void> | undefined;
  #ended = false;

  constructor(options: BotSessionOptions) {
    super(options.http);
    this.#options = options;
    this.#token = { token: options.token };
  }

  override get userId(): string | undefined {
    return this.#userId;
  }

  override restore(): Promise<boolean> {
    return Promise.resolve(this.signedIn);
  }

  override forget(): Promise<void> {
    this.#ended = true;
    this.#userId = undefined;
    return Promise.resolve();
  }

  override async renew(): Promise<void> {
    await this.call(routes.getOwnProfile);
  }

  protected override async current(): Promise<{ readonly token: string }> {
    if (this.#ended) throw signedOutError();
    if (this.#userId === undefined) {
      this.#first ??= this.#signIn().finally(() => (this.#first = undefined));
      await this.#first;
    }
    return this.#token;
  }

  protected override renewed(): Promise<never> {
    return Promise.reject(this.#refused());
  }

  /** Whose token it is, by the word of the server. */
  async #signIn(): Promise<void> {
    const { http, onToken } = this.#options;
    try {
      const { id } = await http.call(routes.getOwnProfile, this.#token);
      await onToken(false, () => {
        if (this.#ended) throw signedOutError();
        this.#userId = id;
        return Promise.resolve();
      });
    } catch (error) {
      throw isTokenRefused(error) ? this.#refused() : error;
    }
  }

  #refused(): Error {
    if (!this.#ended) {
      this.#ended = true;
      this.#userId = undefined;
      this.#options.onExpired();
    }
    return signedOutError();
  }
}
