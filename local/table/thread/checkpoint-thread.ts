import { DatabaseSync } from 'node:sqlite';
import { parentPort } from 'node:worker_threads';

/**
 * A thread that moves the write-ahead logs of databases into them, with the disk syncs that this takes, while the store's
 * thread goes on writing. It is sent a database file, and answers with how many pages the log had when it began, or with
 * `undefined` if that failed.
 */
export type CheckpointAnswer = number | undefined;

function checkpoint(file: string): CheckpointAnswer {
  try {
    // Opened each time: so nothing is left open when the store closes the database.
    const database = new DatabaseSync(file);
    try {
      database.exec('SELECT 1 FROM sqlite_schema');
      const done = database.prepare('PRAGMA wal_checkpoint(PASSIVE)').get();
      return Number(done?.['log']);
    } finally {
      database.close();
    }
  } catch {
    // The store tries again later. Where the disk itself fails, its writes say so.
    return undefined;
  }
}

parentPort?.on('message', (file: string) => parentPort?.postMessage(checkpoint(file)));
