import type { ObjectFunction } from '../../functions/events.ts';
import type { Logger } from '../../shared/platform/logger.ts';
import type { Clock } from '../../shared/platform/ports.ts';
import type { Schedule } from '../work/local-work-queue.ts';
import type { LocalObjectStore, Uploaded } from './local-object-store.ts';

/** Where clients put what they upload, and how long it stays there: the lifecycle rule of the bucket in AWS. */
const uploads = 'uploads';
const uploadMs = 24 * 3_600_000;
const sweepMs = 3_600_000;

/** AWS runs many at once; each may hold a picture of many million pixels. */
const atOnce = 4;
/** As often as EventBridge's target is tried. */
const attempts = 3;
const retryMs = 1_000;

/**
 * What the bucket in AWS does by itself: a function is called for each upload, at least once, also for those of before a
 * crash; and what is left of uploads after a day is removed.
 */
export class UploadEvents {
  readonly #store: LocalObjectStore;
  readonly #clock: Clock;
  readonly #schedule: Schedule;
  readonly #log: Logger;
  readonly #call: ObjectFunction | undefined;
  readonly #waiting: Uploaded[] = [];
  readonly #running = new Set<Promise<void>>();
  /** Ends a wait for the next attempt. */
  readonly #retries = new Set<() => void>();
  #cancelSweep: () => void = () => undefined;
  #closed = false;

  constructor(deps: {
    store: LocalObjectStore;
    clock: Clock;
    schedule: Schedule;
    log: Logger;
    /** What is called with each upload. */
    call: ObjectFunction | undefined;
  }) {
    this.#store = deps.store;
    this.#clock = deps.clock;
    this.#schedule = deps.schedule;
    this.#log = deps.log;
    this.#call = deps.call;
    this.#store.onUpload((uploaded) => this.#add(uploaded));
  }

  /** Removes what is left over, and calls the function for what is there. Rejects where the folder cannot be read. */
  async start(): Promise<void> {
    await this.#store.files.clear();
    await this.#sweep();
    for (const key of await this.#store.files.list(uploads)) {
      const head = await this.#store.files.head(key);
      if (head) this.#add({ key, size: head.size });
    }
  }

  /** Waits for what is running; what waits is called at the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelSweep();
    this.#waiting.length = 0;
    for (const proceed of this.#retries) proceed();
    await Promise.all(this.#running);
  }

  /** Settles when every upload so far was handled or given up. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  #add(uploaded: Uploaded): void {
    if (this.#closed || !uploaded.key.startsWith(`${uploads}/`)) return;
    this.#waiting.push(uploaded);
    this.#next();
  }

  #next(): void {
    while (this.#running.size < atOnce) {
      const uploaded = this.#waiting.shift();
      if (uploaded === undefined) return;
      const run = this.#handle(uploaded).finally(() => {
        this.#running.delete(run);
        this.#next();
      });
      this.#running.add(run);
    }
  }

  async #handle({ key, size }: Uploaded): Promise<void> {
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      if (attempt > 1) await this.#pause(retryMs * attempt);
      if (this.#closed) return;
      try {
        await this.#call?.({ detail: { bucket: { name: 'local' }, object: { key, size } } });
        return;
      } catch (error) {
        this.#log.error({ err: error, key, attempt }, 'an upload could not be handled');
      }
    }
  }

  async #pause(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const proceed = () => resolve(undefined);
    this.#retries.add(proceed);
    const cancel = this.#schedule(proceed, ms);
    await promise;
    cancel();
    this.#retries.delete(proceed);
  }

  async #sweep(): Promise<void> {
    const since = this.#clock.now() - uploadMs;
    await this.#store.parts.dropBefore(since);
    for (const key of await this.#store.files.list(uploads)) {
      const head = await this.#store.files.head(key);
      if (head === undefined || head.createdAt < since) await this.#store.files.remove(key);
    }
    this.#cancelSweep = this.#schedule(() => this.#sweepAgain(), sweepMs);
  }

  #sweepAgain(): void {
    if (this.#closed) return;
    this.#sweep().catch((error: unknown) => {
      this.#log.error({ err: error }, 'left-over uploads could not be removed');
      this.#cancelSweep = this.#schedule(() => this.#sweepAgain(), sweepMs);
    });
  }
}
