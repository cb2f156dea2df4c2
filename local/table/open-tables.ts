import { dynamoDbClient } from '../../shared/platform/aws/table/dynamodb-client.ts';
import { DynamoDbTable } from '../../shared/platform/aws/table/dynamodb-table.ts';
import { openStream } from '../../shared/platform/aws/table/dynamodb-stream.ts';
import { createTables, prefixedTableName } from '../../shared/platform/aws/table/dynamodb-tables.ts';
import { followedKeys, followedRemovals } from '../../shared/after-commit/followed-keys.ts';
import type { Logger } from '../../shared/platform/logger.ts';
import type { Clock } from '../../shared/platform/ports.ts';
import type { Table } from '../../shared/platform/table.ts';
import type { TableName } from '../../shared/platform/tables.ts';
import { epochSeconds } from '../../shared/platform/time.ts';
import { noChanges, type ChangeSource } from '../changes/change-source.ts';
import { EngineStream } from '../changes/engine-stream.ts';
import { Outbox } from '../changes/outbox.ts';
import { makeDataFolder } from '../data-folder.ts';
import type { Settings } from '../settings.ts';
import { SqliteDatabase } from './sqlite-database.ts';

/** How often items whose time to live is over are removed. */
const sweepMilliseconds = 60_000;

/** New items of these kinds are delivered by `changes`. */
const followed = Object.values(followedKeys);
/** Those whose removal is. */
const removals = Object.values(followedRemovals);

export interface Tables {
  table(name: TableName): Table;
  /** What is new in the durable table, and what was removed from it. */
  changes: ChangeSource;
  close(): Promise<void>;
}

/** The tables of the settings: in SQLite, or on a DynamoDB engine, where missing ones are made. */
export function openTables(settings: Settings, clock: Clock, log: Logger): Promise<Tables> {
  const { TABLE, DYNAMODB_ENDPOINT } = settings;
  return TABLE === 'dynamodb' && DYNAMODB_ENDPOINT !== undefined
    ? openDynamoDb(settings, DYNAMODB_ENDPOINT)
    : openSqlite(settings, clock, log);
}

/** An engine on a busy laptop answers late, and a burst of requests waits for its connections. */
const engineMs = 10_000;

async function openDynamoDb(settings: Settings, endpoint: string): Promise<Tables> {
  const { DATA_DIR, TABLE_PREFIX, DYNAMODB_STREAM } = settings;
  // the keys and the journal of sockets lie there all the same
  makeDataFolder(DATA_DIR);
  const client = dynamoDbClient({ endpoint, connectionMs: engineMs, requestMs: engineMs });
  const nameOf = (name: TableName) => prefixedTableName(name, TABLE_PREFIX);
  await createTables(client, TABLE_PREFIX);
  async function openChanges(): Promise<ChangeSource> {
    const streamArn = await openStream(client, nameOf('durable'));
    return new EngineStream({ endpoint, streamArn, followed, followedRemovals: removals, folder: DATA_DIR });
  }
  return {
    table: (name) => new DynamoDbTable(client, nameOf(name)),
    changes: DYNAMODB_STREAM === 'on' ? await openChanges() : noChanges,
    close() {
      client.destroy();
      return Promise.resolve();
    },
  };
}

async function openSqlite(
  { DATA_DIR, SQLITE_SYNCHRONOUS }: Settings,
  clock: Clock,
  log: Logger,
): Promise<Tables> {
  const database = await SqliteDatabase.open({
    folder: DATA_DIR,
    synchronous: SQLITE_SYNCHRONOUS,
    followed,
    followedRemovals: removals,
  });
  const sweeper = setInterval(() => {
    database.sweep(epochSeconds(clock.now())).catch((error: unknown) => {
      log.warn({ err: error }, 'expired items were not removed; the next sweep tries again');
    });
  }, sweepMilliseconds);
  return {
    table: (name) => database.table(name),
    changes: new Outbox(database),
    close: () => {
      clearInterval(sweeper);
      return database.close();
    },
  };
}
