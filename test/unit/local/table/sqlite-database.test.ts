import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DataFolderNotWritable } from '../../../../local/data-folder.ts';
import { DatabaseLocked, SqliteDatabase } from '../../../../local/table/sqlite-database.ts';
import { StoreThread } from '../../../../local/table/store-thread.ts';
import { Unavailable } from '../../../../shared/platform/errors.ts';
import { ConditionFailed } from '../../../../shared/platform/table.ts';

const key = { pk: 'a', sk: 'b' };

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'chatflow-sqlite-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

async function open(folder = newFolder()): Promise<SqliteDatabase> {
  const database = await SqliteDatabase.open({ folder });
  onTestFinished(() => database.close());
  return database;
}

/** A database that cannot store items under `broken`. */
async function openBroken(): Promise<SqliteDatabase> {
  const folder = newFolder();
  await (await open(folder)).close();
  const raw = new DatabaseSync(join(folder, 'chatflow.db'));
  raw.exec(`
    CREATE TRIGGER broken BEFORE INSERT ON durable WHEN NEW.pk = 'broken'
    BEGIN SELECT RAISE(ABORT, 'broken disk'); END
  `);
  raw.close();
  return open(folder);
}

describe('opening', () => {
  it('given no folder, creates it for its owner only', async () => {
    const folder = join(newFolder(), 'deep', 'data');
    await open(folder);
    expect(existsSync(join(folder, 'chatflow.db'))).toBe(true);
    expect(statSync(folder).mode & 0o077).toBe(0);
  });

  it('given a database in use, throws DatabaseLocked', async () => {
    const folder = newFolder();
    await open(folder);
    await expect(open(folder)).rejects.toThrow(DatabaseLocked);
    await expect(open(folder)).rejects.toThrow(`${join(folder, 'chatflow.db')} is in use by another process`);
  });

  it('given a folder without write permission, throws DataFolderNotWritable', async () => {
    const file = join(newFolder(), 'file');
    writeFileSync(file, '');
    await expect(open(file)).rejects.toThrow(DataFolderNotWritable);
    await expect(open(join(file, 'data'))).rejects.toThrow(
      `the data folder ${join(file, 'data')} cannot be written to`,
    );
  });

  it('given what an earlier process wrote, reads it in every table', async () => {
    const folder = newFolder();
    const first = await open(folder);
    await first.table('durable').put({ ...key, n: 1 });
    await first.table('ephemeral').put({ ...key, n: 2 });
    await first.close();
    const second = await SqliteDatabase.open({ folder, synchronous: 'FULL' });
    onTestFinished(() => second.close());
    expect(await second.table('durable').get(key)).toEqual({ ...key, n: 1 });
    expect(await second.table('ephemeral').get(key)).toEqual({ ...key, n: 2 });
  });
});

describe('writing', () => {
  it('given an unacknowledged write, reads show the item of before', async () => {
    const table = (await open()).table('durable');
    const put = table.put(key);
    expect(await table.get(key)).toBeUndefined();
    await put;
    expect(await table.get(key)).toEqual(key);
  });

  it('given a failed condition or a mistake, affects no other write', async () => {
    const table = (await open()).table('durable');
    const outcomes = await Promise.allSettled([
      table.put({ pk: 'a', sk: '1', n: 'text' }),
      table.put({ pk: 'a', sk: '1' }, { exists: false }),
      table.update({ pk: 'a', sk: '1' }, { add: { n: 1 } }),
      table.put({ pk: 'a', sk: '2' }),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect(outcomes[1]).toMatchObject({ reason: expect.any(ConditionFailed) as ConditionFailed });
    expect((await table.query({ pk: 'a' })).items).toEqual([
      { pk: 'a', sk: '1', n: 'text' },
      { pk: 'a', sk: '2' },
    ]);
  });

  it('given more in one turn than fits a transaction, keeps the order', async () => {
    const table = (await open()).table('durable');
    const updates = Array.from({ length: 1234 }, () => table.update(key, { add: { n: 1 } }));
    const numbers = (await Promise.all(updates)).map((item) => item['n']);
    expect(numbers).toEqual(Array.from({ length: 1234 }, (_, index) => index + 1));
  });

  it('given a failure, affects its own transaction only', async () => {
    const table = (await openBroken()).table('durable');
    // three transactions, of which the second fails
    const puts = Array.from({ length: 1200 }, (_, index) =>
      table.put({ pk: index === 700 ? 'broken' : 'whole', sk: String(index) }),
    );
    const outcomes = (await Promise.allSettled(puts)).map(({ status }) => status);
    expect(outcomes.indexOf('rejected')).toBe(500);
    expect(outcomes.lastIndexOf('rejected')).toBe(999);
    expect((await table.query({ pk: 'whole' })).items).toHaveLength(700);
  });

  it('given a killed process, keeps what was acknowledged', async () => {
    const folder = newFolder();
    const program = fileURLToPath(new URL('../../../support/backend/sqlite-writer.ts', import.meta.url));
    const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    const exited = once(child, 'exit');
    let acknowledged = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      if (acknowledged === 0) await expect(open(folder)).rejects.toThrow(DatabaseLocked);
      acknowledged = Number(line);
      if (acknowledged === 200) child.kill('SIGKILL');
    }
    await exited;
    const item = await (await open(folder)).table('durable').get({ pk: 'counter', sk: 'counter' });
    expect(acknowledged).toBeGreaterThanOrEqual(200);
    expect(item?.['count']).toBeGreaterThanOrEqual(acknowledged);
  });
});

describe('an unexpected error', () => {
  it('undoes the writes of its commit, and fails them as Unavailable', async () => {
    const table = (await openBroken()).table('durable');
    await table.put({ ...key, n: 1 });
    const outcomes = await Promise.allSettled([
      table.put({ ...key, n: 2 }),
      table.put({ pk: 'broken', sk: 'b' }),
      table.put({ pk: 'c', sk: 'd' }),
    ]);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { cause: { message: 'broken disk' } } });
      expect(outcome).toMatchObject({ reason: expect.any(Unavailable) as Unavailable });
    }
    expect(await table.get(key)).toEqual({ ...key, n: 1 });
    expect(await table.get({ pk: 'c', sk: 'd' })).toBeUndefined();
  });

  it('given later writes without the fault, lets them succeed', async () => {
    const table = (await openBroken()).table('durable');
    await expect(table.put({ pk: 'broken', sk: 'b' })).rejects.toBeInstanceOf(Unavailable);
    await table.put(key);
    await expect(table.put({ pk: 'broken', sk: 'b' })).rejects.toBeInstanceOf(Unavailable);
    expect(await table.update(key, { add: { n: 1 } })).toEqual({ ...key, n: 1 });
  });
});

describe('when the thread ends', () => {
  it('operations under way fail, and later ones succeed', async () => {
    const thread = new StoreThread();
    const database = await SqliteDatabase.open({ folder: newFolder(), thread });
    onTestFinished(() => database.close());
    const table = database.table('durable');
    await table.put({ ...key, n: 1 });
    const outcomes = Promise.allSettled([table.put({ ...key, n: 2 }), table.query({ pk: 'a' })]);
    await thread.terminate();
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(Unavailable) as Unavailable });
    }
    expect(await table.get(key)).toEqual({ ...key, n: 1 });
    await table.update(key, { add: { n: 1 } });
    expect(await table.get(key)).toEqual({ ...key, n: 2 });
  });

  it('the database can still be closed', async () => {
    const thread = new StoreThread();
    const folder = newFolder();
    const database = await SqliteDatabase.open({ folder, thread });
    await database.table('durable').put(key);
    await thread.terminate();
    await database.close();
    expect(await (await open(folder)).table('durable').get(key)).toEqual(key);
  });
});

describe('reading again', () => {
  it('gives a copy of what was acknowledged last', async () => {
    const table = (await open()).table('durable');
    expect(await table.get(key)).toBeUndefined();
    await table.put({ ...key, list: [1] });
    const first = await table.get(key);
    (first?.['list'] as number[]).push(2);
    expect(await table.get(key)).toEqual({ ...key, list: [1] });
    await table.transact([{ update: key, change: { set: { n: 1 } } }, { put: { pk: 'a', sk: 'c' } }]);
    expect(await table.batchGet([key, { pk: 'a', sk: 'c' }])).toEqual([
      { ...key, list: [1], n: 1 },
      { pk: 'a', sk: 'c' },
    ]);
    await table.put({ ...key, text: 'x'.repeat(10_000) });
    expect((await table.get(key))?.['text']).toHaveLength(10_000);
    await table.delete(key);
    expect(await table.get(key)).toBeUndefined();
  });

  it('given an item that a sweep removed, gives undefined', async () => {
    const database = await open();
    const table = database.table('ephemeral');
    await table.put({ ...key, expiresAt: 50 });
    expect(await table.get(key)).toEqual({ ...key, expiresAt: 50 });
    await database.sweep(100);
    expect(await table.get(key)).toBeUndefined();
  });

  it('given keys whose parts concatenate to the same text, keeps them apart', async () => {
    const table = (await open()).table('durable');
    await table.put({ pk: 'ab', sk: 'c' });
    expect(await table.get({ pk: 'ab', sk: 'c' })).toBeDefined();
    expect(await table.get({ pk: 'a', sk: 'bc' })).toBeUndefined();
  });
});

describe('sweeping', () => {
  it('removes expired items and no others', async () => {
    const database = await open();
    const kept = [
      { ...key, expiresAt: 101 },
      { pk: 'a', sk: 'forever' },
      { pk: 'a', sk: 'text', expiresAt: '1' },
    ];
    for (const name of ['durable', 'ephemeral'] as const) {
      const table = database.table(name);
      const expired = Array.from({ length: 450 }, (_, index) => ({
        pk: 'a',
        sk: `x${index}`,
        expiresAt: 100 - index,
      }));
      await Promise.all([...kept, ...expired].map((item) => table.put(item)));
    }
    expect(await database.sweep(100)).toBe(900);
    for (const name of ['durable', 'ephemeral'] as const) {
      expect((await database.table(name).query({ pk: 'a' })).items).toEqual(kept);
    }
    expect(await database.sweep(100)).toBe(0);
  });

  it('given an item whose expiry was moved, keeps it', async () => {
    const database = await open();
    const table = database.table('ephemeral');
    await table.put({ ...key, expiresAt: 50 });
    await table.update(key, { set: { expiresAt: 200 } });
    expect(await database.sweep(100)).toBe(0);
    await table.update(key, { remove: ['expiresAt'] });
    expect(await database.sweep(300)).toBe(0);
  });
});

describe('closing', () => {
  it('given queued writes, finishes them first', async () => {
    const folder = newFolder();
    const database = await open(folder);
    const puts = Array.from({ length: 700 }, (_, index) =>
      database.table('durable').put({ ...key, sk: `${index}` }),
    );
    await Promise.all([database.close(), ...puts]);
    expect(existsSync(join(folder, 'chatflow.db-wal'))).toBe(false);
    const { items } = await (await open(folder)).table('durable').query({ pk: key.pk });
    expect(items).toHaveLength(700);
  });

  it('given later operations, fails them as Unavailable', async () => {
    const database = await open();
    const table = database.table('durable');
    await Promise.all([database.close(), database.close()]);
    await expect(table.get(key)).rejects.toBeInstanceOf(Unavailable);
    await expect(table.put(key)).rejects.toBeInstanceOf(Unavailable);
    await expect(table.query({ pk: 'a' })).rejects.toBeInstanceOf(Unavailable);
  });
});
