import { itemKind } from './item-kind.ts';
import type { Key } from './table.ts';

export const platformItems = {
  deploymentSecret: itemKind({
    table: 'durable',
    partition: 'SECRET',
    sort: 'SECRET',
    item: 'wrapped deployment secret',
    readBy: 'get once per process',
  }),
  deploymentSettings: itemKind({
    table: 'durable',
    partition: 'SETTINGS',
    sort: 'SETTINGS',
    item: 'what administrators decided about the deployment',
    readBy: 'get, at most once in 5 seconds per process',
  }),
  rateLimit: itemKind({
    table: 'ephemeral',
    partition: 'LIMIT#<limit>#<key>',
    sort: 'LIMIT',
    item: 'how much of a rate limit is used up; TTL',
    readBy: 'update; the key of an address or mailbox is a keyed hash',
  }),
  auditEntry: itemKind({
    table: 'durable',
    partition: 'AUDIT#<day>#<action>#<shard>',
    sort: '<time>#<id>',
    item: 'entry of the audit log; TTL',
    readBy: 'query: an action on a day; batch, from pointers',
  }),
  auditPointer: itemKind({
    table: 'durable',
    partition: 'AUDITED#<person>',
    sort: '<time>#<id>',
    item: 'an audit entry names this person; TTL',
    readBy: 'query: what a person did and what was done to them',
  }),
  auditLink: itemKind({
    table: 'durable',
    partition: 'AUDITCHAIN#<day>#<action>#<shard>',
    sort: '<seq>',
    item: 'link of the chain over the audit entries of a partition; TTL',
    readBy: 'query: the last one to append, all to verify; appended by conditional put',
  }),
};

const sortableTime = (at: number): string => String(Math.max(0, at)).padStart(13, '0');

export const keys = {
  deploymentSecret: (): Key => platformItems.deploymentSecret.key({}),
  deploymentSettings: (): Key => platformItems.deploymentSettings.key({}),
  rateLimit: (limit: string, key: string): Key => platformItems.rateLimit.key({ limit, key }),
  /** `at` in epoch milliseconds. */
  auditEntry: (of: AuditPartition, at: number, id: string): Key =>
    platformItems.auditEntry.key({ ...partsOf(of), time: sortableTime(at), id }),
  auditEntries: (of: AuditPartition) => ({ pk: platformItems.auditEntry.partition(partsOf(of)) }),
  /** The entries of a partition from this moment on and before that place, both inclusive. */
  auditEntriesBetween: (of: AuditPartition, from: number, to: string) => ({
    pk: platformItems.auditEntry.partition(partsOf(of)),
    sk: { from: sortableTime(from), to },
  }),
  /** The same of pointers to entries of a person. */
  auditPointersBetween: (person: string, from: number, to: string) => ({
    pk: platformItems.auditPointer.partition({ person }),
    sk: { from: sortableTime(from), to },
  }),
  /** The last place at a moment. */
  auditPlace: (at: number): string => `${sortableTime(at)}~`,
  auditPointer: (person: string, at: number, id: string): Key =>
    platformItems.auditPointer.key({ person, time: sortableTime(at), id }),
  /** `from` and `to` in epoch milliseconds, both inclusive. */
  auditPointers: (person: string, from: number, to: number) => ({
    pk: platformItems.auditPointer.partition({ person }),
    sk: { from: sortableTime(from), to: `${sortableTime(to)}~` },
  }),
  auditLink: (of: AuditPartition, seq: number): Key =>
    platformItems.auditLink.key({ ...partsOf(of), seq: String(seq).padStart(9, '0') }),
  auditLinks: (of: AuditPartition) => ({ pk: platformItems.auditLink.partition(partsOf(of)) }),
};

/** Which entries of the audit log stand together; the day as in `2026-11-30`. */
interface AuditPartition {
  day: string;
  action: string;
  shard: number;
}
const partsOf = ({ day, action, shard }: AuditPartition) => ({ day, action, shard: String(shard) });
