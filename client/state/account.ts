import type { OwnProfile } from '../api/protocol.ts';
import { hasCode, isPassing } from '../errors.ts';
import { isEqual } from './equal.ts';
import type { StateHost } from './host.ts';
import { Cell, type Turn } from './observable.ts';

interface AccountOptions {
  host: Pick<StateHost, 'account' | 'report'>;
  turn: Turn;
  ready: () => boolean;
}

/** The signed-in user's own account: loaded once observed, and again with each connection. */
export class Account {
  readonly slice: Cell<OwnProfile | undefined>;
  readonly #options: AccountOptions;
  #now: OwnProfile | undefined;
  #loading = false;

  constructor(options: AccountOptions) {
    this.#options = options;
    this.slice = new Cell({
      turn: options.turn,
      compute: () => this.#now,
      onObserved: () => this.resume(),
    });
  }

  /** The server described it, as it does after each change that this client makes. */
  describe(account: OwnProfile): void {
    if (isEqual(account, this.#now)) return;
    this.#now = account;
    this.slice.touch();
  }

  /** There is a connection again, or a new user: asks the server, if the account is observed. */
  resume(): void {
    const { host, ready } = this.#options;
    if (!this.slice.observed || !ready() || this.#loading) return;
    this.#loading = true;
    // What comes back is described by the call itself.
    host
      .account()
      .catch((error: unknown) => {
        if (!isPassing(error) && !hasCode(error, 'signed_out')) host.report(error);
      })
      .finally(() => {
        this.#loading = false;
      });
  }

  clear(): void {
    this.#now = undefined;
    this.slice.touch();
  }
}
