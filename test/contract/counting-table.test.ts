import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { SqliteDatabase } from '../../local/table/sqlite-database.ts';
import { OperationCounter } from '../../shared/platform/counting/counter.ts';
import { countingTable } from '../../shared/platform/counting/counting-table.ts';
import { tableContract } from './table.ts';

let folder: string;
let database: SqliteDatabase;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'chatflow-table-'));
  database = new SqliteDatabase({ folder });
});

afterAll(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

tableContract('SQLite, counted', () => countingTable(database.table('durable'), new OperationCounter()));
