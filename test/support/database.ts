import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { SqliteDatabase } from '../../local/table/sqlite-database.ts';

/** A fresh SQLite database that vanishes with the test. */
export function temporaryDatabase(): SqliteDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'chatflow-test-'));
  const database = new SqliteDatabase({ folder });
  onTestFinished(() => {
    database.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return database;
}
