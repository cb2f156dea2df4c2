import { Worker } from 'node:worker_threads';
import type { CheckpointAnswer } from './checkpoint-thread.ts';

/** In pages of 4 KB. */
export interface CheckpointLimits {
  /**
   * Written pages after which a checkpoint begins: 16 MB, so that pages which change often are moved once and the disk is
   * asked rarely.
   */
  between: number;
  /**
   * Length of the log from which writes wait for the end of a checkpoint: 256 MB. The log begins anew only when all of it
   * is moved, which under a steady load never happens by itself.
   */
  beforePause: number;
}

const defaultLimits: CheckpointLimits = { between: 4_000, beforePause: 64_000 };

/** Has the log of one database moved into it by a thread of its own. */
export class Checkpoints {
  readonly #file: string;
  readonly #resume: () => void;
  readonly #limits: CheckpointLimits;
  #pages = 0;
  #running: Promise<void> | undefined;
  /** Whether the store should write nothing for some milliseconds; `resume` says when that is over. */
  paused = false;

  constructor(file: string, resume: () => void, limits = defaultLimits) {
    this.#file = file;
    this.#resume = resume;
    this.#limits = limits;
  }

  /** About this many pages were written and committed. */
  written(pages: number): void {
    this.#pages += pages;
    if (this.#pages < this.#limits.between || this.#running) return;
    this.#pages = 0;
    this.#running = this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  /** Settles when none is running. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    const pages = (await checkpoint(this.#file)) ?? 0;
    if (pages < this.#limits.beforePause) return;
    // What was written during the first one is little, so the second one is short.
    this.paused = true;
    await checkpoint(this.#file);
    this.paused = false;
    this.#resume();
  }
}

type Waiting = (answer: CheckpointAnswer) => void;

/** The thread, once it was started, and who waits for its answers, in order. One for all databases of the process. */
let thread: Worker | undefined;
let waiting: Waiting[] = [];

/** Starts the thread, if there is none: it takes some 20 ms, for which nothing is written. */
export function startCheckpointThread(): Worker {
  return (thread ??= start());
}

function checkpoint(file: string): Promise<CheckpointAnswer> {
  const answer = new Promise<CheckpointAnswer>((resolve) => waiting.push(resolve));
  startCheckpointThread().postMessage(file);
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
