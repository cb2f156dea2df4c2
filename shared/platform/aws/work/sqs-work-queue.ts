import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { WorkQueue } from '../../ports.ts';
import { rethrow } from '../sdk-errors.ts';

/** Work handed over through a standard SQS queue. Rejects with `Unavailable`, or with SQS's own error. */
export function createSqsWorkQueue(client: SQSClient, queueUrl: string): WorkQueue {
  return {
    async add(work, delaySeconds = 0) {
      const command = new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: JSON.stringify(work),
        DelaySeconds: delaySeconds,
      });
      await client.send(command).catch((error: unknown) => rethrow('The work queue', error));
    },
  };
}
