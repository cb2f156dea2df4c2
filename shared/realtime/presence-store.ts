import * as z from 'zod';
import { batchGetAll } from '../platform/batch-get.ts';
import { keys } from '../platform/keys.ts';
import type { Clock } from '../platform/ports.ts';
import type { Item, Table } from '../platform/table.ts';
import { epochSeconds } from '../platform/time.ts';
import { socketLifeMilliseconds, type Presence, type Socket } from './model.ts';

const socketEntry = z.object({ sessionId: z.string(), at: z.number() });
const lastOnline = z.number().optional();
const identity = z.object({ userId: z.string(), sessionId: z.string() });

/** Each socket is an attribute of its own in the user's item, so that opening and closing one touches no other. */
const attributePrefix = 's:';
const attributeOf = (connectionId: string) => attributePrefix + connectionId;

export type PresenceStore = ReturnType<typeof presenceStore>;

/**
 * One item a user: the registry of their live sockets, presence and last seen at once. A group's sockets are a batch
 * of these. Reads for fan-out are consistent: a socket that opened before a message was stored must get it.
 */
export function presenceStore(table: Table, clock: Clock) {
  const unknown: Presence = { online: false, lastOnline: null };

  /** The user's sockets, oldest first, split into those that can still live and leftovers. */
  function readSockets(userId: string, item: Item): { live: Socket[]; stale: Socket[] } {
    const oldest = clock.now() - socketLifeMilliseconds;
    const live: Socket[] = [];
    const stale: Socket[] = [];
    for (const name in item) {
      if (!name.startsWith(attributePrefix)) continue;
      const { sessionId, at } = socketEntry.parse(item[name]);
      const socket = { connectionId: name.slice(attributePrefix.length), userId, sessionId, connectedAt: at };
      (at > oldest ? live : stale).push(socket);
    }
    live.sort((a, b) => a.connectedAt - b.connectedAt);
    return { live, stale };
  }

  function readPresence(userId: string, item: Item): Presence {
    const online = readSockets(userId, item).live.length > 0;
    return { online, lastOnline: lastOnline.parse(item['lastOnline']) ?? null };
  }

  const userOf = (item: Item) => item.pk.slice('USER#'.length);

  return {
    unknown,

    /** Registers a socket. Returns the user's sockets with it, and leftovers to clear away. */
    async add({ userId, connectionId, sessionId, connectedAt }: Socket) {
      const entry = { sessionId, at: connectedAt };
      const item = await table.update(keys.presence(userId), {
        set: { [attributeOf(connectionId)]: entry, lastOnline: connectedAt },
      });
      return readSockets(userId, item);
    },

    /** A socket closed now: its user was here until now. */
    async leave(userId: string, connectionId: string): Promise<void> {
      await table.update(keys.presence(userId), {
        remove: [attributeOf(connectionId)],
        set: { lastOnline: clock.now() },
      });
    },

    /** Forgets sockets of a user that turned out to be gone, nobody knows since when; missing ones are fine. */
    async forget(userId: string, connectionIds: readonly string[]): Promise<void> {
      if (connectionIds.length === 0) return;
      await table.update(keys.presence(userId), { remove: connectionIds.map(attributeOf) });
    },

    /** The live sockets of these people. */
    async socketsOf(userIds: readonly string[]): Promise<Socket[]> {
      const items = await batchGetAll(
        table,
        userIds.map((userId) => keys.presence(userId)),
      );
      return items.flatMap((item) => readSockets(userOf(item), item).live);
    },

    async of(userId: string): Promise<Presence> {
      const item = await table.get(keys.presence(userId), { eventually: true });
      return item ? readPresence(userId, item) : unknown;
    },

    /** The presence of people who were ever here; for showing, so it may be moments old. */
    async ofMany(userIds: readonly string[]): Promise<Map<string, Presence>> {
      const wanted = [...new Set(userIds)].map((userId) => keys.presence(userId));
      const items = await batchGetAll(table, wanted, { eventually: true });
      return new Map(items.map((item) => [userOf(item), readPresence(userOf(item), item)]));
    },

    /** Remembers whose socket it is, for gateways that do not say so with each frame. */
    rememberIdentity: (connectionId: string, who: z.infer<typeof identity>) =>
      table.put({
        ...keys.socket(connectionId),
        userId: who.userId,
        sessionId: who.sessionId,
        expiresAt: epochSeconds(clock.now() + socketLifeMilliseconds),
      }),

    async identityOf(connectionId: string): Promise<z.infer<typeof identity> | undefined> {
      const item = await table.get(keys.socket(connectionId));
      return item && identity.parse(item);
    },
  };
}
