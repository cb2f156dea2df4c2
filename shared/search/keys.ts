import { itemKind } from '../platform/item-kind.ts';
import type { Key } from '../platform/table.ts';

export const searchItems = {
  // in a partition of its own, so that its items go together
  node: itemKind({
    table: 'durable',
    partition: 'SEARCH#<conversation>',
    sort: '<level>#<n>#<shard>',
    item: 'part of the search index, sealed: which messages or smaller parts have which hashed words',
    readBy: 'batch by searches, and to make the part above; query to erase',
  }),
};
const { node } = searchItems;

export const keys = {
  searchNode: (conversation: string, level: number, n: number, shard: number): Key =>
    node.key({ conversation, level: String(level), n: String(n), shard: String(shard) }),
  searchNodes: (conversation: string) => ({ pk: node.partition({ conversation }) }),
};
