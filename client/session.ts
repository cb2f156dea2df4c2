import * as z from 'zod';
import { routes, type Route, type TokenReply } from '../shared/protocol/index.ts';
import type { Clock } from './clock.ts';
import { ChatClientError, hasCode, signedOutError } from './errors.ts';
import type { CallInput, Http, ReplyOf } from './http.ts';
import { parseJson } from './json.ts';
import type { Lock } from './lock.ts';
import type { Storage } from './storage.ts';

/** Tokens are renewed this long before they expire, or after three quarters of a shorter life. */
const marginMs = 60_000;

const storedTokens = z.object({
  userId: z.string(),
  token: z.string(),
  refreshToken: z.string(),
  /** When to renew, in milliseconds since the epoch. */
  refreshAt: z.number(),
});
type Tokens = z.infer<typeof storedTokens>;

interface SessionOptions {
  http: Http;
  storage: Storage;
  storageKey: string;
  clock: Clock;
  /** Shared with whoever else uses the storage. */
  lock: Lock;
  /** Called when the server refused to renew the tokens: whoever was signed in no longer is. */
  onExpired: () => void;
}

/**
 * Who is signed in: holds the tokens, renews them in time and calls routes with them. A refresh token works once and
 * ends the session when used again, so renewals never overlap, in this client or in others on the same storage.
 */
export class Session {
  readonly #options: SessionOptions;
  #tokens: Tokens | undefined;
  #renewal: Promise<Tokens> | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  get signedIn(): boolean {
    return this.#tokens !== undefined;
  }

  /** Who is signed in, if anybody. */
  get userId(): string | undefined {
    return this.#tokens?.userId;
  }

  /** Takes up the tokens in the storage, if nobody is signed in yet. Whether somebody is signed in now. */
  async restore(): Promise<boolean> {
    if (!this.signedIn) {
      const stored = await this.#read();
      this.#tokens ??= stored;
    }
    return this.signedIn;
  }

  /** Signs in with the tokens of an auth reply. */
  async begin(userId: string, reply: TokenReply): Promise<void> {
    await this.#keep(userId, reply);
  }

  /** Forgets the tokens here; the server is not told. */
  async forget(): Promise<void> {
    this.#tokens = undefined;
    await this.#options.storage.remove(this.#options.storageKey);
  }

  /** Ends the session on the server and forgets it here, the latter also when the server cannot be reached. */
  async logout(): Promise<void> {
    try {
      await this.#authorized(({ token, refreshToken }) =>
        this.#options.http.call(routes.logout, { token, body: { refreshToken } }),
      );
    } catch (error) {
      // Over already, which is all that was asked for.
      if (!hasCode(error, 'signed_out', 'invalid_refresh_token')) throw error;
    } finally {
      await this.forget();
    }
  }

  /** An access token that is not about to expire. Rejects with `signed_out`, or because it could not be renewed. */
  async token(): Promise<string> {
    return (await this.#current()).token;
  }

  /** Calls a route as the signed-in user, renewing the tokens before they expire or once when they are refused. */
  call<R extends Route>(route: R, input: CallInput<R> = {}): Promise<ReplyOf<R>> {
    return this.#authorized(({ token }) => this.#options.http.call(route, { ...input, token }));
  }

  /** The same, with the status of the reply. */
  callForStatus<R extends Route>(
    route: R,
    input: CallInput<R>,
  ): Promise<{ status: number; body: ReplyOf<R> }> {
    return this.#authorized(({ token }) => this.#options.http.callForStatus(route, { ...input, token }));
  }

  async #authorized<T>(work: (tokens: Tokens) => Promise<T>): Promise<T> {
    const tokens = await this.#current();
    try {
      return await work(tokens);
    } catch (error) {
      if (!hasCode(error, 'token_expired', 'invalid_token')) throw error;
    }
    return work(await this.#renewed(tokens));
  }

  async #current(): Promise<Tokens> {
    const tokens = this.#tokens;
    if (tokens === undefined) throw signedOutError();
    return this.#options.clock.now() < tokens.refreshAt ? tokens : this.#renewed(tokens);
  }

  /** Tokens newer than `stale`. */
  async #renewed(stale: Tokens): Promise<Tokens> {
    if (this.#tokens !== undefined && this.#tokens !== stale) return this.#tokens;
    this.#renewal ??= this.#options
      .lock(() => this.#renew())
      .finally(() => {
        this.#renewal = undefined;
      });
    return this.#renewal;
  }

  async #renew(): Promise<Tokens> {
    const mine = this.#tokens;
    if (mine === undefined) throw signedOutError();
    // Another tab may have renewed them, signed out, or signed somebody else in.
    const stored = await this.#read();
    if (stored?.userId !== mine.userId) {
      this.#expire(mine);
      throw signedOutError();
    }
    if (stored.token !== mine.token && stored.refreshAt >= mine.refreshAt) {
      this.#tokens = stored;
      return stored;
    }
    const reply = await this.#refresh(mine);
    if (this.#tokens !== mine) throw signedOutError();
    return this.#keep(mine.userId, reply);
  }

  async #refresh(tokens: Tokens): Promise<TokenReply> {
    const { http, storage, storageKey } = this.#options;
    try {
      return await http.call(routes.refresh, { body: { refreshToken: tokens.refreshToken } });
    } catch (error) {
      // Only a refusal ends the session: a server that could not be reached may still take the token.
      if (!(error instanceof ChatClientError && error.status === 401)) throw error;
      this.#expire(tokens);
      await storage.remove(storageKey);
      throw signedOutError(error);
    }
  }

  #expire(tokens: Tokens): void {
    if (this.#tokens !== tokens) return;
    this.#tokens = undefined;
    this.#options.onExpired();
  }

  async #keep(userId: string, { token, refreshToken, expiresIn }: TokenReply): Promise<Tokens> {
    const { clock, storage, storageKey } = this.#options;
    const lifeMs = expiresIn * 1_000;
    const refreshAt = clock.now() + lifeMs - Math.min(marginMs, lifeMs / 4);
    const tokens = { userId, token, refreshToken, refreshAt };
    this.#tokens = tokens;
    await storage.set(storageKey, JSON.stringify(tokens));
    return tokens;
  }

  async #read(): Promise<Tokens | undefined> {
    const text = await this.#options.storage.get(this.#options.storageKey);
    return storedTokens.safeParse(parseJson(text ?? '')).data;
  }
}
