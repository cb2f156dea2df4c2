import type { Clock } from '../platform/clock.ts';
import { hasCode, isUnknownOutcome, signedOutError } from '../errors.ts';
import type { Http } from '../api/http.ts';
import { parseJson } from '../api/json.ts';
import { routes, type TokenReply } from '../api/protocol.ts';
import { number, object, optional, read, string } from '../api/shapes.ts';
import type { Lock } from '../storage/lock.ts';
import { randomId, type Random } from '../platform/random.ts';
import type { Storage } from '../storage/storage.ts';
import { isTokenRefused, renewalTime, Session } from './session.ts';

/** The server answers a used refresh token for 30 more seconds: two attempts fit into that. */
const refreshTimeoutMs = 10_000;

interface Tokens {
  /** Identifies this sign-in, also among those of the same user. */
  id: string;
  userId: string;
  token: string;
  refreshToken: string;
  /** When to renew, in milliseconds since the epoch. Says nothing about which tokens are newer. */
  refreshAt: number;
}
/** Earlier versions stored no `id`. */
const storedTokens = object<Omit<Tokens, 'id'> & { id?: string }>({
  id: optional(string),
  userId: string,
  token: string,
  refreshToken: string,
  refreshAt: number,
});

interface StoredSessionOptions {
  http: Http;
  storage: Storage;
  storageKey: string;
  clock: Clock;
  random: Random;
  /** Held by each client on the storage while it reads and changes what is stored: for moments only. */
  lock: Lock;
  /** Held while tokens are renewed, including the call, so that all clients on a storage make one call. */
  renewalLock: Lock;
  /** The server refused to renew the tokens, or the session was ended or replaced in another tab: signed out here. */
  onExpired: () => void;
}

/**
 * A session that this client began by signing in: it holds the tokens and renews them in time. The storage is the truth
 * that all clients on it share. Each change is made under the lock, after reading again: a late reply is about the
 * tokens that were sent, and changes nothing where other tokens have replaced them.
 */
export class StoredSession extends Session<Tokens> {
  override readonly signsInByItself = false;
  readonly #options: StoredSessionOptions;
  #tokens: Tokens | undefined;
  /** The last sign-in that this client knew as its session. */
  #lastId: string | undefined;
  #renewal: { readonly id: string; readonly tokens: Promise<Tokens> } | undefined;

  constructor(options: StoredSessionOptions) {
    super(options.http);
    this.#options = options;
  }

  override get userId(): string | undefined {
    return this.#tokens?.userId;
  }

  override async restore(): Promise<boolean> {
    if (!this.signedIn) {
      await this.#options.lock(async () => {
        const stored = await this.#read();
        this.#tokens ??= stored;
        this.#lastId = this.#tokens?.id ?? this.#lastId;
      });
    }
    return this.signedIn;
  }

  /** Signs in with the tokens of an auth reply, in place of any other session. */
  async begin(userId: string, reply: TokenReply): Promise<void> {
    const tokens = this.#tokensOf({ id: randomId(this.#options.random), userId }, reply);
    await this.#options.lock(() => this.#keep(tokens));
  }

  override async forget(): Promise<void> {
    const tokens = this.#tokens;
    this.#tokens = undefined;
    if (tokens !== undefined) await this.#remove(tokens);
  }

  /** Resolves with what ends the session on the server; `undefined`: there was none. */
  override async take(): Promise<Tokens | undefined> {
    const tokens = this.#tokens;
    if (tokens === undefined) return undefined;
    try {
      return await this.#remove(tokens);
    } finally {
      if (this.#tokens?.id === tokens.id) this.#tokens = undefined;
    }
  }

  /** Ends a session on the server that is gone here. Rejects when the call fails. */
  async end(taken: Tokens): Promise<void> {
    const end = ({ token, refreshToken }: Pick<Tokens, 'token' | 'refreshToken'>) =>
      this.#options.http.call(routes.logout, { token, body: { refreshToken } });
    try {
      await end(taken).catch(async (error: unknown) => {
        if (!isTokenRefused(error)) throw error;
        const renewed = await this.#refresh(taken);
        if (renewed !== 'refused') await end(renewed);
      });
    } catch (error) {
      // Over already, which is what the caller wants.
      if (!hasCode(error, 'invalid_refresh_token')) throw error;
    }
  }

  override async confirm(): Promise<void> {
    const tokens = this.#tokens;
    if (tokens === undefined) return;
    await this.#options
      .lock(() => this.#agree(tokens))
      .catch((error: unknown) => {
        // It is ended, or this client has another one by now.
        if (!hasCode(error, 'signed_out')) throw error;
      });
  }

  override async isReplaced(userId: string): Promise<boolean> {
    const stored = await this.#read();
    return stored?.userId === userId && stored.id !== this.#lastId;
  }

  override async renew(): Promise<void> {
    const tokens = this.#tokens;
    if (tokens === undefined) throw signedOutError();
    // Tokens of another tab may be older than the doubt.
    await this.renewed(await this.#options.lock(() => this.#agree(tokens)));
  }

  protected override async current(): Promise<Tokens> {
    const tokens = this.#tokens;
    if (tokens === undefined) throw signedOutError();
    return this.#options.clock.now() < tokens.refreshAt ? tokens : this.renewed(tokens);
  }

  protected override async renewed(stale: Tokens): Promise<Tokens> {
    const tokens = this.#tokens;
    // A call that one user began must not continue as another.
    if (tokens?.id !== stale.id) throw signedOutError();
    if (tokens.refreshToken !== stale.refreshToken) return tokens;
    if (this.#renewal?.id !== stale.id) {
      const renewal = {
        id: stale.id,
        tokens: this.#options
          .renewalLock(() => this.#renew(stale))
          .finally(() => {
            if (this.#renewal === renewal) this.#renewal = undefined;
          }),
      };
      this.#renewal = renewal;
    }
    return this.#renewal.tokens;
  }

  async #renew(stale: Tokens): Promise<Tokens> {
    const { lock } = this.#options;
    const known = await lock(() => this.#agree(stale));
    if (known.refreshToken !== stale.refreshToken) return known;
    const reply = await this.#refresh(stale);
    return lock(async () => {
      const now = await this.#agree(stale);
      if (now.refreshToken !== stale.refreshToken) return now;
      if (reply === 'refused') {
        await this.#options.storage.remove(this.#options.storageKey);
        throw this.#expired();
      }
      if (this.#tokens !== now) throw signedOutError();
      return this.#keep(this.#tokensOf(stale, reply));
    });
  }

  /**
   * The tokens of a session in the storage, which another tab may have renewed. Rejects with `signed_out` where the storage
   * or this client has another session, or none. Under the lock only.
   */
  async #agree({ id }: Tokens): Promise<Tokens> {
    const stored = await this.#read();
    if (this.#tokens?.id !== id) throw signedOutError();
    if (stored?.id !== id) throw this.#expired();
    if (stored.refreshToken !== this.#tokens.refreshToken) this.#tokens = stored;
    return this.#tokens;
  }

  /**
   * Only a code of the server is a refusal: a proxy that answers, with any status, knows nothing about the token. After a
   * lost reply the request is repeated once, while the server still gives the same reply.
   */
  async #refresh({ refreshToken }: Tokens): Promise<TokenReply | 'refused'> {
    const attempt = () =>
      this.#options.http.call(routes.refresh, { body: { refreshToken }, timeoutMs: refreshTimeoutMs });
    try {
      return await attempt().catch((error: unknown) => {
        if (isUnknownOutcome(error)) return attempt();
        throw error;
      });
    } catch (error) {
      if (hasCode(error, 'invalid_refresh_token', 'refresh_token_reused')) return 'refused';
      throw error;
    }
  }

  #expired(): Error {
    this.#tokens = undefined;
    this.#options.onExpired();
    return signedOutError();
  }

  /** Removes a session. Resolves with its newest tokens. */
  async #remove(session: Tokens): Promise<Tokens> {
    const { lock, storage, storageKey } = this.#options;
    return lock(async () => {
      const stored = await this.#read();
      if (stored?.id !== session.id) return session;
      await storage.remove(storageKey);
      return stored;
    });
  }

  #tokensOf(
    { id, userId }: Pick<Tokens, 'id' | 'userId'>,
    { token, refreshToken, expiresIn }: TokenReply,
  ): Tokens {
    const refreshAt = renewalTime(this.#options.clock.now(), expiresIn * 1_000);
    return { id, userId, token, refreshToken, refreshAt };
  }

  async #keep(tokens: Tokens): Promise<Tokens> {
    this.#tokens = tokens;
    this.#lastId = tokens.id;
    await this.#options.storage.set(this.#options.storageKey, JSON.stringify(tokens));
    return tokens;
  }

  async #read(): Promise<Tokens | undefined> {
    const text = await this.#options.storage.get(this.#options.storageKey);
    const stored = read(storedTokens, parseJson(text ?? ''));
    return stored && { ...stored, id: stored.id ?? stored.userId };
  }
}
