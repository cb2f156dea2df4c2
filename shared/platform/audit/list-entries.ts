import * as z from 'zod';
import { batchGetAll } from '../batch-get.ts';
import { keys } from '../keys.ts';
import type { Secrets } from '../secrets.ts';
import type { Item, Key, Query, Table } from '../table.ts';
import type { AuditAction } from './actions.ts';
import { chainsOf } from './chain.ts';
import { auditEntry, dayOf, isIntact, keyOfEntry, type AuditEntry } from './entry.ts';

/** Which entries, the newest first. */
export interface AuditQuery {
  /** Who did it, or to whom it was done: a user's id, or `operator`. */
  person?: string | undefined;
  actor?: string | undefined;
  action?: AuditAction | undefined;
  /** Epoch milliseconds, both inclusive. */
  from: number;
  to: number;
  /** The most to return. */
  limit: number;
}

/** An entry as it was found. */
export interface FoundEntry {
  entry: AuditEntry;
  /** Whether it is what was recorded. */
  intact: boolean;
}
export interface FoundEntries {
  entries: FoundEntry[];
  /** Entries of the person that should be there and are not: time and id. */
  missing: string[];
}

const pointer = z.object({ at: z.number(), id: z.string(), action: z.string(), shard: z.number() });
const dayMs = 24 * 3600_000;
const pageSize = 100;

/** Entries by person, or by action and time. Rejects with `Unavailable`. */
export async function listEntries(
  deps: { durable: Table; secrets: Secrets },
  query: AuditQuery,
): Promise<FoundEntries> {
  const found: FoundEntries = { entries: [], missing: [] };
  const whom = query.person ?? query.actor;
  const pages = whom === undefined ? byTime(deps.durable, query) : byPerson(deps.durable, query, whom);
  for await (const { items, missing } of pages) {
    found.missing.push(...missing);
    for (const item of items) {
      const { data: entry } = auditEntry.safeParse(item);
      if (!entry || !fits(query, entry)) continue;
      found.entries.push({ entry, intact: await isIntact(deps.secrets, item) });
      if (found.entries.length === query.limit) return found;
    }
  }
  return found;
}

function fits({ person, actor, action, from, to }: AuditQuery, entry: AuditEntry): boolean {
  return (
    (person === undefined || [entry.actor, entry.subject].includes(person)) &&
    (actor === undefined || entry.actor === actor) &&
    (action === undefined || entry.action === action) &&
    entry.at >= from &&
    entry.at <= to
  );
}

interface EntryPage {
  items: Item[];
  missing: string[];
}

async function* byPerson(
  durable: Table,
  { from, to }: AuditQuery,
  person: string,
): AsyncGenerator<EntryPage> {
  const query = { ...keys.auditPointers(person, from, to), reverse: true, limit: pageSize };
  for await (const pointers of pages(durable, query)) {
    const wanted = pointers.map((item) => keyOfEntry(pointer.parse(item)));
    const entries = new Map((await batchGetAll(durable, wanted)).map((item) => [nameOf(item), item]));
    const there = wanted.filter((key) => entries.has(nameOf(key)));
    yield {
      items: there.flatMap((key) => entries.get(nameOf(key)) ?? []),
      missing: wanted.filter((key) => !entries.has(nameOf(key))).map(({ sk }) => sk),
    };
  }
}

const nameOf = ({ pk, sk }: Key) => `${pk} ${sk}`;

/** Day by day from the newest on: of one action, or of all of them. */
async function* byTime(durable: Table, { action, from, to }: AuditQuery): AsyncGenerator<EntryPage> {
  for (let at = to; dayOf(at) >= dayOf(from); at -= dayMs) {
    const ofDay: Item[] = [];
    for (const chain of chainsOf(dayOf(at), action)) {
      const query = { ...keys.auditEntries(chain), reverse: true, limit: pageSize };
      for await (const items of pages(durable, query)) ofDay.push(...items);
    }
    yield { items: ofDay.sort((a, b) => (a.sk < b.sk ? 1 : -1)), missing: [] };
  }
}

async function* pages(table: Table, query: Query): AsyncGenerator<Item[]> {
  let page = await table.query(query);
  for (;;) {
    yield page.items;
    if (!page.next) return;
    page = await table.query({ ...query, after: page.next });
  }
}
