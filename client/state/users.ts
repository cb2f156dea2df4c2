import type { Presence, UserSummary } from '../api/protocol.ts';
import { hasCode, isPassing } from '../errors.ts';
import { isEqual } from './equal.ts';
import type { StateHost } from './host.ts';
import { Cells, type Slice, type Turn } from './observable.ts';
import type { PresenceState } from './presence-state.ts';

/** A user as others see them. */
export interface UserItem extends Pick<UserSummary, 'id' | 'username' | 'name' | 'avatar' | 'bot'> {
  /** As `presence` has it: watched while the user is observed, `undefined` until it is known. */
  readonly presence: Presence | undefined;
}

interface UsersOptions {
  host: Pick<StateHost, 'user' | 'report'>;
  turn: Turn;
  presence: PresenceState;
  linked: () => boolean;
  /** The most that are kept; those that are observed stay. */
  limit: number;
}

/** The users that the client heard of: in conversations, searches and profiles. Observing an unknown one fetches it. */
export class Users {
  readonly #options: UsersOptions;
  /** The one described last is the last one. */
  readonly #items = new Map<string, UserItem>();
  readonly #cells: Cells<UserItem | undefined>;
  readonly #fetching = new Set<string>();
  /** Ends watching the presence of those that are observed. */
  readonly #watching = new Map<string, () => void>();

  constructor(options: UsersOptions) {
    this.#options = options;
    this.#cells = new Cells({
      turn: options.turn,
      compute: (id) => this.#items.get(id),
      onObserved: (id, observed) => this.#observe(id, observed),
    });
  }

  get size(): number {
    return this.#items.size;
  }

  slice(id: string): Slice<UserItem | undefined> {
    return this.#cells.of(id);
  }

  /** The server described these users. */
  describe(users: readonly Omit<UserItem, 'presence'>[]): void {
    for (const { id, username, name, avatar, ...user } of users) {
      const before = this.#items.get(id);
      // what changes of a user says no more of it, and a bot stays one
      const bot = user.bot ?? before?.bot;
      this.#items.delete(id);
      const presence = this.#options.presence.of(id);
      this.#set(before, { id, username, name, avatar, ...(bot === true && { bot }), presence });
    }
    for (const id of this.#items.keys()) {
      if (this.#items.size <= this.#options.limit) return;
      if (!this.#cells.isObserved(id)) this.#items.delete(id);
    }
  }

  /** There is a connection again. */
  resume(): void {
    for (const id of this.#cells.observed) if (!this.#items.has(id)) this.#fetch(id);
  }

  clear(): void {
    this.#items.clear();
    this.#fetching.clear();
    this.#cells.touchAll();
  }

  #set(before: UserItem | undefined, next: UserItem): void {
    const same = isEqual(before, next);
    this.#items.set(next.id, same && before !== undefined ? before : next);
    if (!same) this.#cells.touch(next.id);
  }

  #observe(id: string, observed: boolean): void {
    this.#watching.get(id)?.();
    this.#watching.delete(id);
    if (!observed) return;
    const presence = this.#options.presence.slice(id);
    const follow = () => {
      const item = this.#items.get(id);
      if (item !== undefined) this.#set(item, { ...item, presence: presence.getSnapshot() });
    };
    this.#watching.set(id, presence.subscribe(follow));
    follow();
    if (!this.#items.has(id)) this.#fetch(id);
  }

  #fetch(id: string): void {
    const { host, linked } = this.#options;
    if (!linked() || this.#fetching.has(id)) return;
    this.#fetching.add(id);
    // What comes back is described by the call itself.
    host
      .user(id)
      .catch((error: unknown) => {
        if (!isPassing(error) && !hasCode(error, 'user_not_found', 'signed_out')) host.report(error);
      })
      .finally(() => this.#fetching.delete(id));
  }
}
