import { UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it, onTestFinished } from 'vitest';
import { afterCommitFunction } from '../../functions/stream/after-commit.ts';
import { Totals } from '../../local/metrics/totals.ts';
import { dynamoDbClient } from '../../shared/platform/aws/table/dynamodb-client.ts';
import { createTables, prefixedTableName } from '../../shared/platform/aws/table/dynamodb-tables.ts';
import type { App } from '../../shared/app.ts';
import { createLogger } from '../../shared/platform/logger.ts';
import { allEngines, type Engine } from '../support/dynamodb-engines.ts';
import { startBackend } from '../support/runtime.ts';
import { readStream } from '../support/stream-reader.ts';

describe.each(allEngines())('$name', (engine) => {
  it.skipIf(engine.missing !== undefined)('tells by its stream what was really stored', () =>
    countStored(engine),
  );
});

async function countStored(engine: Engine): Promise<void> {
  const { endpoint, stop } = await engine.start();
  onTestFinished(stop);
  const client = dynamoDbClient({ endpoint });
  await createTables(client);
  const { TableDescription: table } = await client.send(
    new UpdateTableCommand({
      TableName: prefixedTableName('durable'),
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    }),
  );

  const env = { TABLE: 'dynamodb', DYNAMODB_ENDPOINT: endpoint, TABLE_PREFIX: '' };
  const { runtime, call, people, conversation } = await startBackend({ env });
  const [ann, bob, eve] = await people('ann', 'bob', 'eve');
  if (!ann || !bob || !eve) throw new Error('three people');
  const { id: conversationId } = await conversation(ann, [bob]);
  await conversation(bob, [ann]);
  await conversation(ann, [bob, eve], 'All of us');
  const path = `/v1/conversations/${conversationId}`;
  const send = (clientId: string) =>
    call('POST', `${path}/messages`, { token: ann.token, body: { text: clientId, clientId } });
  await send('m1');
  await send('m2');
  // makes a number void, and so an entry that is no message
  expect(await send('m1')).toMatchObject({ status: 200 });
  await call('POST', `${path}/read`, { token: bob.token, body: {} });
  await call('PATCH', '/v1/users/me', { token: bob.token, body: { name: 'Robert' } });
  expect(await runtime.app.messages.get(conversationId, 3)).toBeUndefined();

  const Records = await readStream(endpoint, table?.LatestStreamArn ?? '');
  const metrics = new Totals();
  const consume = afterCommitFunction({ metrics, log: createLogger('silent') } as Partial<App> as App);
  expect(await consume({ Records })).toEqual({ batchItemFailures: [] });
  expect(metrics.sums()).toEqual({ Registrations: 3, Conversations: 2, Messages: 2 });
}
