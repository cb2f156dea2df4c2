import type { DynamoDBRecord } from 'aws-lambda';
import { decodeItem } from '../table/item-text.ts';
import type { SqliteDatabase } from '../table/sqlite-database.ts';
import { jobKinds } from '../table/wire.ts';
import { sequenceNumberOf, type ChangeSource } from './change-source.ts';
import { insertRecord } from './insert-record.ts';

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
        records.push(insertRecord(id, decodeItem(key, answer.text())));
      }
      return records;
    });
  }

  done(sequenceNumber: string): Promise<void> {
    return this.#database.ask(jobKinds.changesDone, [Number(sequenceNumber)], () => undefined);
  }

  putAside(record: DynamoDBRecord): Promise<void> {
    const id = Number(sequenceNumberOf(record));
    return this.#database.ask(jobKinds.changeFailed, [id], () => undefined);
  }

  listen(listener: () => void): () => void {
    return this.#database.listenToChanges(listener);
  }
}
