import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { SqliteDatabase } from '../../../local/table/sqlite-database.ts';
import { mediaStore } from '../../../shared/media/store.ts';

const MiB = 1024 * 1024;

it('given 1,000 uploads at once, lets no more through than the volume of the day holds, and again on the next', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'chatflow-volume-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const database = await SqliteDatabase.open({ folder });
  onTestFinished(() => database.close());
  const store = mediaStore({ durable: database.table('durable'), ephemeral: database.table('ephemeral') });
  const noon = Date.UTC(2026, 10, 30, 12);
  const take = (bytes: number, at = noon) => store.takeVolume('usr_1', bytes, 1024 * MiB, at);
  const taken = await Promise.all(Array.from({ length: 1_000 }, () => take(2 * MiB)));
  expect(taken.filter(Boolean)).toHaveLength(512);
  expect(await take(1)).toBe(false);
  expect(await store.takeVolume('usr_2', 1, 1024 * MiB, noon)).toBe(true);
  expect(await take(1024 * MiB, noon + 24 * 3_600_000)).toBe(true);
  expect(await take(1024 * MiB + 1, noon + 48 * 3_600_000)).toBe(false);
});
