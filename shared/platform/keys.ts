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
};

export const keys = {
  deploymentSecret: (): Key => platformItems.deploymentSecret.key({}),
};
