import { join } from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import { Unavailable } from '../../shared/platform/errors.ts';
import type { KeyPattern } from '../../shared/platform/key-pattern.ts';
import { ConditionFailed, type Table } from '../../shared/platform/table.ts';
import { tableNames, type TableName } from '../../shared/platform/tables.ts';
import { makeDataFolder } from '../data-folder.ts';
import { decodeItem } from './item-text.ts';
import { RowCache } from './row-cache.ts';
import { SqliteTable } from './sqlite-table.ts';
import { sharedStoreThread, type StoreThread } from './store-thread.ts';
import type { Synchronous } from './thread/connection.ts';
import type { Place } from './thread/store.ts';
import { addEntry, answerKinds, eachEntry, jobKinds, noticeId, type Cell, type CellReader } from './wire.ts';

export { DataFolderNotWritable } from '../data-folder.ts';

/** Another process has the database open. */
export class DatabaseLocked extends Error {
  override readonly name = 'DatabaseLocked';
  constructor(file: string, cause: unknown) {
    super(`${file} is in use by another process`, { cause });
  }
}

/** What SQLite said on its thread. */
class SqliteError extends Error {
  override readonly name = 'SqliteError';
  readonly code = 'ERR_SQLITE_ERROR';
  /** SQLite's result code, 0 where it is not SQLite's. */
  readonly errcode: number;
  constructor(errcode: number, message: string) {
    super(message);
    this.errcode = errcode;
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
  /** New items of the durable table with such keys go into the outbox too, where `Outbox` reads them. By default none. */
  followed?: readonly KeyPattern[];
  /** The same of items that are removed, also because they expired. */
  followedRemovals?: readonly KeyPattern[];
  /** By default the one that all databases of the process share. */
  thread?: StoreThread;
}

/** Expired items that a sweep removes at a time: some milliseconds' work. */
const sweepItems = 200;
const sqliteBusy = 5;
/** The job that opens the file; the others count from 1. */
const openingId = 0;

/** Who waits for the answer to a job. */
interface Waiting {
  /** The job was done. Throws where the answer makes no sense. */
  done(answer: CellReader): void;
  fail(error: Error): void;
}

/**
 * One SQLite file with all tables, on a thread that all databases of the process share. What is asked for in one turn of
 * the event loop goes to it in one message. Writes that it gets together share a transaction and are answered when that
 * is committed; reads see all that was acknowledged and nothing that was not.
 */
export class SqliteDatabase {
  readonly #place: Place;
  readonly #thread: StoreThread;
  readonly #caches: Readonly<Record<TableName, RowCache>>;
  readonly #waiting = new Map<number, Waiting>();
  #port: MessagePort | undefined;
  /** Of this turn of the event loop. */
  #message: Cell[] = [];
  #lastId = openingId;
  #closing: Promise<void> | undefined;
  #onChanges: (() => void) | undefined;

  /** The file is opened by the first operation. Throws `DataFolderNotWritable`. */
  constructor({
    folder,
    synchronous = 'NORMAL',
    followed = [],
    followedRemovals = [],
    thread = sharedStoreThread,
  }: SqliteOptions) {
    makeDataFolder(folder);
    const [file, lockFile] = [join(folder, 'chatflow.db'), join(folder, 'chatflow.lock')];
    this.#place = { file, lockFile, synchronous, followed, followedRemovals };
    this.#thread = thread;
    const caches = tableNames.map((name) => [name, new RowCache()] as const);
    this.#caches = Object.fromEntries(caches) as Record<TableName, RowCache>;
  }

  /** Opens the file at once. Rejects with `DatabaseLocked`, `DataFolderNotWritable`, or what SQLite says of the file. */
  static async open(options: SqliteOptions): Promise<SqliteDatabase> {
    const database = new SqliteDatabase(options);
    try {
      await database.#connect();
      return database;
    } catch (error) {
      await database.close();
      if (!(error instanceof Unavailable) || !(error.cause instanceof SqliteError)) throw error;
      const { cause } = error;
      throw cause.errcode === sqliteBusy ? new DatabaseLocked(database.#place.file, cause) : cause;
    }
  }

  table(name: TableName): Table {
    return new SqliteTable(this, name);
  }

  /**
   * Calls `listener` whenever a commit has put something into the outbox, until the function that it returns is called. One
   * listener at a time.
   */
  listenToChanges(listener: () => void): () => void {
    this.#onChanges = listener;
    return () => {
      this.#onChanges = undefined;
    };
  }

  /** What is known of a table's items without asking the thread. */
  cache(name: TableName): RowCache {
    return this.#caches[name];
  }

  /**
   * Gives the thread a job, and settles with what `read` makes of its answer. Rejects with `Unavailable`,
   * `ConditionFailed`, or an `Error` for what DynamoDB would refuse.
   */
  ask<T>(kind: number, cells: readonly Cell[], read: (answer: CellReader) => T): Promise<T> {
    if (this.#closing) return Promise.reject(unavailable(new Error('the database was closed')));
    return this.#send(kind, cells, read);
  }

  /**
   * Removes the items that expired by then (epoch seconds), a few at a time so that others get their turn, and tells
   * how many there were. Rejects with `Unavailable`.
   */
  async sweep(nowSeconds: number): Promise<number> {
    let removed = 0;
    for (const [index, name] of tableNames.entries()) {
      let batch: number;
      do {
        batch = await this.ask(jobKinds.sweep, [index, nowSeconds, sweepItems], (answer) => {
          let count = 0;
          for (; !answer.atEnd; count++) {
            this.#caches[name].written({ pk: answer.text(), sk: answer.text() }, undefined);
          }
          return count;
        });
        removed += batch;
      } while (batch === sweepItems);
    }
    return removed;
  }

  /** Finishes what is queued and closes the file; operations from now on reject with `Unavailable`. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const port = this.#port;
    if (!port) return;
    try {
      await this.#send(jobKinds.close, [], () => undefined);
    } catch (error) {
      // a thread that ended has closed the file too
      if (this.#isConnected()) throw error;
    } finally {
      port.close();
    }
  }

  #isConnected(): boolean {
    return this.#port !== undefined;
  }

  #send<T>(kind: number, cells: readonly Cell[], read: (answer: CellReader) => T): Promise<T> {
    // Where the thread ended. If the file cannot be opened again, this job's answer says so too.
    if (!this.#port) this.#connect().catch(() => undefined);
    const id = ++this.#lastId;
    if (this.#message.length === 0) setImmediate(() => this.#post());
    addEntry(this.#message, id, kind, cells);
    return this.#answerTo(id, read);
  }

  #post(): void {
    const message = this.#message;
    this.#message = [];
    this.#port?.postMessage(message);
  }

  #answerTo<T>(id: number, read: (answer: CellReader) => T): Promise<T> {
    // As long as something is under way the process goes on.
    if (this.#waiting.size === 0) this.#port?.ref();
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { done: (answer) => resolve(read(answer)), fail: reject });
    });
  }

  /** Begins the database on the thread. Settles when its file is open. */
  #connect(): Promise<void> {
    const { port, ended } = this.#thread.connect(this.#place);
    port.on('message', (message: Cell[]) => {
      eachEntry(message, (id, kind, answer) => {
        if (id === noticeId) this.#onChanges?.();
        else this.#settle(id, kind, answer);
      });
      if (this.#waiting.size === 0) port.unref();
    });
    port.once('close', () => void this.#disconnected(ended));
    this.#port = port;
    return this.#answerTo(openingId, () => undefined);
  }

  #settle(id: number, kind: number, answer: CellReader): void {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    this.#waiting.delete(id);
    try {
      if (kind === answerKinds.done) waiting.done(answer);
      else waiting.fail(this.#failureIn(kind, answer));
    } catch (error) {
      waiting.fail(unavailable(error));
    }
  }

  #failureIn(kind: number, answer: CellReader): Error {
    if (kind === answerKinds.mistake) return new Error(answer.text());
    if (kind === answerKinds.conditionFailed) {
      const index = answer.number();
      const key = { pk: answer.text(), sk: answer.text() };
      const text = answer.optionalText();
      return new ConditionFailed(index, text === undefined ? undefined : decodeItem(key, text));
    }
    // What became of the writes that went wrong is not known.
    this.#forget();
    return unavailable(new SqliteError(answer.number(), answer.text()));
  }

  /** The thread ended, or the port was closed here, when nothing waits any more. */
  async #disconnected(ended: Promise<Error>): Promise<void> {
    this.#port = undefined;
    this.#message = [];
    this.#forget();
    const left = [...this.#waiting.values()];
    this.#waiting.clear();
    if (left.length === 0) return;
    const reason = await ended;
    for (const waiting of left) waiting.fail(unavailable(reason));
  }

  #forget(): void {
    for (const name of tableNames) this.#caches[name].clear();
  }
}

const unavailable = (cause: unknown) => new Unavailable('The database', cause);
