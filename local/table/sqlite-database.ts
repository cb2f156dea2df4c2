import { join } from 'node:path';
import { Unavailable } from '../../shared/platform/errors.ts';
import type { Table } from '../../shared/platform/table.ts';
import { tableNames, type TableName } from '../../shared/platform/tables.ts';
import { makeDataFolder } from '../data-folder.ts';
import { Connection, type Synchronous } from './connection.ts';
import { SqliteTable } from './sqlite-table.ts';

export { DataFolderNotWritable } from '../data-folder.ts';

/** Another process has the database open. */
export class DatabaseLocked extends Error {
  override readonly name = 'DatabaseLocked';
  constructor(file: string, cause: unknown) {
    super(`${file} is in use by another process`, { cause });
  }
}

export interface SqliteOptions {
  /** Where `chatflow.db` lies; made if it is missing. */
  folder: string;
  /**
   * NORMAL (the default): an acknowledged write survives the end of the process, but a power cut may lose the last
   * moments. FULL: it survives that too, at the price of one `fsync` for each group of writes.
   */
  synchronous?: Synchronous;
}

/** Writes in one transaction, so that under load the process gets round to its sockets. */
const maxBatch = 500;
/** Expired items that a sweep removes at a time: some milliseconds' work. */
const sweepItems = 200;

/**
 * One SQLite file with all tables. Writes of one turn of the event loop share a transaction and are answered when it is
 * committed; reads are answered at once, and so see all that was acknowledged and nothing that was not.
 *
 * After an unexpected error (disk full, I/O) the file is closed, which rolls back, and opened again for the next
 * operation, so that service resumes with the disk.
 */
export class SqliteDatabase {
  readonly #file: string;
  readonly #synchronous: Synchronous;
  #connection: Connection | undefined;
  #queue: Job[] = [];
  #closed = false;

  /** Throws `DatabaseLocked` or `DataFolderNotWritable`. */
  constructor({ folder, synchronous = 'NORMAL' }: SqliteOptions) {
    this.#file = join(folder, 'chatflow.db');
    this.#synchronous = synchronous;
    makeDataFolder(folder);
    try {
      this.#connection = this.#open();
    } catch (error) {
      if (isSqliteError(error) && error.errcode === sqliteBusy) throw new DatabaseLocked(this.#file, error);
      throw error;
    }
  }

  table(name: TableName): Table {
    return new SqliteTable(this, name);
  }

  /** Runs `work` on what is committed. Rejects with `Unavailable`. */
  async read<T>(work: (connection: Connection) => T): Promise<T> {
    try {
      return work(this.#open());
    } catch (error) {
      if (error instanceof Closed || isSqliteError(error)) throw this.#fail(error);
      throw error;
    }
  }

  /**
   * Runs `work` in the next transaction and settles when that is committed. Rejects with `Unavailable`, or with what
   * `work` throws, which must be before its first change: the rest of the transaction is committed all the same.
   */
  write<T>(work: (connection: Connection) => T): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#queue.length === 0) setImmediate(() => this.#flush());
      this.#queue.push(jobOf(work, resolve, reject));
    });
  }

  /**
   * Removes the items that expired by then (epoch seconds), a few at a time so that others get their turn, and tells
   * how many there were. Rejects with `Unavailable`.
   */
  async sweep(nowSeconds: number): Promise<number> {
    let removed = 0;
    for (const name of tableNames) {
      let batch: number;
      do {
        batch = await this.write(({ tables }) => tables[name].deleteExpired(nowSeconds, sweepItems));
        removed += batch;
      } while (batch === sweepItems);
    }
    return removed;
  }

  /** Finishes what is queued and closes the file; operations from now on reject with `Unavailable`. */
  close(): void {
    while (this.#queue.length > 0) this.#flush();
    this.#connection?.checkpoint();
    this.#connection?.close();
    this.#connection = undefined;
    this.#closed = true;
  }

  #open(): Connection {
    if (this.#closed) throw new Closed('the database was closed');
    this.#connection ??= new Connection(this.#file, this.#synchronous);
    return this.#connection;
  }

  #flush(): void {
    const batch = this.#queue.splice(0, maxBatch);
    if (this.#queue.length > 0) setImmediate(() => this.#flush());
    let answers: (() => void)[];
    try {
      const connection = this.#open();
      answers = connection.transaction(() => batch.map((job) => job.run(connection)));
    } catch (error) {
      const failure = this.#fail(error);
      answers = batch.map((job) => () => job.fail(failure));
    }
    for (const answer of answers) answer();
  }

  /** Gives up the connection, as nothing is known of its state. */
  #fail(cause: unknown): Unavailable {
    const connection = this.#connection;
    this.#connection = undefined;
    try {
      connection?.close();
    } catch (error) {
      return new Unavailable('The database', new AggregateError([cause, error]));
    }
    return new Unavailable('The database', cause);
  }
}

class Closed extends Error {
  override readonly name = 'Closed';
}

/** One caller's part of a transaction. */
interface Job {
  /** Does the work; gives what answers the caller once it is committed. Throws SQLite's errors only. */
  run(connection: Connection): () => void;
  fail(error: Unavailable): void;
}

function jobOf<T>(
  work: (connection: Connection) => T,
  resolve: (value: T) => void,
  fail: (error: unknown) => void,
): Job {
  return {
    fail,
    run(connection) {
      try {
        const value = work(connection);
        return () => resolve(value);
      } catch (error) {
        if (isSqliteError(error)) throw error;
        return () => fail(error);
      }
    },
  };
}

const sqliteBusy = 5;

function isSqliteError(error: unknown): error is Error & { errcode: number } {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR' && 'errcode' in error;
}
