import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { tableLimits, type Key } from '../../shared/platform/table.ts';

/** Rows of the table that are looked at before the database is let go. */
const scannedAtOnce = 5_000;

const rows = z.array(z.object({ pk: z.string(), sk: z.string() }));

/**
 * The keys of all stored items that a command is about, after one of them, in pages for one batch each. It looks at every key of the
 * table, which the `Table` port cannot: at some thousand at a time, with a connection that only reads.
 */
export function* pagesOfStoredKeys(
  folder: string,
  isWanted: (key: Key) => boolean,
  after: Key = { pk: '', sk: '' },
): Generator<Key[]> {
  const database = new DatabaseSync(join(folder, 'chatflow.db'), { readOnly: true });
  try {
    const next = database.prepare(
      'SELECT pk, sk FROM durable WHERE (pk, sk) > (?, ?) ORDER BY pk, sk LIMIT ?',
    );
    let last: Key | undefined = after;
    while (last) {
      const found: Key[] = rows.parse(next.all(last.pk, last.sk, scannedAtOnce));
      const wanted = found.filter(isWanted);
      for (let start = 0; start < wanted.length; start += tableLimits.batchItems) {
        yield wanted.slice(start, start + tableLimits.batchItems);
      }
      last = found.at(-1);
    }
  } finally {
    database.close();
  }
}
