import type { Clock } from './clock.ts';
import type { Storage } from './storage.ts';

const delayMs = 250;

interface WriteBehindOptions {
  storage: Storage;
  key: string;
  clock: Clock;
  /** What to store, as it is at the time of writing. */
  snapshot: () => string;
}

/** Stores something that changes often: 250 ms after the first change, the newest state only. */
export class WriteBehind {
  readonly #options: WriteBehindOptions;
  #cancelTimer: (() => void) | undefined;
  /** The write that is under way; one at a time, so that an older one never comes last. */
  #writing: Promise<void> | undefined;
  #dropped = false;

  constructor(options: WriteBehindOptions) {
    this.#options = options;
  }

  /** There is something new to store. */
  touch(): void {
    if (this.#dropped) return;
    this.#cancelTimer ??= this.#options.clock.after(delayMs, () => this.flush());
  }

  /** Stores it now, if anything changed: before this returns where the storage is synchronous. */
  flush(): void {
    if (this.#cancelTimer === undefined || this.#writing !== undefined) return;
    this.#cancelTimer();
    this.#cancelTimer = undefined;
    const { storage, key, snapshot } = this.#options;
    const written = storage.set(key, snapshot());
    if (!(written instanceof Promise)) return;
    this.#writing = written.finally(() => {
      this.#writing = undefined;
      // what came due meanwhile
      if (this.#cancelTimer !== undefined) this.flush();
    });
  }

  /** Resolves when what `flush` began is written. */
  async settled(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
  }

  /** Removes what was stored and stores nothing more. */
  async drop(): Promise<void> {
    this.#dropped = true;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    await this.#writing;
    await this.#options.storage.remove(this.#options.key);
  }
}
