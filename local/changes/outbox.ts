import type { DynamoDBRecord } from 'aws-lambda';
import type { Key } from '../../shared/platform/table.ts';
import { decodeItem } from '../table/item-text.ts';
import type { SqliteDatabase } from '../table/sqlite-database.ts';
import { jobKinds } from '../table/wire.ts';
import { sequenceNumberOf, type ChangeSource } from './change-source.ts';
import { changeRecord } from './change-record.ts';

/** A change that was put aside: its number, and the key of its item. */
export interface FailedChange {
  id: number;
  key: Key;
}

/**
 * The outbox of a SQLite database, which its transactions write beside the items: what was committed is in it also after
 * a crash. What cannot be followed up goes to the table `outbox_failed`. Methods reject with `Unavailable`.
 */
export class Outbox implements ChangeSource {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  read(limit: number): Promise<DynamoDBRecord[]> {
    return this.#database.ask(jobKinds.changes, [limit], (answer) => {
      const records: DynamoDBRecord[] = [];
      while (!answer.atEnd) {
        const id = String(answer.number());
        const key = { pk: answer.text(), sk: answer.text() };
        const removed = answer.number() === 1;
        records.push(changeRecord(id, decodeItem(key, answer.text()), { removed }));
      }
      return records;
    });
  }

  done(sequenceNumber: string): Promise<void> {
    return this.#database.ask(jobKinds.changesDone, [Number(sequenceNumber)], () => undefined);
  }

  failed(record: DynamoDBRecord): Promise<number> {
    const id = Number(sequenceNumberOf(record));
    return this.#database.ask(jobKinds.changeAttempted, [id], (answer) => answer.number());
  }

  /** At most `limit` of the changes that were put aside, the oldest first, after the one with number `after`. */
  putAsideAfter(after: number, limit: number): Promise<FailedChange[]> {
    return this.#database.ask(jobKinds.changesFailed, [after, limit], (answer) => {
      const found: FailedChange[] = [];
      while (!answer.atEnd) {
        const id = answer.number();
        found.push({ id, key: { pk: answer.text(), sk: answer.text() } });
      }
      return found;
    });
  }

  /**
   * Has changes that were put aside delivered again, from one number to another, before all newer ones and with a new
   * count of attempts. Resolves to how many they were.
   */
  replay(from: number, to: number): Promise<number> {
    return this.#database.ask(jobKinds.changesReplayed, [from, to], (answer) => answer.number());
  }

  putAside(record: DynamoDBRecord): Promise<void> {
    const id = Number(sequenceNumberOf(record));
    return this.#database.ask(jobKinds.changeFailed, [id], () => undefined);
  }

  listen(listener: () => void): () => void {
    return this.#database.listenToChanges(listener);
  }
}
