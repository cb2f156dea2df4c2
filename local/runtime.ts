import { join } from 'node:path';
import { createFunctions } from '../functions/functions.ts';
import { createApp, type App } from '../shared/app.ts';
import { dynamoDbClient } from '../shared/platform/aws/dynamodb-client.ts';
import { DynamoDbTable } from '../shared/platform/aws/dynamodb-table.ts';
import { createTables, prefixedTableName } from '../shared/platform/aws/dynamodb-tables.ts';
import { configure, type Config } from '../shared/platform/config.ts';
import { Unavailable } from '../shared/platform/errors.ts';
import { createLogger, type Logger } from '../shared/platform/logger.ts';
import type { Clock, Ports } from '../shared/platform/ports.ts';
import { pooledRandom } from '../shared/platform/random.ts';
import type { Table } from '../shared/platform/table.ts';
import type { TableName } from '../shared/platform/tables.ts';
import { epochSeconds } from '../shared/platform/time.ts';
import { makeDataFolder } from './data-folder.ts';
import { openConnectionJournal } from './gateway/connection-journal.ts';
import { Connections } from './gateway/connections.ts';
import { createGateway } from './gateway/gateway.ts';
import type { GatewayLimits } from './gateway/limits.ts';
import { openKeyFile } from './keys/key-file.ts';
import { createLocalKeyService } from './keys/local-key-service.ts';
import { createLocalTokenSigner } from './keys/local-token-signer.ts';
import { createPasswordPool, type PasswordPool } from './passwords/pool.ts';
import { localOrigin, type Settings } from './settings.ts';
import { LocalWorkQueue, realSchedule, type Schedule } from './work/local-work-queue.ts';
import { SqliteDatabase } from './table/sqlite-database.ts';
import { Totals } from './totals.ts';

/** How often items whose time to live is over are removed. */
const sweepMilliseconds = 60_000;

/** What tests change; everybody else leaves it alone. */
export interface RuntimeOverrides {
  clock?: Clock;
  config?: Partial<Config>;
  limits?: Partial<GatewayLimits>;
  passwords?: PasswordPool;
  schedule?: Schedule;
  /** Stands between the domain and its ports, to make them fail or to count. */
  wrapPorts?: (ports: Ports) => Ports;
  /** Stands before the functions, to know which of them runs. */
  wrapFunctions?: (functions: Functions) => Functions;
}

type Functions = ReturnType<typeof createFunctions>;

export interface Runtime {
  /** Where programs on this machine reach it: `http://localhost:<port>`, unless it binds to another address. */
  url: string;
  port: number;
  app: App;
  /** Closes every socket, finishes what is running, and lets go of the data folder. */
  close(): Promise<void>;
}

interface Tables {
  table(name: TableName): Table;
  close(): Promise<void>;
}

async function openTables(settings: Settings, clock: Clock, log: Logger): Promise<Tables> {
  if (settings.TABLE === 'dynamodb' && settings.DYNAMODB_ENDPOINT !== undefined) {
    // the keys and the journal of sockets lie there all the same
    makeDataFolder(settings.DATA_DIR);
    const client = dynamoDbClient({ endpoint: settings.DYNAMODB_ENDPOINT });
    await createTables(client, settings.TABLE_PREFIX);
    return {
      table: (name) => new DynamoDbTable(client, prefixedTableName(name, settings.TABLE_PREFIX)),
      close() {
        client.destroy();
        return Promise.resolve();
      },
    };
  }
  const database = await SqliteDatabase.open({
    folder: settings.DATA_DIR,
    synchronous: settings.SQLITE_SYNCHRONOUS,
  });
  const sweeper = setInterval(() => {
    database.sweep(epochSeconds(clock.now())).catch((error: unknown) => {
      log.warn({ err: error }, 'expired items were not removed; the next sweep tries again');
    });
  }, sweepMilliseconds);
  return {
    table: (name) => database.table(name),
    close: () => {
      clearInterval(sweeper);
      return database.close();
    },
  };
}

/**
 * Starts the whole backend on this machine: the functions that AWS runs, behind a gateway of this process, on local
 * adapters of the ports. `explainStartup` puts what it throws into a sentence.
 */
export async function startRuntime(settings: Settings, overrides: RuntimeOverrides = {}): Promise<Runtime> {
  const { clock = Date, wrapPorts = (ports: Ports) => ports } = overrides;
  const { wrapFunctions = (functions: Functions) => functions } = overrides;
  const config = configure({
    logLevel: settings.LOG_LEVEL,
    passwordCost: settings.PASSWORD_COST,
    publicUrl: settings.PUBLIC_URL,
    ...overrides.config,
  });
  const log = createLogger(config.logLevel);
  const random = pooledRandom();
  const tables = await openTables(settings, clock, log);
  const passwords = overrides.passwords ?? createPasswordPool(config.passwordCost);
  try {
    const keyFile = await openKeyFile(settings.DATA_DIR, random);
    const connections = new Connections(clock);
    const metrics = new Totals();
    const work = new LocalWorkQueue({ schedule: overrides.schedule ?? realSchedule, random, log });
    const ports: Ports = {
      durable: tables.table('durable'),
      ephemeral: tables.table('ephemeral'),
      sockets: connections,
      work,
      keys: createLocalKeyService(keyFile.master, random),
      signer: await createLocalTokenSigner(keyFile.signing),
      passwords,
      clock,
      random,
      log,
      metrics,
      config,
    };
    const app = createApp(wrapPorts(ports));
    await checkKeys(app, settings);
    const journal = openConnectionJournal(join(settings.DATA_DIR, 'connections.log'));
    const functions = wrapFunctions(createFunctions(app));
    work.consume(functions.work);
    const gateway = createGateway({
      http: functions.http,
      sockets: functions.sockets,
      connections,
      journal,
      corsOrigins: settings.CORS_ORIGINS,
      clock,
      random,
      log,
      ...(overrides.limits && { limits: overrides.limits }),
    });
    const { port } = await gateway.listen(settings.PORT, settings.HOST).catch((error: unknown) => {
      journal.close();
      throw error;
    });
    return {
      url: localOrigin(settings, port),
      port,
      app,
      async close() {
        await gateway.close();
        await work.close();
        log.debug(metrics.sums(), 'counted since the start');
        journal.close();
        await passwords.close();
        await tables.close();
      },
    };
  } catch (error) {
    await passwords.close();
    await tables.close();
    throw error;
  }
}

/** The keys must open what is stored: with another key file nothing could be read, and new data would be mixed in. */
async function checkKeys(app: App, settings: Settings): Promise<void> {
  try {
    await app.secrets.mac('cursor', '');
  } catch (error) {
    if (error instanceof Unavailable) throw error;
    const message =
      `The keys in ${join(settings.DATA_DIR, 'keys.json')} do not open the stored data. ` +
      'Put back the key file that it was written with, or start afresh with another DATA_DIR.';
    throw new Error(message, { cause: error });
  }
}
