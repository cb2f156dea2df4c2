import { routes, type Page, type UserProfile, type UserSummary } from '../api/protocol.ts';
import type { PageOptions } from '../options.ts';
import { passOn, type CallContext } from './context.ts';

/** The users of the server. */
export class UserCalls {
  readonly #context: CallContext;

  constructor(context: CallContext) {
    this.#context = context;
  }

  /** Users whose username, or a word of whose name, begins with `q`. */
  search(q: string, options: PageOptions = {}): Promise<Page<UserSummary>> {
    const { session, feed } = this.#context;
    const call = session.call(routes.searchUsers, { query: { q, ...options } });
    return passOn(this.#context, call, ({ items }) => feed.emit('users', items));
  }

  /** The public profile of a user. Rejects with `user_not_found`. */
  get(id: string): Promise<UserProfile> {
    const { session, feed } = this.#context;
    const call = session.call(routes.getUser, { params: { id } });
    return passOn(this.#context, call, (user) => feed.emit('users', [user]));
  }

  /**
   * Whether a new account could take the username now, for a form that registers: works signed out. Only `register` takes
   * it. Ends with `aborted` when the signal says so.
   */
  async isUsernameFree(username: string, { signal }: { signal?: AbortSignal } = {}): Promise<boolean> {
    const { available } = await this.#context.http.call(routes.checkUsername, {
      params: { username },
      signal,
    });
    return available;
  }
}
