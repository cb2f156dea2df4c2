import { keys } from '../keys.ts';
import type { Secrets } from '../secrets.ts';
import type { Item, Query, Table } from '../table.ts';
import { epochSeconds } from '../time.ts';
import { chainsOf, linkMac, linkOf, type ChainLink, type ChainName } from './chain.ts';
import { auditEntry, isIntact } from './entry.ts';

/** What is wrong, and with which entry or link (by its sort key). */
export interface AuditProblem {
  what: 'entry changed' | 'entry missing' | 'entry not sealed' | 'link changed' | 'link missing';
  at: string;
}

/** What was found of the entries of one partition. */
export interface ChainReport extends ChainName {
  entries: number;
  links: number;
  /** Entries so new that they may still be on their way into the chain. */
  pending: number;
  /** The code of the last link: compare it with what the log of `after-commit` says. */
  last: string | undefined;
  problems: AuditProblem[];
}

/** By then an entry is in its chain, unless something is wrong. */
const sealedWithinMs = 3600_000;

/** Checks the chains of a day (`2026-11-30`), and that each entry is what the chain says. Rejects with `Unavailable`. */
export async function verifyDay(
  deps: { durable: Table; secrets: Secrets; now: number },
  day: string,
): Promise<ChainReport[]> {
  const reports = await Promise.all(chainsOf(day).map((chain) => verifyChain(deps, chain)));
  return reports.filter(({ entries, links }) => entries + links > 0);
}

/** The same of one chain. */
export async function verifyChain(
  { durable, secrets, now }: { durable: Table; secrets: Secrets; now: number },
  chain: ChainName,
): Promise<ChainReport> {
  const problems: AuditProblem[] = [];
  // the links first: an entry that comes meanwhile is pending at worst
  const links = await allItems(durable, keys.auditLinks(chain));
  const entries = new Map((await allItems(durable, keys.auditEntries(chain))).map((item) => [item.sk, item]));
  for (const item of entries.values()) {
    if (!(await isIntact(secrets, item))) problems.push({ what: 'entry changed', at: item.sk });
  }
  const { sealed, last } = await verifyLinks(secrets, links, { entries, now, problems });
  let pending = 0;
  for (const item of entries.values()) {
    if (sealed.has(item.sk)) continue;
    const { data } = auditEntry.safeParse(item);
    // its link may have gone before it
    if (data && data.expiresAt <= epochSeconds(now)) continue;
    if (data && now - data.at < sealedWithinMs) pending += 1;
    else problems.push({ what: 'entry not sealed', at: item.sk });
  }
  return { ...chain, entries: entries.size, links: links.length, pending, last: last?.mac, problems };
}

async function verifyLinks(
  secrets: Secrets,
  items: readonly Item[],
  found: { entries: ReadonlyMap<string, Item>; now: number; problems: AuditProblem[] },
): Promise<{ sealed: Set<string>; last: ChainLink | undefined }> {
  const { entries, now, problems } = found;
  const sealed = new Set<string>();
  let last: ChainLink | undefined;
  for (const item of items) {
    const link = linkOf(item);
    const expired = link.entryExpiresAt <= epochSeconds(now);
    const follows = link.seq === (last?.seq ?? 0) + 1;
    // of what has expired the table removes links in any order
    if (!follows && !expired) problems.push({ what: 'link missing', at: `before ${item.sk}` });
    const right = link.mac === (await linkMac(secrets, item, link));
    if (!right || (follows && link.previous !== (last?.mac ?? ''))) {
      problems.push({ what: 'link changed', at: item.sk });
    }
    const entry = entries.get(link.entry);
    if (!entry && !expired) problems.push({ what: 'entry missing', at: link.entry });
    if (entry && entry['mac'] !== link.entryMac) problems.push({ what: 'entry changed', at: link.entry });
    sealed.add(link.entry);
    last = link;
  }
  return { sealed, last };
}

/** All items of a query, page by page. */
async function allItems(table: Table, query: Query): Promise<Item[]> {
  const items: Item[] = [];
  let page = await table.query(query);
  for (;;) {
    items.push(...page.items);
    if (!page.next) return items;
    page = await table.query({ ...query, after: page.next });
  }
}
