import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Item, Key } from '../../shared/platform/table.ts';
import { tableNames, type TableName } from '../../shared/platform/tables.ts';
import { decodeItem } from './item-text.ts';
import type { Row } from './prepared-write.ts';

/**
 * Pages of the write-ahead log after which it is moved into the database, which stalls the process for some
 * milliseconds: 16 MB, so that it is rare and pages that change often are written once.
 */
const checkpointPages = 4000;
/** Negative: in KiB. What chats read is recent and fits; the system's own cache holds the rest. */
const cacheSize = -16_384;

export type Synchronous = 'NORMAL' | 'FULL';

/** Half-open range of sort keys; `end` undefined: to the end of the partition. */
export interface SortKeyRange {
  pk: string;
  begin: string;
  end: string | undefined;
}

/** An open database file and the statements on its tables. Everything throws SQLite's own errors. */
export class Connection {
  readonly #database: DatabaseSync;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  readonly tables: Readonly<Record<TableName, TableStatements>>;

  /** Opens the file, makes what is missing in it, and locks everyone else out. */
  constructor(file: string, synchronous: Synchronous) {
    this.#database = new DatabaseSync(file);
    try {
      this.#database.exec(`
        PRAGMA locking_mode = EXCLUSIVE;
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = ${synchronous};
        PRAGMA wal_autocheckpoint = ${checkpointPages};
        PRAGMA cache_size = ${cacheSize};
        BEGIN EXCLUSIVE;
        ${tableNames.map(schema).join('\n')}
        COMMIT;
      `);
      this.#begin = this.#database.prepare('BEGIN');
      this.#commit = this.#database.prepare('COMMIT');
      const tables = tableNames.map((name) => [name, new TableStatements(this.#database, name)] as const);
      this.tables = Object.fromEntries(tables) as Record<TableName, TableStatements>;
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  /** Runs `work` in a transaction. Where it throws the connection must be closed, which rolls back. */
  transaction<T>(work: () => T): T {
    this.#begin.run();
    const result = work();
    this.#commit.run();
    return result;
  }

  /** Moves the log into the database and empties it. */
  checkpoint(): void {
    this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  close(): void {
    this.#database.close();
  }
}

/** The key is not repeated within `item`; `bytes` is the size by DynamoDB's rules. */
function schema(name: TableName): string {
  return `
    CREATE TABLE IF NOT EXISTS ${name} (
      pk TEXT NOT NULL, sk TEXT NOT NULL, bytes INTEGER NOT NULL, expires REAL, item TEXT NOT NULL,
      PRIMARY KEY (pk, sk)
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS ${name}_expires ON ${name} (expires) WHERE expires IS NOT NULL;
  `;
}

/** SQLite sorts every blob after every text. */
const afterEveryText = new Uint8Array(0);

/** The statements on one table. */
export class TableStatements {
  readonly #get: StatementSync;
  readonly #put: StatementSync;
  readonly #delete: StatementSync;
  readonly #forward: StatementSync;
  readonly #backward: StatementSync;
  readonly #deleteExpired: StatementSync;

  constructor(database: DatabaseSync, name: TableName) {
    const range = `SELECT sk, bytes, item FROM ${name} WHERE pk = ? AND sk >= ? AND sk < ?`;
    this.#get = database.prepare(`SELECT item FROM ${name} WHERE pk = ? AND sk = ?`);
    this.#put = database.prepare(
      `REPLACE INTO ${name} (pk, sk, bytes, expires, item) VALUES (?, ?, ?, ?, ?)`,
    );
    this.#delete = database.prepare(`DELETE FROM ${name} WHERE pk = ? AND sk = ?`);
    this.#forward = database.prepare(`${range} ORDER BY sk`);
    this.#backward = database.prepare(`${range} ORDER BY sk DESC`);
    this.#deleteExpired = database.prepare(`
      DELETE FROM ${name} WHERE (pk, sk) IN (SELECT pk, sk FROM ${name} WHERE expires <= ? LIMIT ?)
    `);
  }

  get(key: Key): Item | undefined {
    const row = this.#get.get(key.pk, key.sk) as { item: string } | undefined;
    return row && decodeItem(key, row.item);
  }

  put({ key, bytes, expires, text }: Row): void {
    this.#put.run(key.pk, key.sk, bytes, expires, text);
  }

  delete(key: Key): void {
    this.#delete.run(key.pk, key.sk);
  }

  /** The items of a range with their sizes, read as they are asked for. */
  *range(
    { pk, begin, end }: SortKeyRange,
    direction: 'forward' | 'backward',
  ): Generator<{ item: Item; bytes: number }> {
    const statement = direction === 'forward' ? this.#forward : this.#backward;
    for (const row of statement.iterate(pk, begin, end ?? afterEveryText)) {
      const { sk, bytes, item } = row as { sk: string; bytes: number; item: string };
      yield { item: decodeItem({ pk, sk }, item), bytes };
    }
  }

  /** Deletes at most `limit` items that have expired and tells how many. */
  deleteExpired(nowSeconds: number, limit: number): number {
    const { changes } = this.#deleteExpired.run(nowSeconds, limit);
    return Number(changes);
  }
}
