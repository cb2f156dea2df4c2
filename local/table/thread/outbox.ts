import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Cell } from '../wire.ts';
import type { Row } from './connection.ts';

/** Text of changes that are read at a time, in UTF-16 units: about what Lambda gives a function of a stream. */
const maxReadText = 1024 * 1024;
/** As pages go: rows are written one after the other, some ten to a page. */
const rowsPerPage = 10;

/**
 * `outbox`: what was made in the durable table, or `removed` from it, and was not followed up yet, and how often that was
 * tried in vain.
 * `outbox_failed`: what could not be followed up; `npm run outbox` lists it and hands it out again.
 */
export const outboxSchema = `
  CREATE TABLE IF NOT EXISTS outbox (
    id INTEGER PRIMARY KEY, pk TEXT NOT NULL, sk TEXT NOT NULL, item TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
    removed INTEGER NOT NULL DEFAULT 0
  );
  CREATE TABLE IF NOT EXISTS outbox_failed (
    id INTEGER PRIMARY KEY, pk TEXT NOT NULL, sk TEXT NOT NULL, item TEXT NOT NULL,
    removed INTEGER NOT NULL DEFAULT 0
  );
`;

/** Brings an outbox of before attempts were kept, or of before removals were followed, to the form of now. */
export function upgradeOutbox(database: DatabaseSync): void {
  addColumn(database, 'outbox', 'attempts');
  addColumn(database, 'outbox', 'removed');
  addColumn(database, 'outbox_failed', 'removed');
}

function addColumn(database: DatabaseSync, table: string, column: string): void {
  const columns = database.prepare(`PRAGMA table_info(${table})`).all();
  if (columns.some(({ name }) => name === column)) return;
  database.exec(`ALTER TABLE ${table} ADD COLUMN ${column} INTEGER NOT NULL DEFAULT 0`);
}

interface OutboxRow {
  id: number;
  pk: string;
  sk: string;
  item: string;
  removed: number;
}

/** The statements on the outbox. */
export class OutboxStatements {
  readonly #insert: StatementSync;
  readonly #oldest: StatementSync;
  readonly #delete: StatementSync;
  readonly #keep: StatementSync;
  readonly #remove: StatementSync;
  readonly #count: StatementSync;
  readonly #putAside: StatementSync;
  readonly #replay: StatementSync;
  readonly #forget: StatementSync;
  /** Not SQLite's own number, which begins again at 1 when the table is empty. */
  #lastId: number;
  #added = 0;
  #writtenRows = 0;

  constructor(database: DatabaseSync) {
    this.#insert = database.prepare('INSERT INTO outbox (id, pk, sk, item, removed) VALUES (?, ?, ?, ?, ?)');
    this.#oldest = database.prepare('SELECT id, pk, sk, item, removed FROM outbox ORDER BY id LIMIT ?');
    this.#delete = database.prepare('DELETE FROM outbox WHERE id <= ?');
    this.#keep = database.prepare(
      'INSERT INTO outbox_failed (id, pk, sk, item, removed) SELECT id, pk, sk, item, removed FROM outbox WHERE id = ?',
    );
    this.#remove = database.prepare('DELETE FROM outbox WHERE id = ?');
    this.#count = database.prepare(
      'UPDATE outbox SET attempts = attempts + 1 WHERE id = ? RETURNING attempts',
    );
    this.#putAside = database.prepare(
      'SELECT id, pk, sk FROM outbox_failed WHERE id > ? ORDER BY id LIMIT ?',
    );
    // under their own numbers, which no other row has had: they come before what is newer
    this.#replay = database.prepare(`
      INSERT INTO outbox (id, pk, sk, item, removed)
      SELECT id, pk, sk, item, removed FROM outbox_failed WHERE id BETWEEN ? AND ?
    `);
    this.#forget = database.prepare('DELETE FROM outbox_failed WHERE id BETWEEN ? AND ?');
    const last = database.prepare(`
      SELECT max(id) AS id FROM (SELECT max(id) AS id FROM outbox UNION ALL SELECT max(id) FROM outbox_failed)
    `);
    this.#lastId = Number(last.get()?.['id'] ?? 0);
  }

  /** An item was made or `removed`; part of its transaction. */
  add({ key, text }: Pick<Row, 'key' | 'text'>, removed: boolean): void {
    this.#insert.run(++this.#lastId, key.pk, key.sk, text, removed ? 1 : 0);
    this.#added += 1;
    this.#writtenRows += 1;
  }

  /** Up to `limit` changes, the oldest first, each as number, `pk`, `sk`, 1 where it was removed, and text. */
  oldest(limit: number): Cell[] {
    const cells: Cell[] = [];
    let length = 0;
    for (const row of this.#oldest.iterate(limit)) {
      const { id, pk, sk, item, removed } = row as { [Name in keyof OutboxRow]: OutboxRow[Name] };
      length += item.length;
      if (cells.length > 0 && length > maxReadText) break;
      cells.push(id, pk, sk, removed, item);
    }
    return cells;
  }

  /** Everything up to and with this one was followed up. */
  deleteUpTo(id: number): void {
    this.#writtenRows += Number(this.#delete.run(id).changes);
  }

  /** Keeps one that cannot be followed up, out of the way of the others. */
  putAside(id: number): void {
    this.#keep.run(id);
    this.#remove.run(id);
    this.#writtenRows += 2 * rowsPerPage;
  }

  /** One could not be followed up: how often in all. 0: it is not there any more. */
  countAttempt(id: number): number {
    this.#writtenRows += 1;
    return Number(this.#count.get(id)?.['attempts'] ?? 0);
  }

  /** Up to `limit` of those put aside with a number above `after`, the oldest first, each as number, `pk` and `sk`. */
  failed(after: number, limit: number): Cell[] {
    const rows = this.#putAside.all(after, limit) as { id: number; pk: string; sk: string }[];
    return rows.flatMap(({ id, pk, sk }) => [id, pk, sk]);
  }

  /** Hands out again those put aside with numbers `from` to `to`, as if they were new; how many these were. */
  replay(from: number, to: number): number {
    this.#replay.run(from, to);
    const count = Number(this.#forget.run(from, to).changes);
    this.#added += count;
    this.#writtenRows += 2 * count;
    return count;
  }

  /** Whether anything was added since this was last asked. */
  takeAdded(): boolean {
    const added = this.#added;
    this.#added = 0;
    return added > 0;
  }

  /** About how many pages the log grew by since this was last asked. */
  takeWrittenPages(): number {
    const pages = Math.ceil(this.#writtenRows / rowsPerPage);
    this.#writtenRows = 0;
    return pages;
  }
}
