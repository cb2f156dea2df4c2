import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { EngineStream } from '../../local/changes/engine-stream.ts';
import { Totals } from '../../local/metrics/totals.ts';
import { dynamoDbClient } from '../../shared/platform/aws/table/dynamodb-client.ts';
import { DynamoDbTable } from '../../shared/platform/aws/table/dynamodb-table.ts';
import { createTables, prefixedTableName } from '../../shared/platform/aws/table/dynamodb-tables.ts';
import { openStream } from '../../shared/platform/aws/table/dynamodb-stream.ts';
import { followedKeys } from '../../shared/after-commit/followed-keys.ts';
import {
  allEngines,
  type Engine,
  type RunningEngine,
  patience,
} from '../support/backend/dynamodb-engines.ts';
import { startBackend } from '../support/backend/runtime.ts';
import { changesContract, type ChangesWorld } from './changes.ts';

describe.each(allEngines())('$name', (engine: Engine) => {
  const isMissing = engine.missing !== undefined;
  let running: RunningEngine | undefined;
  let worlds = 0;
  beforeAll(async () => {
    if (!isMissing) running = await engine.start();
  });
  afterAll(() => running?.stop());

  changesContract(
    'stream',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'chatflow-stream-'));
      onTestFinished(() => rmSync(folder, { recursive: true }));
      if (!running) throw new Error('no engine');
      const { endpoint } = running;
      const prefix = `world-${++worlds}-`;
      const client = dynamoDbClient({ endpoint, ...patience });
      await createTables(client, prefix);
      const name = prefixedTableName('durable', prefix);
      const streamArn = await openStream(client, name);
      const open = (): ChangesWorld => ({
        table: new DynamoDbTable(client, name),
        source: new EngineStream({
          endpoint,
          streamArn,
          folder,
          followed: Object.values(followedKeys),
        }),
        crash: () => Promise.resolve(open()),
      });
      return open();
    },
    isMissing,
  );

  it.skipIf(isMissing)(
    'a backend on this engine counts what was stored, without repeats and void entries',
    async () => {
      const metrics = new Totals();
      const env = { TABLE: 'dynamodb', DYNAMODB_ENDPOINT: running?.endpoint, TABLE_PREFIX: 'backend-' };
      const { runtime, call, people, conversation } = await startBackend({
        env,
        wrapPorts: (ports) => ({ ...ports, metrics }),
      });
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
      const counted = { Registrations: 3, Conversations: 2, Messages: 2 };
      await expect.poll(() => metrics.sums()).toMatchObject(counted);
    },
  );
});
