import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';
import { Outbox } from '../../local/changes/outbox.ts';
import { SqliteDatabase } from '../../local/table/sqlite-database.ts';
import { StoreThread } from '../../local/table/store-thread.ts';
import { followedKeys } from '../../shared/after-commit/followed-keys.ts';
import { changesContract, type ChangesWorld } from './changes.ts';

changesContract('outbox of SQLite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'chatflow-outbox-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return open(folder);
});

/** Not the one that other tests share, as it is ended in the middle of its work. */
const thread = new StoreThread();
afterAll(() => thread.terminate());

async function open(folder: string): Promise<ChangesWorld> {
  const database = await SqliteDatabase.open({ folder, thread, followed: Object.values(followedKeys) });
  onTestFinished(() => database.close());
  return {
    table: database.table('durable'),
    source: new Outbox(database),
    async crash() {
      await thread.terminate();
      return open(folder);
    },
  };
}
