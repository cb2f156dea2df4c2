import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { dynamoDbClient } from '../../shared/platform/aws/table/dynamodb-client.ts';
import { DynamoDbTable } from '../../shared/platform/aws/table/dynamodb-table.ts';
import {
  createTables,
  deleteTables,
  prefixedTableName,
} from '../../shared/platform/aws/table/dynamodb-tables.ts';
import { Unavailable } from '../../shared/platform/errors.ts';
import {
  allEngines,
  availableEngines,
  type Engine,
  type RunningEngine,
  patience,
} from '../support/backend/dynamodb-engines.ts';
import { tableContract } from './table.ts';
import { expectMistake } from './table/helpers.ts';

it('at least one DynamoDB engine can run on this machine', () => {
  expect(availableEngines().map((engine) => engine.name)).not.toEqual([]);
});

describe.each(allEngines())('$name', (engine) => {
  describe.skipIf(engine.missing !== undefined)(engine.missing ?? 'runs here', () => onEngine(engine));
});

function onEngine(engine: Engine): void {
  describe('in memory', () => {
    let running: RunningEngine;
    let table: DynamoDbTable;

    beforeAll(async () => {
      running = await engine.start();
      const client = dynamoDbClient({ endpoint: running.endpoint, ...patience });
      await createTables(client);
      table = new DynamoDbTable(client, prefixedTableName('durable'));
    });
    afterAll(() => running.stop());

    tableContract(engine.name, () => table, engine.lenient);

    it('creates missing tables, and deletes them', async () => {
      const client = dynamoDbClient({ endpoint: running.endpoint, ...patience });
      const other = new DynamoDbTable(client, prefixedTableName('durable', 'other-'));
      await createTables(client, 'other-');
      const item = { pk: 'a', sk: 'b' };
      await other.put(item);
      expect(await table.get(item)).toBeUndefined();
      await createTables(client, 'other-');
      expect(await other.get(item)).toEqual(item);
      await deleteTables(client, 'other-');
      await expectMistake(other.get(item));
      await deleteTables(client, 'other-');
    });
  });

  it('while the engine is down, operations fail as Unavailable; after a restart the data is still there', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'chatflow-engine-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const first = await engine.start({ folder });
    onTestFinished(first.stop);
    const client = dynamoDbClient({ endpoint: first.endpoint });
    await createTables(client);
    const table = new DynamoDbTable(client, prefixedTableName('durable'));
    const item = { pk: 'a', sk: 'b', n: 1 };
    await table.put(item);
    await first.stop();
    await expect(table.get(item)).rejects.toBeInstanceOf(Unavailable);
    await expect(table.put({ ...item, n: 2 })).rejects.toBeInstanceOf(Unavailable);
    const second = await engine.start({ folder, port: first.port });
    onTestFinished(second.stop);
    expect(await table.get(item)).toEqual(item);
  });
}
