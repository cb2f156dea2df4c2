import {
  routes,
  type OwnProfile,
  type Page,
  type UpdateProfileRequest,
  type UserProfile,
  type UserSummary,
} from '../api/protocol.ts';
import type { PageOptions } from '../options.ts';
import type { CallContext } from './context.ts';

/** The users of the server. */
export class UserCalls {
  readonly #context: CallContext;

  constructor(context: CallContext) {
    this.#context = context;
  }

  /** Users whose username, or a word of whose name, begins with `q`. */
  search(q: string, options: PageOptions = {}): Promise<Page<UserSummary>> {
    return this.#context.session.call(routes.searchUsers, { query: { q, ...options } });
  }

  /** The public profile of a user. Rejects with `user_not_found`. */
  get(id: string): Promise<UserProfile> {
    return this.#context.session.call(routes.getUser, { params: { id } });
  }
}

/** Your own account. */
export class AccountCalls {
  readonly #context: CallContext;

  constructor(context: CallContext) {
    this.#context = context;
  }

  /** Your profile, with its private fields. */
  get(): Promise<OwnProfile> {
    return this.#context.session.call(routes.getOwnProfile);
  }

  /** Changes your profile; fields that you leave out stay the same. */
  update(changes: UpdateProfileRequest): Promise<OwnProfile> {
    return this.#context.session.call(routes.updateOwnProfile, { body: changes });
  }
}
