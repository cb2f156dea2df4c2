import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { changeOf } from '../../../../functions/stream/stream-record.ts';
import { Outbox } from '../../../../local/changes/outbox.ts';
import { SqliteDatabase } from '../../../../local/table/sqlite-database.ts';
import { followedKeys, followedRemovals } from '../../../../shared/after-commit/followed-keys.ts';
import { keys } from '../../../../shared/keys.ts';

const media = (id: string) => ({ ...keys.media(id), id });

it('puts followed items that are deleted or expire into the outbox, as they were', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'chatflow-removals-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [followed, removals] = [Object.values(followedKeys), Object.values(followedRemovals)];
  const database = await SqliteDatabase.open({ folder, followed, followedRemovals: removals });
  onTestFinished(() => database.close());
  const [durable, ephemeral] = [database.table('durable'), database.table('ephemeral')];
  const [deleted, expired, kept] = [media('med_1'), media('med_2'), media('med_3')];
  await durable.put({ ...deleted, sealed: new Uint8Array([1]) });
  await durable.put({ ...expired, expiresAt: 100 });
  await durable.put({ ...kept, expiresAt: 101 });
  await durable.put({ ...keys.session('usr_1', 'ses_1'), expiresAt: 100 });
  await ephemeral.put({ ...keys.media('med_4'), expiresAt: 100 });

  await durable.delete(keys.media('med_1'));
  await durable.delete(keys.media('med_0'));
  await database.sweep(100);
  const changes = (await new Outbox(database).read(10)).map(changeOf);
  expect(changes).toEqual([
    { key: keys.media('med_1'), before: { ...deleted, sealed: new Uint8Array([1]) } },
    { key: keys.media('med_2'), before: { ...expired, expiresAt: 100 } },
  ]);
});
