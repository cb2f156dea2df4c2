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
  // apart from the head, so that no send pays for it
  about: itemKind({
    table: 'durable',
    partition: 'ABOUT#<conversation>',
    sort: 'ABOUT',
    item: 'text about a group',
    readBy: 'batch, of the groups that have one',
  }),
  // apart from the text about a group, which lists show
  welcome: itemKind({
    table: 'durable',
    partition: 'ABOUT#<conversation>',
    sort: 'WELCOME',
    item: 'welcome text and rules of a group',
    readBy: 'get by members and who is invited; batch, of groups that have rules',
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
const { isIn, conversation: head, member, about, welcome, dataKey } = conversationItems;

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
  /** Whose a member's item is. */
  memberOf: (key: Key): string => member.parse(key).user,
  /** The head and then every member. */
  conversationWithMembers: (conversation: string) => ({ pk: head.partition({ conversation }) }),
  about: (conversation: string): Key => about.key({ conversation }),
  /** Of which group a text is. */
  aboutOf: (key: Key): string => about.parse(key).conversation,
  welcome: (conversation: string): Key => welcome.key({ conversation }),
  /** Of which group the texts for who joins are. */
  welcomeOf: (key: Key): string => welcome.parse(key).conversation,
  /** All data keys of a conversation whose keys were rotated. */
  dataKeys: (conversation: string) => ({ pk: dataKey.partition({ conversation }) }),
  /** A data key of a conversation whose keys were rotated; the current one also lies in the head. */
  dataKey: (conversation: string, keyId: string): Key => dataKey.key({ conversation, 'key id': keyId }),
  /** The id of the data key in an item. */
  dataKeyId: (key: Key): string => dataKey.parse(key)['key id'],
};
