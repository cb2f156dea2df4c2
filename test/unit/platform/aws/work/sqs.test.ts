import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createSqsWorkQueue } from '../../../../../shared/platform/aws/work/sqs-work-queue.ts';
import { Unavailable } from '../../../../../shared/platform/errors.ts';
import { work as workSchema, type Work } from '../../../../../shared/work.ts';
import { lastingFailures, passingFailures } from '../../../../support/aws/sdk-failures.ts';

const client = new SQSClient({ region: 'eu-central-1' });
const mock = mockClient(client);
const url = 'https://sqs.eu-central-1.amazonaws.com/111122223333/work';
const queue = createSqsWorkQueue(client, url);
const work: Work = { type: 'went-offline', userId: 'usr_1', leftAt: 5 };

beforeEach(() => mock.reset());

describe('createSqsWorkQueue', () => {
  it('sends work as JSON, which the consumer reads, with the delay in seconds', async () => {
    mock.on(SendMessageCommand).resolves({ MessageId: '1' });
    const fanOut: Work = {
      type: 'fan-out',
      frame: '{"text":"né 🎉"}',
      sockets: [{ userId: 'usr_1', connectionId: 'a=', connectedAt: 1 }],
    };
    await queue.add(work, 10);
    await queue.add(fanOut);
    const sent = mock.commandCalls(SendMessageCommand).map(({ args }) => args[0].input);
    expect(sent).toEqual([
      { QueueUrl: url, MessageBody: JSON.stringify(work), DelaySeconds: 10 },
      { QueueUrl: url, MessageBody: JSON.stringify(fanOut), DelaySeconds: 0 },
    ]);
    expect(sent.map(({ MessageBody = '' }) => workSchema.parse(JSON.parse(MessageBody)))).toEqual([
      work,
      fanOut,
    ]);
  });

  it('fits 200 sockets and the longest frame into one message', async () => {
    mock.on(SendMessageCommand).resolves({});
    const sockets = Array.from({ length: 200 }, () => ({
      userId: `usr_${'x'.repeat(22)}`,
      connectionId: 'x'.repeat(20),
      connectedAt: 1_795_165_200_000,
    }));
    // the longest text there is, each character of it escaped twice
    await queue.add({ type: 'fan-out', frame: JSON.stringify({ text: '"'.repeat(8000) }), sockets });
    const [sent] = mock.commandCalls(SendMessageCommand).map(({ args }) => args[0].input.MessageBody ?? '');
    expect(Buffer.byteLength(sent ?? '')).toBeLessThan(256 * 1024);
  });

  it.each(passingFailures)('given %s, fails as Unavailable', async (_, failure) => {
    mock.on(SendMessageCommand).rejects(failure);
    await expect(queue.add(work)).rejects.toThrow(new Unavailable('The work queue', failure));
  });

  it.each(lastingFailures)('given %s, passes the error on', async (_, failure) => {
    mock.on(SendMessageCommand).rejects(failure);
    await expect(queue.add(work)).rejects.toBe(failure);
  });
});
