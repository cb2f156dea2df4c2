import type { MessagePort } from 'node:worker_threads';
import { matchesKey, type KeyPattern } from '../../../shared/platform/key-pattern.ts';
import { tableLimits, type Key } from '../../../shared/platform/table.ts';
import { tableNames } from '../../../shared/platform/tables.ts';
import { addEntry, answerKinds, eachEntry, jobKinds, noticeId, type Cell, type CellReader } from '../wire.ts';
import { Checkpoints } from './checkpoints.ts';
import { Connection, type Synchronous, type TableStatements } from './connection.ts';
import { FolderLock } from './folder-lock.ts';
import { ConditionRefused, performWrites, type Follower } from './write-effects.ts';

/** Writes in one transaction, so that the first of many do not wait for the last. */
const maxBatch = 500;

/** Where a database lies and how it is written. */
export interface Place {
  file: string;
  /** The process that holds this lock has the database. */
  lockFile: string;
  synchronous: Synchronous;
  /** New items of the durable table with such keys go into the outbox too, in the transaction that makes them. */
  followed: readonly KeyPattern[];
  /** The same of items that are removed, also because they expired. */
  followedRemovals: readonly KeyPattern[];
}

type Followed = Pick<Place, 'followed' | 'followedRemovals'>;

interface Job {
  id: number;
  kind: number;
  cells: CellReader;
}

interface Answer {
  kind: number;
  cells: Cell[];
}

/**
 * One database on the store's thread, and the jobs that come in on its port. Reads are answered from what is committed.
 * Writes that came in together share a transaction, and are answered when it is committed.
 *
 * After an unexpected error (disk full, I/O) the file is closed, which rolls back, and opened again for the next jobs, so
 * that service resumes with the disk.
 */
export class Store {
  readonly #port: MessagePort;
  readonly #place: Place;
  readonly #checkpoints: Checkpoints;
  #lock: FolderLock | undefined;
  #connection: Connection | undefined;
  #queue: Job[] = [];
  #scheduled = false;

  /** Opens the database and answers that as the job 0. */
  constructor(port: MessagePort, place: Place) {
    this.#port = port;
    this.#place = place;
    this.#checkpoints = new Checkpoints(place.file, () => this.#schedule());
    port.on('message', (message: Cell[]) => this.#receive(message));
    // also where the other side is gone without having closed it
    port.once('close', () => this.#letGo());
    this.#answer([{ id: 0 }], () => [done()]);
  }

  #receive(message: Cell[]): void {
    eachEntry(message, (id, kind, cells) => this.#queue.push({ id, kind, cells }));
    this.#schedule();
  }

  /** Later, with what else has come in by then. */
  #schedule(): void {
    if (this.#scheduled || this.#queue.length === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      if (!this.#checkpoints.paused) this.#flush();
    });
  }

  #flush(): void {
    const batch = this.#queue.splice(0, maxBatch);
    const writes: Job[] = [];
    const reads: Job[] = [];
    let close: Job | undefined;
    for (const job of batch) {
      if (job.kind === jobKinds.close) close = job;
      else if (isRead(job)) reads.push(job);
      else writes.push(job);
    }
    // Reads first: what these writes do is not committed yet.
    this.#answer(reads, (connection) => reads.map((job) => read(job, connection)));
    this.#answer(writes, (connection) =>
      connection.transaction(() => writes.map((job) => write(job, connection, this.#place))),
    );
    if (close) void this.#close(close);
    this.#schedule();
  }

  /** Does some jobs on the open connection and answers them in one message. */
  #answer(jobs: readonly { id: number }[], work: (connection: Connection) => Answer[]): void {
    if (jobs.length === 0) return;
    try {
      const connection = this.#open();
      const answers = work(connection);
      this.#post(jobs, answers, connection.outbox.takeAdded());
      this.#checkpoints.written(connection.takeWrittenPages());
    } catch (error) {
      const failure = this.#fail(error);
      this.#post(
        jobs,
        jobs.map(() => failure),
      );
    }
  }

  #post(jobs: readonly { id: number }[], answers: readonly Answer[], isOutboxFuller = false): void {
    const message: Cell[] = [];
    answers.forEach(({ kind, cells }, index) => addEntry(message, jobs[index]?.id ?? 0, kind, cells));
    if (isOutboxFuller) addEntry(message, noticeId, answerKinds.done, []);
    this.#port.postMessage(message);
  }

  #open(): Connection {
    this.#lock ??= new FolderLock(this.#place.lockFile);
    this.#connection ??= new Connection(this.#place.file, this.#place.synchronous);
    return this.#connection;
  }

  /** Gives up the connection, as nothing is known of its state. */
  #fail(cause: unknown): Answer {
    const connection = this.#connection;
    this.#connection = undefined;
    try {
      connection?.close();
    } catch (error) {
      return failed(new AggregateError([cause, error], `${messageOf(cause)}; ${messageOf(error)}`));
    }
    return failed(cause);
  }

  async #close(job: Job): Promise<void> {
    await this.#checkpoints.idle();
    let answer = done();
    try {
      this.#connection?.checkpoint();
      this.#letGo();
    } catch (error) {
      answer = failed(error);
    }
    this.#post([job], [answer]);
    this.#port.close();
  }

  #letGo(): void {
    this.#connection?.close();
    this.#connection = undefined;
    this.#lock?.release();
    this.#lock = undefined;
  }
}

const done = (cells: Cell[] = []): Answer => ({ kind: answerKinds.done, cells });

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

function failed(error: unknown): Answer {
  const code = isSqliteError(error) ? error.errcode : 0;
  return { kind: answerKinds.failed, cells: [code, messageOf(error)] };
}

const isRead = ({ kind }: Job) =>
  kind === jobKinds.get ||
  kind === jobKinds.query ||
  kind === jobKinds.changes ||
  kind === jobKinds.changesFailed;

/** Does a job of a transaction. Throws SQLite's errors only; all others come before its first change. */
function write(job: Job, connection: Connection, place: Followed): Answer {
  try {
    return done(effectOf(job, connection, place));
  } catch (error) {
    if (isSqliteError(error)) throw error;
    if (error instanceof ConditionRefused) {
      const { index, key, text = null } = error;
      return { kind: answerKinds.conditionFailed, cells: [index, key.pk, key.sk, text] };
    }
    return { kind: answerKinds.mistake, cells: [messageOf(error)] };
  }
}

function effectOf({ kind, cells }: Job, connection: Connection, place: Followed): Cell[] {
  const { tables, outbox } = connection;
  if (kind === jobKinds.changesDone) {
    outbox.deleteUpTo(cells.number());
    return [];
  }
  if (kind === jobKinds.changeFailed) {
    outbox.putAside(cells.number());
    return [];
  }
  if (kind === jobKinds.changeAttempted) return [outbox.countAttempt(cells.number())];
  if (kind === jobKinds.changesReplayed) return [outbox.replay(cells.number(), cells.number())];
  const table = tableOf(cells, tables);
  const follower = table === tables.durable ? followerOf(place, outbox) : undefined;
  if (kind === jobKinds.sweep) {
    const expired = table.deleteExpired(cells.number(), cells.number());
    for (const row of expired) if (follower?.followsRemoval(row.key)) follower.add(row, true);
    return expired.flatMap(({ key }) => [key.pk, key.sk]);
  }
  return performWrites(cells, table, follower);
}

function followerOf({ followed, followedRemovals }: Followed, outbox: Connection['outbox']): Follower {
  return {
    follows: (key) => followed.some((pattern) => matchesKey(pattern, key)),
    followsRemoval: (key) => followedRemovals.some((pattern) => matchesKey(pattern, key)),
    add: (row, removed) => outbox.add(row, removed),
  };
}

function read({ kind, cells }: Job, { tables, outbox }: Connection): Answer {
  if (kind === jobKinds.changes) return done(outbox.oldest(cells.number()));
  if (kind === jobKinds.changesFailed) return done(outbox.failed(cells.number(), cells.number()));
  const table = tableOf(cells, tables);
  return done(kind === jobKinds.get ? texts(cells, table) : page(cells, table));
}

function tableOf(cells: CellReader, tables: Connection['tables']): TableStatements {
  const name = tableNames[cells.number()];
  if (name === undefined) throw new Error('there is no such table');
  return tables[name];
}

/** The text of each of some keys, null where there is no item. */
function texts(cells: CellReader, table: TableStatements): Cell[] {
  const found: Cell[] = [];
  for (let left = cells.number(); left > 0; left--) {
    const key: Key = { pk: cells.text(), sk: cells.text() };
    found.push(table.get(key) ?? null);
  }
  return found;
}

/** A page of a range: whether it ended before the range did, and the sort keys and texts of its items. */
function page(cells: CellReader, table: TableStatements): Cell[] {
  const range = { pk: cells.text(), begin: cells.text(), end: cells.optionalText() };
  const limit = cells.optionalNumber() ?? Infinity;
  const reverse = cells.number() === 1;
  const items: Cell[] = [];
  let pageBytes = 0;
  for (const { sk, bytes, item } of table.range(range, reverse)) {
    pageBytes += bytes;
    if (pageBytes > tableLimits.pageBytes) return [1, ...items];
    items.push(sk, item);
    // Like DynamoDB, without looking whether there is another.
    if (items.length === limit * 2) return [1, ...items];
  }
  return [0, ...items];
}

function isSqliteError(error: unknown): error is Error & { errcode: number } {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR' && 'errcode' in error;
}
