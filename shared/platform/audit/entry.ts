import * as z from 'zod';
import { keys } from '../keys.ts';
import type { Secrets } from '../secrets.ts';
import type { Item, Key } from '../table.ts';
import { wireTime } from '../time.ts';

/** An entry as it is stored. It never changes. */
export const auditEntry = z.object({
  /** Epoch milliseconds. */
  at: z.number(),
  id: z.string(),
  /** Of another version, perhaps, that knows more actions. */
  action: z.string(),
  /** Which of the action's partitions it stands in. */
  shard: z.number(),
  actor: z.string(),
  subject: z.string(),
  outcome: z.enum(['done', 'refused']),
  /** A keyed hash of the IP address; empty where there was none. */
  address: z.string(),
  device: z.string(),
  /** Left out where there is none: DynamoDB Local's stream loses empty maps. */
  detail: z.record(z.string(), z.string()).default({}),
  /** Epoch seconds. */
  expiresAt: z.number(),
  /** Of all of the above and the entry's place: only who has the deployment's secret can make one. */
  mac: z.string(),
});
export type AuditEntry = z.infer<typeof auditEntry>;

/** Where the entry stands. */
export const keyOfEntry = ({
  at,
  action,
  shard,
  id,
}: Pick<AuditEntry, 'at' | 'action' | 'shard' | 'id'>): Key =>
  keys.auditEntry({ day: dayOf(at), action, shard }, at, id);

/** The day of a moment in UTC, `2026-11-30`. */
export const dayOf = (at: number): string => wireTime(at).slice(0, 10);

/** The authentication code that an entry at this place must have. */
export function entryMac(secrets: Secrets, key: Key, entry: Omit<AuditEntry, 'mac'>): Promise<string> {
  const { at, id, action, actor, subject, outcome, address, device, detail, expiresAt } = entry;
  const details = Object.entries(detail).sort(([a], [b]) => (a < b ? -1 : 1));
  const all = [key.pk, key.sk, at, id, action, actor, subject, outcome, address, device, details, expiresAt];
  return secrets.mac('audit', JSON.stringify(all));
}

/** Whether what is stored at this place is what was recorded there. */
export async function isIntact(secrets: Secrets, item: Item): Promise<boolean> {
  const { success, data } = auditEntry.safeParse(item);
  return success && data.mac === (await entryMac(secrets, item, data));
}
