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
import { Unavailable } from '../../../../shared/platform/errors.ts';
import { ConditionFailed } from '../../../../shared/platform/table.ts';

const key = { pk: 'a', sk: 'b' };

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'chatflow-sqlite-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

function open(folder = newFolder()): SqliteDatabase {
  const database = new SqliteDatabase({ folder });
  onTestFinished(() => database.close());
  return database;
}

describe('opening', () => {
  it('makes the folder, for its owner alone', () => {
    const folder = join(newFolder(), 'deep', 'data');
    open(folder);
    expect(existsSync(join(folder, 'chatflow.db'))).toBe(true);
    expect(statSync(folder).mode & 0o077).toBe(0);
  });

  it('says that another one has the database', () => {
    const folder = newFolder();
    open(folder);
    expect(() => open(folder)).toThrow(DatabaseLocked);
    expect(() => open(folder)).toThrow(`${join(folder, 'chatflow.db')} is in use by another process`);
  });

  it('says that the folder cannot be written to', () => {
    const file = join(newFolder(), 'file');
    writeFileSync(file, '');
    expect(() => open(file)).toThrow(DataFolderNotWritable);
    expect(() => open(join(file, 'data'))).toThrow(
      `the data folder ${join(file, 'data')} cannot be written to`,
    );
  });

  it('keeps what an earlier one wrote, in every table', async () => {
    const folder = newFolder();
    const first = open(folder);
    await first.table('durable').put({ ...key, n: 1 });
    await first.table('ephemeral').put({ ...key, n: 2 });
    first.close();
    const second = new SqliteDatabase({ folder, synchronous: 'FULL' });
    onTestFinished(() => second.close());
    expect(await second.table('durable').get(key)).toEqual({ ...key, n: 1 });
    expect(await second.table('ephemeral').get(key)).toEqual({ ...key, n: 2 });
  });
});

describe('writing', () => {
  it('shows nothing before it is acknowledged', async () => {
    const table = open().table('durable');
    const put = table.put(key);
    expect(await table.get(key)).toBeUndefined();
    await put;
    expect(await table.get(key)).toEqual(key);
  });

  it('lets a failed condition or a mistake spoil nothing but itself', async () => {
    const table = open().table('durable');
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

  it('takes more in one turn than one transaction does, in order', async () => {
    const table = open().table('durable');
    const updates = Array.from({ length: 1234 }, () => table.update(key, { add: { n: 1 } }));
    const numbers = (await Promise.all(updates)).map((item) => item['n']);
    expect(numbers).toEqual(Array.from({ length: 1234 }, (_, index) => index + 1));
  });

  it('survives being killed', async () => {
    const folder = newFolder();
    const program = fileURLToPath(new URL('../../../support/sqlite-writer.ts', import.meta.url));
    const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    const exited = once(child, 'exit');
    let acknowledged = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      if (acknowledged === 0) expect(() => open(folder)).toThrow(DatabaseLocked);
      acknowledged = Number(line);
      if (acknowledged === 200) child.kill('SIGKILL');
    }
    await exited;
    const item = await open(folder).table('durable').get({ pk: 'counter', sk: 'counter' });
    expect(acknowledged).toBeGreaterThanOrEqual(200);
    expect(item?.['count']).toBeGreaterThanOrEqual(acknowledged);
  });
});

describe('an unexpected error', () => {
  /** A database that cannot store items under `broken`. */
  function openBroken(): SqliteDatabase {
    const folder = newFolder();
    open(folder).close();
    const raw = new DatabaseSync(join(folder, 'chatflow.db'));
    raw.exec(`
      CREATE TRIGGER broken BEFORE INSERT ON durable WHEN NEW.pk = 'broken'
      BEGIN SELECT RAISE(ABORT, 'broken disk'); END
    `);
    raw.close();
    return open(folder);
  }

  it('undoes all that was written with it, and says so', async () => {
    const table = openBroken().table('durable');
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

  it('does not outlast its cause', async () => {
    const table = openBroken().table('durable');
    await expect(table.put({ pk: 'broken', sk: 'b' })).rejects.toBeInstanceOf(Unavailable);
    await table.put(key);
    await expect(table.put({ pk: 'broken', sk: 'b' })).rejects.toBeInstanceOf(Unavailable);
    expect(await table.update(key, { add: { n: 1 } })).toEqual({ ...key, n: 1 });
  });
});

describe('sweeping', () => {
  it('removes what has expired, and nothing else', async () => {
    const database = open();
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

  it('spares an item whose expiry was put off', async () => {
    const database = open();
    const table = database.table('ephemeral');
    await table.put({ ...key, expiresAt: 50 });
    await table.update(key, { set: { expiresAt: 200 } });
    expect(await database.sweep(100)).toBe(0);
    await table.update(key, { remove: ['expiresAt'] });
    expect(await database.sweep(300)).toBe(0);
  });
});

describe('closing', () => {
  it('finishes what is queued', async () => {
    const folder = newFolder();
    const database = open(folder);
    const puts = Array.from({ length: 700 }, (_, index) =>
      database.table('durable').put({ ...key, sk: `${index}` }),
    );
    database.close();
    await Promise.all(puts);
    expect(existsSync(join(folder, 'chatflow.db-wal'))).toBe(false);
    const { items } = await open(folder).table('durable').query({ pk: key.pk });
    expect(items).toHaveLength(700);
  });

  it('leaves later operations Unavailable', async () => {
    const database = open();
    const table = database.table('durable');
    database.close();
    database.close();
    await expect(table.get(key)).rejects.toBeInstanceOf(Unavailable);
    await expect(table.put(key)).rejects.toBeInstanceOf(Unavailable);
    await expect(table.query({ pk: 'a' })).rejects.toBeInstanceOf(Unavailable);
  });
});
