import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoDbClient } from '../../shared/platform/aws/dynamodb-client.ts';
import { DynamoDbTable } from '../../shared/platform/aws/dynamodb-table.ts';
import { createTables, deleteTables, prefixedTableName } from '../../shared/platform/aws/dynamodb-tables.ts';
import { Unavailable } from '../../shared/platform/errors.ts';
import {
  allEngines,
  availableEngines,
  type Engine,
  type RunningEngine,
} from '../support/dynamodb-engines.ts';
import { tableContract } from './table.ts';

it('finds an engine', () => {
  expect(availableEngines().map((engine) => engine.name)).not.toEqual([]);
});

describe.each(allEngines())('$name', (engine) => {
  describe.skipIf(engine.missing !== undefined)(engine.missing ?? 'runs here', () => onEngine(engine));
});

function onEngine(engine: Engine): void {
  describe('in memory', () => {
    let running: RunningEngine | undefined;
    let table: DynamoDbTable | undefined;

    beforeAll(async () => {
      running = await engine.start();
      const client = dynamoDbClient({ endpoint: running.endpoint });
      await createTables(client);
      table = new DynamoDbTable(client, prefixedTableName('durable'));
    });
    afterAll(() => running?.stop());

    tableContract(engine.name, () => {
      if (!table) throw new Error('the engine is not running');
      return table;
    });
  });

  describe('tables', () => {
    it('are made where they are missing, and deleted', async () => {
      await using running = await started(engine);
      const client = dynamoDbClient({ endpoint: running.endpoint });
      const table = new DynamoDbTable(client, prefixedTableName('durable', 'some-'));
      await createTables(client, 'some-');
      await table.put({ pk: 'a', sk: 'b' });
      await createTables(client, 'some-');
      expect(await table.get({ pk: 'a', sk: 'b' })).toEqual({ pk: 'a', sk: 'b' });
      await deleteTables(client, 'some-');
      await expect(table.get({ pk: 'a', sk: 'b' })).rejects.not.toBeInstanceOf(Unavailable);
      await deleteTables(client, 'some-');
    });
  });

  describe('a restart', () => {
    it('is Unavailable while it lasts, and loses nothing', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'chatflow-engine-'));
      try {
        const first = await engine.start({ folder });
        const client = dynamoDbClient({ endpoint: first.endpoint });
        const table = new DynamoDbTable(client, prefixedTableName('durable'));
        await createTables(client);
        await table.put({ pk: 'a', sk: 'b', n: 1 });
        await first.stop();
        await expect(table.get({ pk: 'a', sk: 'b' })).rejects.toBeInstanceOf(Unavailable);
        await expect(table.put({ pk: 'a', sk: 'b', n: 2 })).rejects.toBeInstanceOf(Unavailable);
        const second = await engine.start({ folder, port: first.port });
        expect(await table.get({ pk: 'a', sk: 'b' })).toEqual({ pk: 'a', sk: 'b', n: 1 });
        await second.stop();
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  });
}

async function started(engine: Engine): Promise<RunningEngine & AsyncDisposable> {
  const running = await engine.start();
  return { ...running, [Symbol.asyncDispose]: () => running.stop() };
}
