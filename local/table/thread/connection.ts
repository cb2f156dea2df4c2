import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Key } from '../../../shared/platform/table.ts';
import { tableNames, type TableName } from '../../../shared/platform/tables.ts';
import { OutboxStatements, outboxSchema, upgradeOutbox } from './outbox.ts';

/** Negative: in KiB. What chats read is recent and fits; the system's own cache holds the rest. */
const cacheSize = -16_384;

export type Synchronous = 'NORMAL' | 'FULL';

/** SQLite's default. */
const pageBytes = 4_096;
/** Pages that a small row changes, as a rule: its own, and one of an index or of the tree above it. */
const pagesPerRow = 2;
/** How long to wait for the connection that checkpoints, which keeps this one out for moments only. */
const busyMilliseconds = 5_000;

/** An item as its table row holds it: `bytes` by DynamoDB's rules, `expires` in epoch seconds. */
export interface Row {
  key: Key;
  text: string;
  bytes: number;
  expires: number | null;
}

/** Half-open range of sort keys; `end` undefined: to the end of the partition. */
export interface SortKeyRange {
  pk: string;
  begin: string;
  end: string | undefined;
}

/**
 * An open database file and the statements on its tables. It does not checkpoint by itself, as that waits for the disk:
 * `Checkpoints` has that done beside it. Everything throws SQLite's own errors.
 */
export class Connection {
  readonly #database: DatabaseSync;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  readonly tables: Readonly<Record<TableName, TableStatements>>;
  readonly outbox: OutboxStatements;

  /** Opens the file and makes what is missing in it. */
  constructor(file: string, synchronous: Synchronous) {
    this.#database = new DatabaseSync(file, { timeout: busyMilliseconds });
    try {
      this.#database.exec(`
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = ${synchronous};
        PRAGMA wal_autocheckpoint = 0;
        PRAGMA cache_size = ${cacheSize};
        BEGIN IMMEDIATE;
        ${tableNames.map(schema).join('\n')}
        ${outboxSchema}
      `);
      upgradeOutbox(this.#database);
      this.#database.exec('COMMIT');
      this.#begin = this.#database.prepare('BEGIN IMMEDIATE');
      this.#commit = this.#database.prepare('COMMIT');
      const tables = tableNames.map((name) => [name, new TableStatements(this.#database, name)] as const);
      this.tables = Object.fromEntries(tables) as Record<TableName, TableStatements>;
      this.outbox = new OutboxStatements(this.#database);
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  /** About how many pages the log grew by since this was last asked. */
  takeWrittenPages(): number {
    let pages = this.outbox.takeWrittenPages();
    for (const name of tableNames) pages += this.tables[name].takeWrittenPages();
    return pages;
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

/** A row of a range: its item's text and its size by DynamoDB's rules. */
interface RangeRow {
  sk: string;
  bytes: number;
  item: string;
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
  #writtenPages = 0;

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
      RETURNING pk, sk, item
    `);
  }

  /** An item's text, `undefined` where there is none. */
  get({ pk, sk }: Key): string | undefined {
    const row = this.#get.get(pk, sk) as { item: string } | undefined;
    return row?.item;
  }

  put({ key, bytes, expires, text }: Row): void {
    this.#writtenPages += pagesPerRow + Math.floor(text.length / pageBytes);
    this.#put.run(key.pk, key.sk, bytes, expires, text);
  }

  delete(key: Key): void {
    this.#writtenPages += pagesPerRow;
    this.#delete.run(key.pk, key.sk);
  }

  /** The rows of a range, read as they are asked for. */
  range({ pk, begin, end }: SortKeyRange, reverse: boolean): Iterable<RangeRow> {
    const statement = reverse ? this.#backward : this.#forward;
    return statement.iterate(pk, begin, end ?? afterEveryText) as Iterable<RangeRow>;
  }

  /** Deletes at most `limit` items that have expired and gives what they were. */
  deleteExpired(nowSeconds: number, limit: number): Pick<Row, 'key' | 'text'>[] {
    const deleted = this.#deleteExpired.all(nowSeconds, limit) as { pk: string; sk: string; item: string }[];
    this.#writtenPages += deleted.length * pagesPerRow;
    return deleted.map(({ pk, sk, item }) => ({ key: { pk, sk }, text: item }));
  }

  takeWrittenPages(): number {
    const pages = this.#writtenPages;
    this.#writtenPages = 0;
    return pages;
  }
}
