import { itemKind } from '../platform/item-kind.ts';
import type { Key } from '../platform/table.ts';

export const realtimeItems = {
  presence: itemKind({
    table: 'ephemeral',
    partition: 'USER#<user>',
    sort: 'PRESENCE',
    item: 'live sockets and what they show, last seen',
    readBy: 'batch for fan-out and lists',
  }),
  watching: itemKind({
    table: 'ephemeral',
    partition: 'USER#<user>',
    sort: 'WATCHING',
    item: 'whom the user watches',
    readBy: 'get and update when the list changes',
  }),
  watcher: itemKind({
    table: 'ephemeral',
    partition: 'WATCHED#<user>',
    sort: '<watcher>',
    item: 'who watches the user; TTL',
    readBy: 'query when presence changes',
  }),
  socket: itemKind({
    table: 'ephemeral',
    partition: 'SOCKET#<connection>',
    sort: 'SOCKET',
    item: 'connection → identity; TTL',
    readBy: 'get, where the gateway does not say',
  }),
};
const { presence, watching, watcher, socket } = realtimeItems;

export const keys = {
  presence: (user: string): Key => presence.key({ user }),
  /** Whose presence an item is. */
  userOf: (key: Key): string => presence.parse(key).user,
  watching: (user: string): Key => watching.key({ user }),
  watcher: (user: string, by: string): Key => watcher.key({ user, watcher: by }),
  watchers: (user: string) => ({ pk: watcher.partition({ user }) }),
  watcherOf: (key: Key): string => watcher.parse(key).watcher,
  socket: (connection: string): Key => socket.key({ connection }),
};
