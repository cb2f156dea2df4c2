import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { holdsWrappedKey } from '../../shared/app.ts';
import { tableLimits, type Key } from '../../shared/platform/table.ts';

/** Rows of the table that are looked at before the database is let go. */
const scannedAtOnce = 5_000;

const rows = z.array(z.object({ pk: z.string(), sk: z.string() }));

/**
 * The keys of all items that hold a wrapped key, in pages for one batch each. It looks at every key of the table, which the
 * `Table` port cannot: at some thousand at a time, with a connection that only reads.
 */
export function* pagesOfWrappedKeys(folder: string): Generator<Key[]> {
  const database = new DatabaseSync(join(folder, 'chatflow.db'), { readOnly: true });
  try {
    const next = database.prepare(
      'SELECT pk, sk FROM durable WHERE (pk, sk) > (?, ?) ORDER BY pk, sk LIMIT ?',
    );
    let last: Key | undefined = { pk: '', sk: '' };
    while (last) {
      const found: Key[] = rows.parse(next.all(last.pk, last.sk, scannedAtOnce));
      const holders = found.filter(holdsWrappedKey);
      for (let start = 0; start < holders.length; start += tableLimits.batchItems) {
        yield holders.slice(start, start + tableLimits.batchItems);
      }
      last = found.at(-1);
    }
  } finally {
    database.close();
  }
}
