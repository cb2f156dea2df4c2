import { itemKind } from '../platform/item-kind.ts';
import type { Key } from '../platform/table.ts';

export const conversationItems = {
  isIn: itemKind({
    table: 'durable',
    partition: 'USER#<user>',
    sort: 'CONV#<conversation>',
    item: '"is in" pointer',
    readBy: 'query: the conversations of a user',
  }),
  // sorts before the members, so that one query reads both, the head first
  conversation: itemKind({
    table: 'durable',
    partition: 'CONV#<conversation>',
    sort: '#HEAD',
    item: 'conversation, counter',
    readBy: 'get; query together with its members',
  }),
  member: itemKind({
    table: 'durable',
    partition: 'CONV#<conversation>',
    sort: 'MEMBER#<user>',
    item: 'member, watermarks',
    readBy: 'get one; query all',
  }),
  // once keys were rotated; apart from the members, so that reading these reads none of it
  dataKey: itemKind({
    table: 'durable',
    partition: 'KEYS#<conversation>',
    sort: '<key id>',
    item: 'wrapped data key',
    readBy: 'get, for what an earlier key sealed',
  }),
};
const { isIn, conversation: head, member, dataKey } = conversationItems;

export const keys = {
  isIn: (user: string, conversation: string): Key => isIn.key({ user, conversation }),
  isInRange: (user: string) => ({ pk: isIn.partition({ user }), sk: { beginsWith: isIn.sortPrefix } }),

  conversation: (conversation: string): Key => head.key({ conversation }),
  isHead: (key: Key): boolean => head.is(key),
  member: (conversation: string, user: string): Key => member.key({ conversation, user }),
  members: (conversation: string) => ({
    pk: member.partition({ conversation }),
    sk: { beginsWith: member.sortPrefix },
  }),
  /** Of which conversation a member's item is. */
  conversationOf: (key: Key): string => member.parse(key).conversation,
  /** The head and then every member. */
  conversationWithMembers: (conversation: string) => ({ pk: head.partition({ conversation }) }),
  /** A data key of a conversation whose keys were rotated; the current one also lies in the head. */
  dataKey: (conversation: string, keyId: string): Key => dataKey.key({ conversation, 'key id': keyId }),
};
