import * as z from 'zod';
import { batchGetAll } from '../platform/batch-get.ts';
import type { Clock } from '../platform/ports.ts';
import type { Attributes, Change, Item, ReadOptions, Table } from '../platform/table.ts';
import { epochSeconds } from '../platform/time.ts';
import { unchangedSince, untilUnchanged } from '../platform/versions.ts';
import { ownStatus, type OwnStatus } from '../protocol/index.ts';
import { keys } from './keys.ts';
import {
  silenceMilliseconds,
  socketLifeMilliseconds,
  type Presence,
  type Socket,
  type UserPresence,
} from './model.ts';
import { isSecret, shownPresence } from './policy.ts';

/** A socket as an attribute of the item: when it connected and when it last gave a sign of life. */
const socketEntry = z.object({ sessionId: z.string(), at: z.number(), seen: z.number() });
const presenceFields = z.object({
  status: ownStatus.default('online'),
  hidden: z.boolean().default(false),
  lastOnline: z.number().nullable().default(null),
  leftAt: z.number().nullable().default(null),
  shownUntil: z.number().nullable().default(null),
  version: z.number().default(0),
});
const identity = z.object({ userId: z.string(), sessionId: z.string() });

/** Each socket is an attribute of its own in the user's item, so that opening and closing one touches no other. */
const attributePrefix = 's:';
const attributeOf = (connectionId: string) => attributePrefix + connectionId;

const nowhere: Presence = { online: false, status: 'offline', lastOnline: null };

export type PresenceStore = ReturnType<typeof presenceStore>;

/**
 * One item a user: the registry of their live sockets, presence and last seen at once. A group's sockets are a batch
 * of these. Reads for the fan-out of messages are consistent: a socket that opened before one was stored must get it.
 */
export function presenceStore(table: Table, clock: Clock) {
  /** The sockets in a user's item, those that cannot live any more apart, and which gave a sign of life lately. */
  function readSockets(userId: string, item: Item) {
    const now = clock.now();
    const sockets: Socket[] = [];
    const leftovers: string[] = [];
    const alive: string[] = [];
    for (const name in item) {
      if (!name.startsWith(attributePrefix)) continue;
      const { sessionId, at, seen } = socketEntry.parse(item[name]);
      const connectionId = name.slice(attributePrefix.length);
      if (at <= now - socketLifeMilliseconds) {
        leftovers.push(connectionId);
      } else {
        sockets.push({ connectionId, userId, sessionId, connectedAt: at });
        if (seen > now - silenceMilliseconds) alive.push(connectionId);
      }
    }
    sockets.sort((a, b) => a.connectedAt - b.connectedAt);
    return { sockets, leftovers, alive };
  }

  function read(userId: string, item: Item = { ...keys.presence(userId) }): UserPresence {
    const { sockets, leftovers, alive } = readSockets(userId, item);
    const { status, hidden, lastOnline, leftAt, shownUntil, version } = presenceFields.parse(item);
    const here = alive.length > 0;
    return {
      userId,
      sockets,
      leftovers,
      alive,
      here,
      status,
      lastOnline,
      leftAt,
      shownUntil,
      secret: isSecret({ status, hidden }),
      shown: shownPresence({ status, hidden, here, lastOnline, shownUntil }),
      version,
    };
  }

  async function change(userId: string, change: Change): Promise<UserPresence> {
    return read(userId, await table.update(keys.presence(userId), { ...change, add: { version: 1 } }));
  }

  async function get(userId: string): Promise<UserPresence> {
    return read(userId, await table.get(keys.presence(userId)));
  }

  /**
   * Changes the item by what it says, also if sockets come and go or another device decides at the same time. Returns
   * how the person was seen when the call came, and is seen now.
   */
  async function decide(
    userId: string,
    changed: (before: UserPresence) => Attributes,
  ): Promise<{ before: UserPresence; after: UserPresence }> {
    const first = await get(userId);
    const after = await untilUnchanged(async (attempt) => {
      const before = attempt === 1 ? first : await get(userId);
      return change(userId, { set: changed(before), if: unchangedSince(before.version) });
    });
    return { before: first, after };
  }

  return {
    /** The presence of an unknown user. */
    nowhere,

    /** Registers a socket. Returns the user's presence with it. */
    add({ userId, connectionId, sessionId, connectedAt }: Socket): Promise<UserPresence> {
      const entry = { sessionId, at: connectedAt, seen: connectedAt };
      return change(userId, { set: { [attributeOf(connectionId)]: entry, lastOnline: connectedAt } });
    },

    /** A sign of life from a socket. */
    async touch({ userId, connectionId, sessionId, connectedAt }: Socket): Promise<void> {
      const now = clock.now();
      const entry = { sessionId, at: connectedAt, seen: now };
      await change(userId, { set: { [attributeOf(connectionId)]: entry, lastOnline: now } });
    },

    /** Sockets closed now: their user was here until now. */
    leave(userId: string, connectionIds: readonly string[]): Promise<UserPresence> {
      const now = clock.now();
      return change(userId, {
        remove: connectionIds.map(attributeOf),
        set: { lastOnline: now, leftAt: now },
      });
    },

    /** A socket turned out to be gone, at an unknown time. */
    lose(userId: string, connectionId: string): Promise<UserPresence> {
      return change(userId, { remove: [attributeOf(connectionId)], set: { leftAt: clock.now() } });
    },

    /** Forgets sockets that do not count; missing ones are fine. */
    forget(userId: string, connectionIds: readonly string[]): Promise<UserPresence> {
      return change(userId, { remove: connectionIds.map(attributeOf) });
    },

    /** What the person wants to be seen as. What they did while invisible stays unknown. */
    setStatus(userId: string, status: OwnStatus) {
      return decide(userId, ({ here, lastOnline, shownUntil, status: old }) => {
        const [was, is] = [old === 'invisible', status === 'invisible'];
        return {
          status,
          ...(is && !was && { shownUntil: here ? clock.now() : lastOnline }),
          ...(was && !is && !here && { lastOnline: shownUntil }),
          ...(!here && { leftAt: null }),
        };
      });
    },

    /** Whether others may know of the presence of the person at all. */
    setHidden(userId: string, hidden: boolean) {
      return decide(userId, ({ here }) => ({ hidden, ...(!here && { leftAt: null }) }));
    },

    /** The live sockets of these people; read consistently unless asked otherwise. */
    async socketsOf(userIds: readonly string[], options: ReadOptions = {}): Promise<Socket[]> {
      const items = await batchGetAll(
        table,
        userIds.map((userId) => keys.presence(userId)),
        options,
      );
      return items.flatMap((item) => readSockets(keys.userOf(item), item).sockets);
    },

    /** Everything about one person, as of now. */
    get,

    /** What others may know of one person; for showing, so it may be moments old. */
    async of(userId: string): Promise<Presence> {
      return read(userId, await table.get(keys.presence(userId), { eventually: true })).shown;
    },

    /** What others may know of people who were ever here. Unless asked otherwise it may be moments old. */
    async ofMany(
      userIds: readonly string[],
      options: ReadOptions = { eventually: true },
    ): Promise<Map<string, Presence>> {
      const wanted = [...new Set(userIds)].map((userId) => keys.presence(userId));
      const items = await batchGetAll(table, wanted, options);
      return new Map(
        items.map((item) => {
          const userId = keys.userOf(item);
          return [userId, read(userId, item).shown];
        }),
      );
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
