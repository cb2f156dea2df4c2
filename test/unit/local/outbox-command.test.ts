import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { changeOf } from '../../../functions/stream/stream-record.ts';
import { outboxCommand } from '../../../local/changes/command.ts';
import { Outbox } from '../../../local/changes/outbox.ts';
import { readSettings } from '../../../local/settings.ts';
import { SqliteDatabase } from '../../../local/table/sqlite-database.ts';
import { followedKeys } from '../../../shared/after-commit/followed-keys.ts';
import { keys } from '../../../shared/keys.ts';
import { startBackend, temporaryFolder } from '../../support/backend/runtime.ts';

const settingsFor = (DATA_DIR: string) => readSettings({ DATA_DIR, LOG_LEVEL: 'silent' });

async function openDatabase(folder: string) {
  const database = await SqliteDatabase.open({ folder, followed: Object.values(followedKeys) });
  onTestFinished(() => database.close());
  return { database, outbox: new Outbox(database) };
}

/** A data folder with the log entries 1 to 4, of which 1 and 3 were put aside. */
async function folderWithFailures(): Promise<string> {
  const folder = await temporaryFolder();
  const { database, outbox } = await openDatabase(folder);
  const table = database.table('durable');
  for (const seq of [1, 2, 3, 4]) await table.put({ ...keys.logEntry('cnv_1', seq), seq, kind: 'void' });
  const records = await outbox.read(10);
  for (const record of records.filter((_, index) => index % 2 === 0)) await outbox.putAside(record);
  await database.close();
  return folder;
}

async function numbersIn(folder: string): Promise<unknown[]> {
  const { database, outbox } = await openDatabase(folder);
  const records = await outbox.read(10);
  await database.close();
  return records.map((record) => changeOf(record).after?.['seq']);
}

it('given changes put aside, lists them, and hands them out again before newer ones', async () => {
  const folder = await folderWithFailures();
  const settings = settingsFor(folder);
  expect(await outboxCommand(['list'], settings)).toBe(
    '1  LOG#cnv_1  000000000001\n3  LOG#cnv_1  000000000003',
  );
  expect(await numbersIn(folder)).toEqual([2, 4]);
  expect(await outboxCommand(['replay'], settings)).toMatch(/when the backend starts: 2\.$/);
  expect(await numbersIn(folder)).toEqual([1, 2, 3, 4]);
  expect(await outboxCommand(['list'], settings)).toBe('No change was given up.');
  expect(await outboxCommand(['replay'], settings)).toBe('No change was given up.');
});

it('given an id, hands out that change alone, with a new count of attempts', async () => {
  const folder = await folderWithFailures();
  const settings = settingsFor(folder);
  expect(await outboxCommand(['replay', '--id', '3'], settings)).toMatch(/: 1\.$/);
  expect(await outboxCommand(['replay', '--id', '2'], settings)).toBe('There is no change 2.');
  expect(await numbersIn(folder)).toEqual([2, 3, 4]);
  const { outbox } = await openDatabase(folder);
  const [, third] = await outbox.read(10);
  if (!third) throw new Error('three changes');
  expect(await outbox.failed(third)).toBe(1);
});

it('given a data folder without counts of attempts, opens it', async () => {
  const folder = await folderWithFailures();
  const file = new DatabaseSync(join(folder, 'chatflow.db'));
  file.exec('ALTER TABLE outbox DROP COLUMN attempts');
  file.close();
  expect(await numbersIn(folder)).toEqual([2, 4]);
  expect(await outboxCommand(['replay'], settingsFor(folder))).toMatch(/: 2\.$/);
});

it('given a running backend, refuses; the next start delivers what was replayed', async () => {
  const folder = await folderWithFailures();
  const backend = await startBackend({ dataDir: folder, env: { TABLE: 'sqlite' } });
  await expect(outboxCommand(['list'], settingsFor(folder))).rejects.toThrow(/in use by another process/);
  await backend.stop();
  await outboxCommand(['replay'], settingsFor(folder));
  await (await startBackend({ dataDir: folder, env: { TABLE: 'sqlite' } })).stop();
  expect(await numbersIn(folder)).toEqual([]);
  expect(await outboxCommand(['list'], settingsFor(folder))).toBe('No change was given up.');
});

it.each([[[]], [['list', '--id', '1']], [['replay', 'all']], [['replay', '--id', '0']], [['forget']]])(
  'says how it is used, given %j',
  async (parameters) => {
    await expect(outboxCommand(parameters, settingsFor('unused'))).rejects.toThrow(/npm run outbox -- list/);
  },
);

it('given a DynamoDB engine, says where its failed changes are', async () => {
  const settings = readSettings({ DATA_DIR: 'x', TABLE: 'dynamodb', DYNAMODB_ENDPOINT: 'http://localhost' });
  await expect(outboxCommand(['list'], settings)).rejects.toThrow('x/stream-failed.jsonl');
});
