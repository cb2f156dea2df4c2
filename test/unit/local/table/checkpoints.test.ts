import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { Checkpoints } from '../../../../local/table/thread/checkpoints.ts';
import { Connection } from '../../../../local/table/thread/connection.ts';

const text = JSON.stringify({ text: 'x'.repeat(4_000) });
const rowsOfOneTransaction = 10;

/** A database and what writes to it, ten rows in a transaction. */
function openDatabase() {
  const folder = mkdtempSync(join(tmpdir(), 'chatflow-checkpoints-'));
  const file = join(folder, 'chatflow.db');
  const connection = new Connection(file, 'NORMAL');
  onTestFinished(() => {
    connection.close();
    rmSync(folder, { recursive: true });
  });
  let rows = 0;
  function write(): number {
    connection.transaction(() => {
      for (let row = 0; row < rowsOfOneTransaction; row++) {
        const key = { pk: 'a', sk: String((rows += 1)).padStart(8, '0') };
        connection.tables.durable.put({ key, text, bytes: text.length, expires: null });
      }
    });
    return connection.takeWrittenPages();
  }
  const sizeOf = (suffix: string) => statSync(file + suffix).size;
  return { file, connection, write, database: () => sizeOf(''), log: () => sizeOf('-wal') };
}

it('given an open database with writes, checkpoints move the log into it', async () => {
  const { file, write, database } = openDatabase();
  const checkpoints = new Checkpoints(file, () => undefined, { between: 50, beforePause: Infinity });
  const before = database();
  for (let count = 0; count < 10; count++) checkpoints.written(write());
  await checkpoints.idle();
  expect(database()).toBeGreaterThan(before + 5 * rowsOfOneTransaction * text.length);
});

it('given a pause under steady load, the log starts from its beginning again', async () => {
  const { file, connection, write, log } = openDatabase();
  let pauses = 0;
  const checkpoints = new Checkpoints(file, () => (pauses += 1), { between: 100, beforePause: 1 });
  for (let count = 0; count < 50; count++) {
    if (checkpoints.paused) await checkpoints.idle();
    checkpoints.written(write());
    // as jobs come in, so that the first checkpoint cannot move all of it
    await nextTurn();
  }
  await checkpoints.idle();
  expect(checkpoints.paused).toBe(false);
  expect(pauses).toBeGreaterThan(0);
  // the rest is moved by a last one, while nothing is written
  checkpoints.written(write() + 100);
  await checkpoints.idle();
  const before = log();
  write();
  expect(log()).toBe(before);
  expect(connection.tables.durable.get({ pk: 'a', sk: '00000001' })).toBe(text);
});
