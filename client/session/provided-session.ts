import type { Http } from '../api/http.ts';
import { parseJson } from '../api/json.ts';
import { routes } from '../api/protocol.ts';
import { number, object, read, string } from '../api/shapes.ts';
import { ChatClientError, signedOutError } from '../errors.ts';
import type { Clock } from '../platform/clock.ts';
import type { Lock } from '../storage/lock.ts';
import type { Storage } from '../storage/storage.ts';
import { isTokenRefused, renewalTime, Session } from './session.ts';

/** A provider that takes longer has failed: it keeps calls, and other tabs, waiting. */
const timeoutMs = 30_000;

/**
 * Why a token is needed: there is none yet, the last one is about to expire, or it may not be valid any more, so that a
 * cached copy will not do.
 */
export type TokenReason = 'missing' | 'expiring' | 'refused';

/** Resolves with an access token of this backend. May reject: then the client asks again later. */
export type TokenProvider = (reason: TokenReason) => Promise<string>;

interface ProvidedToken {
  readonly userId: string;
  readonly token: string;
  /** When to ask for another one, in milliseconds since the epoch; never: not before it is refused. */
  readonly renewAt: number;
}

const storedUser = object<{ userId: string }>({ userId: string });
const claims = object<{ exp: number }>({ exp: number });

interface ProvidedSessionOptions {
  provider: TokenProvider;
  http: Http;
  storage: Storage;
  storageKey: string;
  clock: Clock;
  /** Held by each client on the storage while it reads and changes what is stored: for moments only. */
  lock: Lock;
  /** Held while the provider is asked, so that those of all tabs run one at a time and may share what they renew. */
  renewalLock: Lock;
  /**
   * There is a valid token. Ends what belongs to the user before, if the token is for another one; then awaits `adopt`,
   * which makes it the session's, and takes up the user, unless that is done.
   */
  onToken: (isOtherUser: boolean, adopt: () => Promise<void>) => Promise<void>;
  /** The provider failed, for the first time since it last worked. */
  onFailure: (error: ChatClientError) => void;
}

/**
 * The session of a user who signs in elsewhere: a provider gives the access tokens. Only the id of the user is stored, so
 * that an application opens with what it knew before there is a token.
 */
export class ProvidedSession extends Session<ProvidedToken> {
  override readonly signsInByItself = true;
  readonly #options: ProvidedSessionOptions;
  #userId: string | undefined;
  #token: ProvidedToken | undefined;
  #renewal: Promise<ProvidedToken> | undefined;
  /** Set from `restore` to `forget`, and another one each time, so that a renewal from before changes nothing. */
  #period: object | undefined;
  #failing = false;

  constructor(options: ProvidedSessionOptions) {
    super(options.http);
    this.#options = options;
  }

  override get userId(): string | undefined {
    return this.#userId;
  }

  override async restore(): Promise<boolean> {
    const { lock, storage, storageKey } = this.#options;
    const period = (this.#period ??= {});
    if (!this.signedIn) {
      const stored = read(storedUser, parseJson((await lock(async () => storage.get(storageKey))) ?? ''));
      if (period === this.#period) this.#userId ??= stored?.userId;
    }
    return this.signedIn;
  }

  override async forget(): Promise<void> {
    const { lock, storage, storageKey } = this.#options;
    this.#period = undefined;
    this.#userId = undefined;
    this.#token = undefined;
    this.#renewal = undefined;
    await lock(async () => storage.remove(storageKey));
  }

  override async renew(): Promise<void> {
    await this.#ask('refused');
  }

  protected override async current(): Promise<ProvidedToken> {
    if (this.#period === undefined) throw signedOutError();
    if (this.#token === undefined) return this.#ask('missing');
    return this.#options.clock.now() < this.#token.renewAt ? this.#token : this.#ask('expiring');
  }

  protected override async renewed(refused: ProvidedToken): Promise<ProvidedToken> {
    // A call that one user began must not continue as another.
    if (refused.userId !== this.#userId) throw signedOutError();
    return this.#token === undefined || this.#token === refused ? this.#ask('refused') : this.#token;
  }

  /** Asks the provider; calls that need a token at the same time share one request. */
  #ask(reason: TokenReason): Promise<ProvidedToken> {
    if (this.#renewal !== undefined) return this.#renewal;
    const renewal = this.#options
      .renewalLock(() => this.#renew(reason))
      .finally(() => {
        if (this.#renewal === renewal) this.#renewal = undefined;
      });
    this.#renewal = renewal;
    return renewal;
  }

  async #renew(reason: TokenReason): Promise<ProvidedToken> {
    const { clock, lock, storage, storageKey, onToken } = this.#options;
    const period = this.#period;
    const token = await this.#provided(reason);
    const userId = await this.#userOf(token);
    const before = this.#userId;
    const isOtherUser = before !== undefined && before !== userId;
    const now = clock.now();
    const lifeMs = expiryOf(token) - now;
    // One that looks expired may come from a clock that is wrong: it counts as valid until the server refuses it.
    const renewAt = lifeMs > 0 ? renewalTime(now, lifeMs) : Infinity;
    const provided = { userId, token, renewAt };
    const mayGoOn = () => {
      if (period === undefined || period !== this.#period) throw signedOutError();
    };
    mayGoOn();
    // While the user before is ended, calls wait for this renewal: none goes out with the token of the other user.
    if (isOtherUser) this.#userId = this.#token = undefined;
    await onToken(isOtherUser, async () => {
      mayGoOn();
      this.#token = provided;
      this.#userId = userId;
      await lock(async () => {
        if (period === this.#period) await storage.set(storageKey, JSON.stringify({ userId }));
      });
    });
    mayGoOn();
    // A call that one user began must not continue as another.
    if (isOtherUser) throw signedOutError();
    return provided;
  }

  async #provided(reason: TokenReason): Promise<string> {
    const { provider, clock } = this.#options;
    let cancelTimer: () => void = () => undefined;
    const timeout = new Promise<never>((_, reject) => {
      cancelTimer = clock.after(timeoutMs, () => reject(new Error('The provider did not answer in time.')));
    });
    try {
      const token: unknown = await Promise.race([provider(reason), timeout]);
      if (typeof token !== 'string' || token === '')
        throw new TypeError('The provider resolved without a token.');
      return token;
    } catch (cause) {
      throw this.#failed('The token provider gave no token.', cause);
    } finally {
      cancelTimer();
    }
  }

  /** Whose token it is, by the word of the server: the client does not trust what it cannot verify. */
  async #userOf(token: string): Promise<string> {
    try {
      const { id } = await this.#options.http.call(routes.getOwnProfile, { token });
      this.#failing = false;
      return id;
    } catch (error) {
      throw isTokenRefused(error)
        ? this.#failed('The server refused the token of the provider.', error)
        : error;
    }
  }

  #failed(message: string, cause: unknown): ChatClientError {
    const error = new ChatClientError('token_provider_failed', message, { cause });
    if (!this.#failing) this.#options.onFailure(error);
    this.#failing = true;
    return error;
  }
}

/** When a JWT expires, in milliseconds since the epoch; `Infinity` where it does not say. */
function expiryOf(token: string): number {
  const [, payload = ''] = token.split('.');
  try {
    const known = read(claims, parseJson(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))));
    return known === undefined ? Infinity : known.exp * 1_000;
  } catch {
    // not base64: a token of another form, which the server refuses once it has expired
    return Infinity;
  }
}
