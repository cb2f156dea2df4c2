import { itemKind } from '../platform/item-kind.ts';
import type { Key } from '../platform/table.ts';

export const relationItems = {
  block: itemKind({
    table: 'durable',
    partition: 'USER#<user>',
    sort: 'BLOCKED#<blocked>',
    item: 'a user whom the user blocked',
    readBy: 'query: the list; batch, both ways, where one of two users has blocks',
  }),
  blockCount: itemKind({
    table: 'durable',
    partition: 'USER#<user>',
    sort: 'BLOCKS',
    item: 'how many users the user blocked',
    readBy: 'conditional update with each block',
  }),
};
const { block, blockCount } = relationItems;

export const keys = {
  block: (user: string, blocked: string): Key => block.key({ user, blocked }),
  blocks: (user: string) => ({
    pk: block.partition({ user }),
    sk: { beginsWith: block.sortPrefix },
  }),
  /** Who blocked whom, of a block's item. */
  blockOf: (key: Key): { user: string; blocked: string } => block.parse(key),
  blockCount: (user: string): Key => blockCount.key({ user }),
};
