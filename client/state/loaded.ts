import { hasCode, isPassing } from '../errors.ts';
import { isEqual } from './equal.ts';
import type { StateHost } from './host.ts';
import { Cell, type Turn } from './observable.ts';

interface LoadedOptions<T> {
  host: Pick<StateHost, 'report'>;
  turn: Turn;
  /** Whether the server can be asked. */
  ready: () => boolean;
  load: () => Promise<T>;
}

/** Something of the signed-in user: loaded once observed, and again with each connection. */
export class Loaded<T> {
  readonly slice: Cell<T | undefined>;
  readonly #options: LoadedOptions<T>;
  #now: T | undefined;
  #loading = false;
  /** Counts what makes a load outdated that is under way. */
  #changes = 0;

  constructor(options: LoadedOptions<T>) {
    this.#options = options;
    this.slice = new Cell({
      turn: options.turn,
      compute: () => this.#now,
      onObserved: () => this.resume(),
    });
  }

  /** The server described it, as it may do after a change that this client makes. */
  describe(value: T | undefined): void {
    if (isEqual(value, this.#now)) return;
    this.#now = value;
    this.slice.touch();
  }

  /** An event says how it changed. A load that is under way may have it already, and is done again. */
  change(changed: (value: T) => T): void {
    this.#changes += 1;
    if (this.#now !== undefined) this.describe(changed(this.#now));
  }

  /** This client changed it, and the server did not say how it is now. */
  changed(): void {
    this.#changes += 1;
    this.resume();
  }

  clear(): void {
    this.#changes += 1;
    this.describe(undefined);
  }

  /** There is a connection again, or a new user: asks the server, if it is observed. */
  resume(): void {
    const { host, ready, load } = this.#options;
    if (!this.slice.observed || !ready() || this.#loading) return;
    this.#loading = true;
    const changes = this.#changes;
    let again = false;
    load()
      .then(
        (value) => {
          again = changes !== this.#changes;
          if (!again) this.describe(value);
        },
        (error: unknown) => {
          if (!isPassing(error) && !hasCode(error, 'signed_out')) host.report(error);
        },
      )
      .finally(() => {
        this.#loading = false;
        if (again) this.resume();
      });
  }
}
