import * as z from 'zod';
import { keys } from '../keys.ts';
import type { Secrets } from '../secrets.ts';
import type { Item, Key, Table } from '../table.ts';
import { untilUnchanged } from '../versions.ts';
import { auditActionNames, auditedAction, type AuditAction } from './actions.ts';
import { dayOf, type AuditEntry } from './entry.ts';

/** The entries of each partition have a chain of their own, so that many sign-ins do not hold up what is rare. */
export interface ChainName {
  day: string;
  action: string;
  shard: number;
}

/** The chains that there may be of a day: of all actions, or of one. */
export function chainsOf(day: string, action?: AuditAction): ChainName[] {
  const actions = action === undefined ? auditActionNames : [action];
  return actions.flatMap((one) =>
    Array.from({ length: auditedAction(one).shards ?? 1 }, (_, shard) => ({ day, action: one, shard })),
  );
}

/** A link of a chain: it fixes one entry, and all links before it. */
const chainLink = z.object({
  /** The sort key of the entry. */
  entry: z.string(),
  entryMac: z.string(),
  entryExpiresAt: z.number(),
  /** The code of the link before; empty in the first. */
  previous: z.string(),
  mac: z.string(),
});
export type ChainLink = z.infer<typeof chainLink> & { seq: number };

export function linkOf(item: Item): ChainLink {
  return { ...chainLink.parse(item), seq: Number(item.sk) };
}

/** The authentication code that a link at this place must have. */
export function linkMac(secrets: Secrets, key: Key, link: Omit<ChainLink, 'mac' | 'seq'>): Promise<string> {
  const { entry, entryMac, entryExpiresAt, previous } = link;
  return secrets.mac('audit', JSON.stringify([key.pk, key.sk, entry, entryMac, entryExpiresAt, previous]));
}

/** Links outlive what they fix, so that what expires does not look removed. */
const outliveSeconds = 30 * 24 * 3600;

/**
 * Puts a link for the entry at the end of its chain and gives it. Writers that come together put theirs one after the other: a link
 * is put only where there is none. An entry may get two, which says no more than one. Rejects with `Unavailable`.
 */
export async function appendLink(
  { durable, secrets }: { durable: Table; secrets: Secrets },
  entry: AuditEntry,
  entryKey: Key,
): Promise<ChainLink> {
  const chain = { day: dayOf(entry.at), action: entry.action, shard: entry.shard };
  return untilUnchanged(async () => {
    const last = await lastLink(durable, chain);
    // delivered twice
    if (last?.entry === entryKey.sk) return last;
    const seq = (last?.seq ?? 0) + 1;
    const key = keys.auditLink(chain, seq);
    const link = {
      entry: entryKey.sk,
      entryMac: entry.mac,
      entryExpiresAt: entry.expiresAt,
      previous: last?.mac ?? '',
    };
    const mac = await linkMac(secrets, key, link);
    const expiresAt = entry.expiresAt + outliveSeconds;
    await durable.put({ ...key, ...link, mac, expiresAt }, { exists: false });
    return { ...link, mac, seq };
  });
}

async function lastLink(durable: Table, chain: ChainName): Promise<ChainLink | undefined> {
  const { items } = await durable.query({ ...keys.auditLinks(chain), reverse: true, limit: 1 });
  const [last] = items;
  return last && linkOf(last);
}
