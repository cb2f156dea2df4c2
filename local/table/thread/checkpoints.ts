import { Worker } from 'node:worker_threads';
import type { CheckpointAnswer } from './checkpoint-thread.ts';

/**
 * Rows written after which a checkpoint begins: about 16 MB of log, so that pages which change often are moved once and
 * the disk is asked rarely.
 */
const rowsBetween = 2_000;
/**
 * Pages of the log, 64 MB, from which writes wait for the end of a checkpoint. The log begins anew only when all of it
 * is moved, which under a steady load never happens by itself.
 */
const pagesBeforePause = 16_384;

/** Has the log of one database moved into it by a thread of its own, which starts when there is first something to do. */
export class Checkpoints {
  readonly #file: string;
  readonly #resume: () => void;
  #rows = 0;
  #running: Promise<void> | undefined;
  /** Whether the store should write nothing for some milliseconds; `resume` says when that is over. */
  paused = false;

  constructor(file: string, resume: () => void) {
    this.#file = file;
    this.#resume = resume;
  }

  /** So many rows were written and committed. */
  written(rows: number): void {
    this.#rows += rows;
    if (this.#rows < rowsBetween || this.#running) return;
    this.#rows = 0;
    this.#running = this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  /** Settles when none is running. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    const { pages, remaining } = (await checkpoint(this.#file)) ?? { pages: 0, remaining: 0 };
    if (remaining === 0 || pages < pagesBeforePause) return;
    // What was written during the first is little, so the second is short.
    this.paused = true;
    await checkpoint(this.#file);
    this.paused = false;
    this.#resume();
  }
}

type Waiting = (answer: CheckpointAnswer) => void;

/** The thread, once it was needed, and who waits for its answers, in order. One for all databases of the process. */
let thread: Worker | undefined;
let waiting: Waiting[] = [];

function checkpoint(file: string): Promise<CheckpointAnswer> {
  thread ??= start();
  const answer = new Promise<CheckpointAnswer>((resolve) => waiting.push(resolve));
  thread.postMessage(file);
  return answer;
}

function start(): Worker {
  const worker = new Worker(new URL('./checkpoint-thread.ts', import.meta.url), { execArgv: [] });
  worker.on('message', (answer: CheckpointAnswer) => waiting.shift()?.(answer));
  const ended = () => {
    thread = undefined;
    const given = waiting;
    waiting = [];
    for (const resolve of given) resolve(undefined);
  };
  worker.on('error', () => undefined).once('exit', ended);
  worker.unref();
  return worker;
}
