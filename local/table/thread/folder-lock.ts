import { DatabaseSync } from 'node:sqlite';

/**
 * Keeps other processes, and other databases of this one, out of a data folder. It is SQLite's own lock on an empty file,
 * which ends with the process however that ends. The database file itself is not locked so, as the thread that
 * checkpoints opens it too.
 */
export class FolderLock {
  readonly #holder: DatabaseSync;

  /** Throws SQLite's error "busy" where the lock is taken. */
  constructor(file: string) {
    this.#holder = new DatabaseSync(file);
    try {
      // in memory, so that no journal appears beside it
      this.#holder.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    } catch (error) {
      this.#holder.close();
      throw error;
    }
  }

  release(): void {
    this.#holder.close();
  }
}
