import type { Http } from '../api/http.ts';
import type { CallInput, ReplyOf, Route } from '../api/route.ts';
import { hasCode } from '../errors.ts';

/** Tokens are renewed this long before they expire, or after three quarters of a shorter lifetime. */
const marginMs = 60_000;

/** When to renew a token that expires in `lifeMs` milliseconds. */
export const renewalTime = (now: number, lifeMs: number): number =>
  now + lifeMs - Math.min(marginMs, lifeMs / 4);

/** The session of the signed-in user: has an access token at hand and calls routes with it. */
export abstract class Session<T extends { readonly token: string } = { readonly token: string }> {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  /** Whether `connect` can sign in without another call. */
  abstract readonly signsInByItself: boolean;

  /** The id of the signed-in user; `undefined` when signed out. */
  abstract get userId(): string | undefined;

  get signedIn(): boolean {
    return this.userId !== undefined;
  }

  /** Loads the session in the storage, unless signed in. Resolves with whether there is a session now. Makes no call. */
  abstract restore(): Promise<boolean>;

  /** Removes the session here at once and then in the storage, unless another one has replaced it there. Makes no call. */
  abstract forget(): Promise<void>;

  /** The same, first in the storage: no reload in between brings back a user who seems to be signed out. */
  async take(): Promise<unknown> {
    return this.forget();
  }

  /** Ends the session here where the storage does not hold it any more. Makes no call. */
  async confirm(): Promise<void> {
    // Where tabs do not share one, there is nothing to compare.
  }

  /** Whether the storage holds another session of this user than the last one of this client: what is stored is its. */
  async isReplaced(_userId: string): Promise<boolean> {
    return Promise.resolve(false);
  }

  /** Renews a token that looks valid: only a renewal proves that the session goes on. Rejects as `token` does. */
  abstract renew(): Promise<void>;

  /** The token, renewed if it is about to expire. Rejects as `token` does. */
  protected abstract current(): Promise<T>;

  /** A newer token of the session than `refused`. Rejects as `token` does. */
  protected abstract renewed(refused: T): Promise<T>;

  /** An access token that is not about to expire. Rejects with `signed_out`, or because it could not be renewed. */
  async token(): Promise<string> {
    return (await this.current()).token;
  }

  /** Calls a route as the signed-in user, renewing the token before it expires or once when it is refused. */
  async call<R extends Route>(route: R, ...input: CallInput<R>): Promise<ReplyOf<R>> {
    return (await this.callForStatus(route, ...input)).body;
  }

  /** The same, with the status of the reply. */
  async callForStatus<R extends Route>(
    route: R,
    ...[input]: CallInput<R>
  ): Promise<{ status: number; body: ReplyOf<R> }> {
    const call = ({ token }: T) => this.#http.callForStatus(route, { ...input, token });
    const current = await this.current();
    try {
      return await call(current);
    } catch (error) {
      if (!isTokenRefused(error)) throw error;
    }
    return call(await this.renewed(current));
  }
}

/** Whether the server refused the access token. */
export const isTokenRefused = (error: unknown): boolean => hasCode(error, 'token_expired', 'invalid_token');
