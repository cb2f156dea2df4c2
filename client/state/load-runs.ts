import { hasCode, isPassing } from '../errors.ts';

interface LoadRunsOptions {
  /** A run ended. */
  touch: () => void;
  report: (error: unknown) => void;
}

/** Runs loads: remembers how the last one ended, and drops what those bring that are for a place that was left. */
export class LoadRuns {
  readonly #options: LoadRunsOptions;
  /** Tells loads for an earlier place from those for the current one. */
  #period = 0;
  #error: unknown;
  /** Whether a load is due with the next connection: one failed for lack of it, or there was none. */
  retry = false;

  constructor(options: LoadRunsOptions) {
    this.#options = options;
  }

  /** Why the last load failed, until one succeeds. */
  get error(): unknown {
    return this.#error;
  }

  /** What is under way is for an earlier place from now on. */
  leavePlace(): void {
    this.#period += 1;
  }

  /** Runs one load for the current place; `work` asks before it shows something whether it still is. */
  async run(work: (isCurrent: () => boolean) => Promise<void>): Promise<void> {
    const period = this.#period;
    const isCurrent = () => period === this.#period;
    try {
      await work(isCurrent);
      if (isCurrent()) this.#error = undefined;
    } catch (error) {
      if (!isCurrent()) return;
      this.#error = error;
      if (isPassing(error)) this.retry = true;
      throw error;
    } finally {
      this.#options.touch();
    }
  }

  /** Nothing waits for a load: reports why it failed, unless it is tried again or the snapshot says it all. */
  inBackground(load: Promise<void>): void {
    load.catch((error: unknown) => {
      // What fails for lack of a connection is tried again with the next one; that it is gone shows in the snapshot.
      if (!isPassing(error) && !hasCode(error, 'signed_out', 'conversation_not_found')) {
        this.#options.report(error);
      }
    });
  }

  clear(): void {
    this.leavePlace();
    this.retry = false;
    this.#error = undefined;
  }
}
