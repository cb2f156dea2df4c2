import type { SQSEvent } from 'aws-lambda';
import type { WorkFunction } from '../../functions/queue/work.ts';
import type { Logger } from '../../shared/platform/logger.ts';
import type { QueuedWork, Random, WorkQueue } from '../../shared/platform/ports.ts';

/** Runs a task after this many milliseconds; calling what it returns prevents that. */
export type Schedule = (task: () => void, milliseconds: number) => () => void;

export const realSchedule: Schedule = (task, milliseconds) => {
  const timer = setTimeout(task, milliseconds);
  return () => clearTimeout(timer);
};

/** How often a piece of work is tried, as by the queue in AWS before it becomes a dead letter. */
const maxReceives = 5;
/** Before the second try; each further one waits twice as long. */
const retryMilliseconds = 250;

interface Message {
  messageId: string;
  body: string;
  /** Called when it was done or given up. */
  ended?: () => void;
}

/**
 * The work queue of one process: calls the consumer with the events that SQS would send. Nothing is kept beyond the
 * process: what its work tells, clients learn when they reconnect.
 */
export class LocalWorkQueue implements WorkQueue {
  readonly #schedule: Schedule;
  readonly #random: Random;
  readonly #log: Logger;
  readonly #waiting = new Set<() => void>();
  readonly #running = new Set<Promise<void>>();
  /** Work without a delay that is not done yet. */
  readonly #due = new Set<Promise<void>>();
  #consumer: WorkFunction | undefined;
  #closed = false;

  constructor(deps: { schedule: Schedule; random: Random; log: Logger }) {
    this.#schedule = deps.schedule;
    this.#random = deps.random;
    this.#log = deps.log;
  }

  /** Gives work to `consumer` from now on. */
  consume(consumer: WorkFunction): void {
    this.#consumer = consumer;
  }

  add(work: QueuedWork, delaySeconds = 0): Promise<void> {
    if (delaySeconds === 0) {
      const due = this.perform(work).finally(() => this.#due.delete(due));
      this.#due.add(due);
    } else {
      this.#later(this.#message(work), 1, delaySeconds * 1000);
    }
    return Promise.resolve();
  }

  /** Adds work that begins at once. Settles when it was done or given up; never if it was dropped before. */
  perform(work: QueuedWork): Promise<void> {
    return new Promise((resolve) => this.#later({ ...this.#message(work), ended: resolve }, 1, 0));
  }

  /** Settles when the work that is due now was done or given up, after `ms` at the latest. */
  async settled(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, ms)));
    await Promise.race([Promise.all(this.#due), late]);
    clearTimeout(timer);
  }

  /** Drops what has not begun, now or later, and waits for the rest. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const cancel of this.#waiting) cancel();
    this.#waiting.clear();
    await Promise.all(this.#running);
  }

  #message(work: QueuedWork): Message {
    return { messageId: Buffer.from(this.#random(16)).toString('hex'), body: JSON.stringify(work) };
  }

  #later(message: Message, receives: number, milliseconds: number): void {
    if (this.#closed) return;
    const cancel = this.#schedule(() => {
      this.#waiting.delete(cancel);
      const run = this.#deliver(message, receives).finally(() => this.#running.delete(run));
      this.#running.add(run);
    }, milliseconds);
    this.#waiting.add(cancel);
  }

  async #deliver(message: Message, receives: number): Promise<void> {
    const { messageId, body, ended } = message;
    const failed = await this.#attempt(sqsEvent(messageId, body, receives));
    if (failed && receives < maxReceives) {
      this.#later(message, receives + 1, retryMilliseconds * 2 ** (receives - 1));
      return;
    }
    if (failed) this.#log.error({ messageId, receives }, 'a piece of work was given up');
    ended?.();
  }

  /** Whether the consumer failed at the event. */
  async #attempt(event: SQSEvent): Promise<boolean> {
    if (!this.#consumer) return true;
    try {
      return (await this.#consumer(event)).batchItemFailures.length > 0;
    } catch (error) {
      this.#log.error({ err: error }, 'the consumer of the work queue failed');
      return true;
    }
  }
}

function sqsEvent(messageId: string, body: string, receives: number): SQSEvent {
  return {
    Records: [
      {
        messageId,
        receiptHandle: messageId,
        body,
        attributes: {
          ApproximateReceiveCount: String(receives),
          SentTimestamp: '0',
          SenderId: 'local',
          ApproximateFirstReceiveTimestamp: '0',
        },
        messageAttributes: {},
        md5OfBody: '',
        eventSource: 'aws:sqs',
        eventSourceARN: 'arn:aws:sqs:local:000000000000:work',
        awsRegion: 'local',
      },
    ],
  };
}
