import type { SQSEvent } from 'aws-lambda';
import { workFunction } from '../../../functions/queue/work.ts';
import type { App } from '../../../shared/app.ts';
import type { WorkQueue } from '../../../shared/platform/ports.ts';
import type { Work } from '../../../shared/work.ts';
import { Arrivals } from './gateway.ts';

/** A work queue that does nothing by itself: a test waits for what is queued and has it done when it wants. */
export class HeldWork implements WorkQueue<Work> {
  /** What is queued is lost, as where the process ends before. */
  fails = false;
  readonly queued = new Arrivals<{ work: Work; delaySeconds: number }>();

  add(work: Work, delaySeconds = 0): Promise<void> {
    // registering queues a mail, which is the subject of no test that holds work
    if (work.type === 'account-mail') return Promise.resolve();
    if (this.fails) return Promise.reject(new Error('the process ended'));
    this.queued.push({ work, delaySeconds });
    return Promise.resolve();
  }

  /** Does a piece of work, given by its number from 1, and gives back what failed. */
  async run(app: App, number: number): Promise<string[]> {
    const { work } = await this.queued.nth(number);
    const { batchItemFailures } = await workFunction(app)(sqsEvent({ [`m${number}`]: JSON.stringify(work) }));
    return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  }
}

/** A batch as SQS hands it over: bodies by message id. */
export function sqsEvent(bodies: Record<string, string>): SQSEvent {
  return {
    Records: Object.entries(bodies).map(([messageId, body]) => ({
      messageId,
      receiptHandle: messageId,
      body,
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: '0',
        SenderId: 'test',
        ApproximateFirstReceiveTimestamp: '0',
      },
      messageAttributes: {},
      md5OfBody: '',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:eu-central-1:111122223333:work',
      awsRegion: 'eu-central-1',
    })),
  };
}
