import type { Clock } from '../platform/clock.ts';
import { OneAtATime } from '../platform/one-at-a-time.ts';
import type { Storage } from './storage.ts';

const delayMs = 250;

interface WriteBehindOptions {
  storage: Storage;
  key: string;
  clock: Clock;
  /** The value to store, at the time of writing. */
  snapshot: () => string;
  onTrouble: (error: unknown) => void;
}

/** Stores a value that changes often: 250 ms after the first change, the newest state only. */
export class WriteBehind {
  readonly #options: WriteBehindOptions;
  /** One at a time, so that an older value never overwrites a newer one. */
  readonly #writes: OneAtATime;
  #cancelTimer: (() => void) | undefined;
  #dropped = false;

  constructor(options: WriteBehindOptions) {
    this.#options = options;
    this.#writes = new OneAtATime(() => this.#write(), options.onTrouble);
  }

  /** The value changed. */
  touch(): void {
    if (this.#dropped) return;
    this.#cancelTimer ??= this.#options.clock.after(delayMs, () => this.flush());
  }

  /** Stores it now, if it changed: before this returns where the storage is synchronous. */
  flush(): void {
    if (this.#cancelTimer === undefined) return;
    this.#cancelTimer();
    this.#cancelTimer = undefined;
    this.#writes.ask();
  }

  /** Resolves when what `flush` began is written. */
  settled(): Promise<void> {
    return this.#writes.settled();
  }

  /** Removes the stored value and stores nothing more. */
  async drop(): Promise<void> {
    this.#dropped = true;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    await this.#writes.settled();
    await this.#options.storage.remove(this.#options.key);
  }

  #write(): ReturnType<Storage['set']> {
    const { storage, key, snapshot } = this.#options;
    if (!this.#dropped) return storage.set(key, snapshot());
  }
}
