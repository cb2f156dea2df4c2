import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { SqliteDatabase } from '../../../local/table/sqlite-database.ts';

/** A fresh SQLite database that vanishes with the test. */
export function temporaryDatabase(): SqliteDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'chatflow-test-'));
  const database = new SqliteDatabase({ folder });
  onTestFinished(async () => {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return database;
}

/** A database for a whole file of tests; it is there once they run. */
export function databaseForAll(): () => SqliteDatabase {
  let folder: string;
  let database: SqliteDatabase;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'chatflow-table-'));
    database = new SqliteDatabase({ folder });
  });
  afterAll(async () => {
    await database.close();
    rmSync(folder, { recursive: true });
  });
  return () => database;
}
