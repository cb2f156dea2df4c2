import { itemKind } from '../platform/item-kind.ts';
import type { Key } from '../platform/table.ts';

export const groupItems = {
  // apart from the members, so that reading these reads none of it
  ban: itemKind({
    table: 'durable',
    partition: 'BANS#<conversation>',
    sort: '<user>',
    item: 'a user who cannot come into the group',
    readBy: 'batch where users are added; query by pages',
  }),
  erasure: itemKind({
    table: 'durable',
    partition: 'ERASE#<conversation>',
    sort: 'ERASE',
    item: 'a deleted group of which there is still something to erase',
    readBy: 'get, by each step of erasing',
  }),
};
const { ban, erasure } = groupItems;

export const keys = {
  ban: (conversation: string, user: string): Key => ban.key({ conversation, user }),
  bans: (conversation: string) => ({ pk: ban.partition({ conversation }) }),
  /** Who is banned by an item. */
  bannedBy: (key: Key): string => ban.parse(key).user,
  erasure: (conversation: string): Key => erasure.key({ conversation }),
  /** Of which group an erasure is. */
  erased: (key: Key): string => erasure.parse(key).conversation,
};
