import type { Awaitable } from '../storage/storage.ts';

/**
 * Runs a piece of work one at a time. Requests that arrive during a run share one more run afterwards, so that each is
 * served by a run that began after it. The end of a run and the requests for another are checked in one synchronous step:
 * no request gets lost in between.
 */
export class OneAtATime {
  readonly #work: () => Awaitable<void>;
  readonly #onFailure: (error: unknown) => void;
  #running = false;
  /** How often the work was asked for, and how many of these requests are served. */
  #asked = 0;
  #served = 0;
  #waiting: { for: number; resolve: () => void }[] = [];

  /** `onFailure` gets the error of a failed run, and must not throw. The run counts as done: call `ask` to try again. */
  constructor(work: () => Awaitable<void>, onFailure: (error: unknown) => void) {
    this.#work = work;
    this.#onFailure = onFailure;
  }

  /** Begins at once, unless a run is under way. Work that is synchronous is done when this returns. */
  ask(): void {
    this.#asked += 1;
    if (!this.#running) this.#runWhileAsked();
  }

  /** Resolves when everything that was asked for so far is done. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ for: this.#asked, resolve });
      this.#release();
    });
  }

  #runWhileAsked(): void {
    this.#running = true;
    while (this.#served < this.#asked) {
      const asked = this.#asked;
      const end = this.#run();
      if (end !== undefined) {
        void end.then(() => {
          this.#serve(asked);
          this.#runWhileAsked();
        });
        return;
      }
      this.#serve(asked);
    }
    this.#running = false;
  }

  /** One run. Its end, unless it has come already; never rejects. */
  #run(): Promise<void> | undefined {
    try {
      const result = this.#work();
      return result instanceof Promise ? result.catch(this.#onFailure) : undefined;
    } catch (error) {
      this.#onFailure(error);
      return undefined;
    }
  }

  #serve(asked: number): void {
    this.#served = asked;
    this.#release();
  }

  #release(): void {
    const isServed = (waiter: { for: number }) => waiter.for <= this.#served;
    for (const waiter of this.#waiting) if (isServed(waiter)) waiter.resolve();
    this.#waiting = this.#waiting.filter((waiter) => !isServed(waiter));
  }
}
