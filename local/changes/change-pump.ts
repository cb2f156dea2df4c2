import type { DynamoDBRecord } from 'aws-lambda';
import type { AfterCommitFunction } from '../../functions/stream/after-commit.ts';
import type { Logger } from '../../shared/platform/logger.ts';
import type { Schedule } from '../work/local-work-queue.ts';
import { sequenceNumberOf, type ChangeSource } from './change-source.ts';

/** Changes within this many milliseconds share a batch: what follows after commit is not waited for. */
const windowMilliseconds = 100;
/** As in AWS (`infra/constructs/change-consumer.ts`). */
const batchSize = 1_000;
const retryAttempts = 5;
/** Before the first repetition; each further one waits twice as long. */
const retryMilliseconds = 250;
/** Before the source is asked again after it failed. */
const unavailableMilliseconds = 1_000;

/** What became of a batch: how many records at its beginning were followed up, and whether it is known which one failed. */
interface Outcome {
  handled: number;
  isFailureNamed: boolean;
}

/**
 * Hands changes to their consumer as Lambda's event source mapping does, with the same bounds: in order and at least once;
 * from the one that failed on they come again; a batch that fails as a whole comes again in halves; and one that failed six
 * times, also in several processes, is put aside, logged by its number, so that it holds up nothing for ever.
 */
export class ChangePump {
  readonly #source: ChangeSource;
  readonly #consumer: AfterCommitFunction;
  readonly #schedule: Schedule;
  readonly #log: Logger;
  #cancel: (() => void) | undefined;
  #unlisten: (() => void) | undefined;
  #running: Promise<void> | undefined;
  #hasNews = false;
  #isClosed = false;
  #limit = batchSize;

  constructor(deps: {
    source: ChangeSource;
    consumer: AfterCommitFunction;
    schedule: Schedule;
    log: Logger;
  }) {
    this.#source = deps.source;
    this.#consumer = deps.consumer;
    this.#schedule = deps.schedule;
    this.#log = deps.log;
  }

  /** Begins with what an earlier process left. */
  start(): void {
    this.#unlisten = this.#source.listen(() => {
      this.#hasNews = true;
      this.#later(windowMilliseconds);
    });
    this.#later(0);
  }

  /** Hands over what there is, without repeating what fails; that and what comes later is left to the next start. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#unlisten?.();
    this.#cancel?.();
    await this.#running;
    await this.#drain();
  }

  /** Runs in this many milliseconds, unless it runs or is about to. */
  #later(milliseconds: number): void {
    if (this.#isClosed || this.#cancel || this.#running) return;
    this.#cancel = this.#schedule(() => {
      this.#cancel = undefined;
      this.#running = this.#run();
    }, milliseconds);
  }

  async #run(): Promise<void> {
    const wait = await this.#drain();
    this.#running = undefined;
    if (wait > 0) this.#later(wait);
    else if (this.#hasNews) this.#later(windowMilliseconds);
  }

  /** Hands over batch after batch until there is nothing left, or until it has to wait. */
  async #drain(): Promise<number> {
    try {
      for (;;) {
        this.#hasNews = false;
        const records = await this.#source.read(this.#limit);
        if (records.length === 0) return 0;
        const wait = await this.#handOver(records);
        if (wait > 0) return wait;
      }
    } catch (error) {
      this.#log.warn({ err: error }, 'changes could not be read; what follows from them waits');
      return unavailableMilliseconds;
    }
  }

  /** For how many milliseconds to wait before the next batch. */
  async #handOver(records: readonly DynamoDBRecord[]): Promise<number> {
    const { handled, isFailureNamed } = await this.#consume(records);
    const last = records[handled - 1];
    if (last) await this.#source.done(sequenceNumberOf(last));
    const failed = records[handled];
    if (!failed) {
      this.#limit = batchSize;
      return 0;
    }
    const left = records.length - handled;
    if (!isFailureNamed && left > 1) {
      this.#limit = Math.ceil(left / 2);
      return 0;
    }
    return this.#failedAt(failed);
  }

  async #consume(records: readonly DynamoDBRecord[]): Promise<Outcome> {
    try {
      const { batchItemFailures } = await this.#consumer({ Records: [...records] });
      if (batchItemFailures.length === 0) return { handled: records.length, isFailureNamed: false };
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      const first = records.findIndex((record) => failed.has(sequenceNumberOf(record)));
      return { handled: Math.max(first, 0), isFailureNamed: first >= 0 };
    } catch (error) {
      this.#log.error({ err: error }, 'the consumer of changes failed');
      return { handled: 0, isFailureNamed: false };
    }
  }

  async #failedAt(record: DynamoDBRecord): Promise<number> {
    const sequenceNumber = sequenceNumberOf(record);
    const times = await this.#source.failed(record);
    if (times <= retryAttempts) return retryMilliseconds * 2 ** (times - 1);
    await this.#source.putAside(record);
    this.#limit = batchSize;
    this.#log.error({ sequenceNumber }, 'a change was given up and put aside');
    return 0;
  }
}
