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
  rateLimit: itemKind({
    table: 'ephemeral',
    partition: 'LIMIT#<limit>#<key>',
    sort: 'LIMIT',
    item: 'how much of a rate limit is used up; TTL',
    readBy: 'update; the key of an address or mailbox is a keyed hash',
  }),
};

export const keys = {
  deploymentSecret: (): Key => platformItems.deploymentSecret.key({}),
  rateLimit: (limit: string, key: string): Key => platformItems.rateLimit.key({ limit, key }),
};
