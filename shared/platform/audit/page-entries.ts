import * as z from 'zod';
import { batchGetAll } from '../batch-get.ts';
import { keys } from '../keys.ts';
import type { Secrets } from '../secrets.ts';
import type { Item, Key, Table } from '../table.ts';
import type { AuditAction } from './actions.ts';
import { chainsOf } from './chain.ts';
import { auditEntry, dayOf, isIntact, keyOfEntry, type AuditEntry } from './entry.ts';

/** Which entries. */
export interface AuditPageQuery {
  /** Who did it, or to whom it was done, by id. */
  person?: string | undefined;
  actor?: string | undefined;
  action?: AuditAction | undefined;
  /** Epoch milliseconds, inclusive. */
  from: number;
  to: number;
  /** Where the page before ended: only entries before this place. */
  before?: string | undefined;
  limit: number;
}

export interface AuditEntryPage {
  entries: { entry: AuditEntry; intact: boolean }[];
  /** The places of entries that should be there, and are not. */
  missing: string[];
  /** Where the next page goes on; `undefined` at the end. */
  next: string | undefined;
}

interface Deps {
  durable: Table;
  secrets: Secrets;
}

const pointer = z.object({ at: z.number(), id: z.string(), action: z.string(), shard: z.number() });
const dayMs = 24 * 3_600_000;
/** The most days that are gone through for one page, as they may hold nothing, and the most pages of a person's pointers. */
const daysAtOnce = 7;
const pointerPages = 5;

/** A page of entries, the newest first. It can be short and yet not the last. Rejects with `Unavailable`. */
export async function pageEntries(deps: Deps, query: AuditPageQuery): Promise<AuditEntryPage> {
  const person = query.person ?? query.actor;
  return person === undefined ? byTime(deps, query) : byPerson(deps, query, person);
}

/** A place that sorts right before this one, as ranges include their ends. */
const justBefore = (place: string): string =>
  `${place.slice(0, -1)}${String.fromCharCode(place.charCodeAt(place.length - 1) - 1)}~`;

const upTo = ({ to, before }: AuditPageQuery): string => {
  const last = keys.auditPlace(to);
  return before !== undefined && before < last ? justBefore(before) : last;
};

/**
 * Day by day from the newest on. Each partition of a day gives as many as the page has, so that the newest of all are among them, and no
 * more is read than that.
 */
async function byTime(deps: Deps, query: AuditPageQuery): Promise<AuditEntryPage> {
  const { action, from, limit } = query;
  const end = upTo(query);
  const found: AuditEntryPage['entries'] = [];
  let day = Math.min(query.to, timeOf(end));
  for (let looked = 0; looked < daysAtOnce; looked += 1, day -= dayMs) {
    if (dayOf(day) < dayOf(from)) return { entries: found, missing: [], next: undefined };
    const parts = await Promise.all(
      chainsOf(dayOf(day), action).map((chain) =>
        deps.durable.query({ ...keys.auditEntriesBetween(chain, from, end), reverse: true, limit }),
      ),
    );
    const items = parts.flatMap(({ items }) => items).sort((a, b) => (a.sk < b.sk ? 1 : -1));
    const page = items.slice(0, limit - found.length);
    found.push(...(await Promise.all(page.map((item) => judged(deps, item)))).flat());
    const last = page.at(-1);
    if (last && page.length < items.length) return { entries: found, missing: [], next: last.sk };
  }
  const next = dayOf(day) < dayOf(from) ? undefined : keys.auditPlace(endOfDay(day));
  return { entries: found, missing: [], next };
}

const timeOf = (place: string): number => Number(/^\d+/.exec(place)?.[0] ?? 0);
const endOfDay = (at: number): number => Date.parse(dayOf(at)) + dayMs - 1;

async function byPerson(deps: Deps, query: AuditPageQuery, person: string): Promise<AuditEntryPage> {
  const { from, limit } = query;
  const found: AuditEntryPage = { entries: [], missing: [], next: undefined };
  let end = upTo(query);
  for (let page = 0; page < pointerPages; page += 1) {
    const wanted = limit - found.entries.length;
    const range = { ...keys.auditPointersBetween(person, from, end), reverse: true, limit: wanted };
    const { items: pointers, next } = await deps.durable.query(range);
    const keysOf = pointers.map((item) => keyOfEntry(pointer.parse(item)));
    const entries = new Map((await batchGetAll(deps.durable, keysOf)).map((item) => [nameOf(item), item]));
    for (const key of keysOf) {
      const item = entries.get(nameOf(key));
      if (!item) found.missing.push(key.sk);
      else found.entries.push(...(await judged(deps, item)).filter(({ entry }) => fits(query, entry)));
    }
    const last = pointers.at(-1);
    if (!next || !last) return { ...found, next: undefined };
    found.next = last.sk;
    end = justBefore(last.sk);
    if (found.entries.length >= limit) return found;
  }
  return found;
}

const nameOf = ({ pk, sk }: Key) => `${pk} ${sk}`;

const fits = ({ person, actor, action }: AuditPageQuery, entry: AuditEntry): boolean =>
  (person === undefined || [entry.actor, entry.subject].includes(person)) &&
  (actor === undefined || entry.actor === actor) &&
  (action === undefined || entry.action === action);

/** An entry and whether it is what was recorded; nothing for what has no form of an entry. */
async function judged({ secrets }: Deps, item: Item): Promise<AuditEntryPage['entries']> {
  const { data: entry } = auditEntry.safeParse(item);
  return entry ? [{ entry, intact: await isIntact(secrets, item) }] : [];
}
