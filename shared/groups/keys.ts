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
  invite: itemKind({
    table: 'durable',
    partition: 'INVITE#<hash>',
    sort: 'INVITE',
    item: 'an invite by the hash of its code, the code sealed, and how often it was used; TTL once it is over',
    readBy: 'get; batch for the list of a group',
  }),
  hasInvite: itemKind({
    table: 'durable',
    partition: 'INVITES#<conversation>',
    sort: 'INVITE#<hash>',
    item: 'pointer to an invite of a group',
    readBy: 'query: at most 100',
  }),
  inviteCount: itemKind({
    table: 'durable',
    partition: 'INVITES#<conversation>',
    sort: 'COUNT',
    item: 'number of these pointers',
    readBy: 'conditional update where an invite is made',
  }),
  request: itemKind({
    table: 'durable',
    partition: 'REQUESTS#<conversation>',
    sort: '<time>#<user>',
    item: 'a request to join a group, its message sealed',
    readBy: 'query by pages, oldest first; get by way of the pointer',
  }),
  hasAsked: itemKind({
    table: 'durable',
    partition: 'USER#<user>',
    sort: 'ASKED#<conversation>',
    item: 'pointer to a request of a user to join a group',
    readBy: 'get; batch, of the groups that a user looks at or the users that are added',
  }),
  erasure: itemKind({
    table: 'durable',
    partition: 'ERASE#<conversation>',
    sort: 'ERASE',
    item: 'a deleted group of which there is still something to erase',
    readBy: 'get, by each step of erasing',
  }),
};
const { ban, invite, hasInvite, inviteCount, request, hasAsked, erasure } = groupItems;

export const keys = {
  ban: (conversation: string, user: string): Key => ban.key({ conversation, user }),
  bans: (conversation: string) => ({ pk: ban.partition({ conversation }) }),
  /** Who is banned by an item. */
  bannedBy: (key: Key): string => ban.parse(key).user,
  /** From which group an item bans. */
  bannedFrom: (key: Key): string => ban.parse(key).conversation,
  invite: (hash: string): Key => invite.key({ hash }),
  hasInvite: (conversation: string, hash: string): Key => hasInvite.key({ conversation, hash }),
  hasInvites: (conversation: string) => ({
    pk: hasInvite.partition({ conversation }),
    sk: { beginsWith: hasInvite.sortPrefix },
  }),
  /** To which invite a pointer leads. */
  inviteOf: (key: Key): string => hasInvite.parse(key).hash,
  inviteCount: (conversation: string): Key => inviteCount.key({ conversation }),
  /** Times have the same number of digits, so that they sort as text. */
  request: (conversation: string, at: number, user: string): Key =>
    request.key({ conversation, time: String(at).padStart(14, '0'), user }),
  /** Which group a request is for. */
  requestedIn: (key: Key): string => request.parse(key).conversation,
  requests: (conversation: string) => ({ pk: request.partition({ conversation }) }),
  hasAsked: (user: string, conversation: string): Key => hasAsked.key({ user, conversation }),
  /** Who asked, and to join which group. */
  asked: (key: Key): { user: string; conversation: string } => hasAsked.parse(key),
  erasure: (conversation: string): Key => erasure.key({ conversation }),
  /** Of which group an erasure is. */
  erased: (key: Key): string => erasure.parse(key).conversation,
};
