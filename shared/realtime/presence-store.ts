import * as z from 'zod';
import { batchGetAll } from '../platform/batch-get.ts';
import type { Clock } from '../platform/ports.ts';
import type { Attributes, Change, Item, ReadOptions, Table } from '../platform/table.ts';
import { epochSeconds } from '../platform/time.ts';
import { unchangedSince, untilUnchanged } from '../platform/versions.ts';
import { ownStatus, privacyAudience, type OwnStatus, type PrivacyAudience } from '../protocol/index.ts';
import { keys } from './keys.ts';
import {
  silenceMilliseconds,
  socketLifeMilliseconds,
  type GuardedPresence,
  type Presence,
  type Socket,
  type UserPresence,
} from './model.ts';
import { isSecret, shownPresence } from './policy.ts';

/** A socket as an attribute of the item: when it connected and when it last gave a sign of life. */
const socketEntry = z.object({
  sessionId: z.string(),
  at: z.number(),
  seen: z.number(),
  scopes: z.array(z.string()).exactOptional(),
  endsAt: z.number().exactOptional(),
});
const presenceFields = z.object({
  status: ownStatus.default('online'),
  // `hidden` is what earlier versions write and read; they show presence to no one where it is for contacts
  hidden: z.boolean().default(false),
  audience: privacyAudience.exactOptional(),
  receipts: privacyAudience.default('everyone'),
  blocks: z.boolean().default(false),
  lastOnline: z.number().nullable().default(null),
  leftAt: z.number().nullable().default(null),
  shownUntil: z.number().nullable().default(null),
  version: z.number().default(0),
  language: z.string().exactOptional(),
  origin: z.string().exactOptional(),
});
const identity = z.object({
  userId: z.string(),
  sessionId: z.string(),
  scopes: z.string().exactOptional(),
  endsAt: z.string().exactOptional(),
});

/** Each socket is an attribute of its own in the user's item, so that opening and closing one touches no other. */
const attributePrefix = 's:';
const attributeOf = (connectionId: string) => attributePrefix + connectionId;

/** What stands there of a socket; `seen` in milliseconds since the epoch. */
const entryOf = ({ sessionId, connectedAt, scopes, endsAt }: Socket, seen: number) => ({
  sessionId,
  at: connectedAt,
  seen,
  ...(scopes && { scopes: [...scopes] }),
  ...(endsAt !== undefined && { endsAt }),
});

/** Which conversation a socket's device shows, or that its screen is hidden, stands beside it, as signs of life write the socket anew. */
const shownPrefix = 'f:';
const hiddenScreen = false;
const shownAttributeOf = (connectionId: string) => shownPrefix + connectionId;

/** All that an item has of a socket. */
const attributesOf = (connectionIds: readonly string[]): string[] =>
  connectionIds.flatMap((id) => [attributeOf(id), shownAttributeOf(id)]);

const nowhere: Presence = { online: false, status: 'offline', lastOnline: null };

/** What users choose in their privacy settings that decisions about presence and receipts need. */
export interface PresenceChoice {
  presence?: PrivacyAudience | undefined;
  receipts?: PrivacyAudience | undefined;
}

/** A live socket, and whether its user blocked others or is blocked by others. */
export type FoundSocket = Socket & { blocks?: boolean };

/** What a device shows: a conversation, or `null` for none. */
export interface Screen {
  conversationId: string | null;
  /** It is not visible: what happens is shown by pushes. */
  hidden: boolean;
}

/** How mails to the user of a device are written: in what language, and where their links begin. */
export type MailedFrom = Required<Pick<UserPresence, 'language' | 'origin'>>;

/** What reaching a user needs to know of them. */
export interface Reachable {
  sockets: Socket[];
  /** One of their devices gave a sign of life lately. */
  here: boolean;
  /** The conversations that their devices show. */
  shows: ReadonlySet<string>;
  /** The sessions with a connection whose screen is not hidden. */
  visible: ReadonlySet<string>;
  /** The user blocked others or is blocked by others. */
  blocks: boolean;
}

const guarded = ({ userId, shown, audience, blocks }: UserPresence): GuardedPresence => ({
  userId,
  shown,
  audience,
  blocks,
});

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
      if (name.startsWith(shownPrefix)) {
        const connectionId = name.slice(shownPrefix.length);
        // written after its socket closed
        if (!(attributeOf(connectionId) in item)) leftovers.push(connectionId);
      }
      if (!name.startsWith(attributePrefix)) continue;
      const { at, seen, ...rest } = socketEntry.parse(item[name]);
      const connectionId = name.slice(attributePrefix.length);
      const { endsAt = Infinity } = rest;
      if (at <= now - socketLifeMilliseconds || endsAt <= now) {
        leftovers.push(connectionId);
      } else {
        sockets.push({ connectionId, userId, connectedAt: at, ...rest });
        if (seen > now - silenceMilliseconds) alive.push(connectionId);
      }
    }
    sockets.sort((a, b) => a.connectedAt - b.connectedAt);
    return { sockets, leftovers, alive };
  }

  function read(userId: string, item: Item = { ...keys.presence(userId) }): UserPresence {
    const { sockets, leftovers, alive } = readSockets(userId, item);
    const fields = presenceFields.parse(item);
    const { status, lastOnline, leftAt, shownUntil, receipts, blocks, version, language, origin } = fields;
    const audience = fields.audience ?? (fields.hidden ? 'nobody' : 'everyone');
    const hidden = audience === 'nobody';
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
      audience,
      receipts,
      blocks,
      version,
      ...(language !== undefined && { language }),
      ...(origin !== undefined && { origin }),
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

    /** Registers a socket, and how its device is written to by mail. Returns the user's presence with it. */
    add(socket: Socket, from?: MailedFrom): Promise<UserPresence> {
      const { userId, connectionId, connectedAt } = socket;
      const mailed = from && { language: from.language, origin: from.origin };
      const entry = entryOf(socket, connectedAt);
      return change(userId, {
        set: { [attributeOf(connectionId)]: entry, lastOnline: connectedAt, ...mailed },
      });
    },

    /** A sign of life from a socket. */
    async touch(socket: Socket): Promise<void> {
      const now = clock.now();
      const { userId, connectionId } = socket;
      await change(userId, { set: { [attributeOf(connectionId)]: entryOf(socket, now), lastOnline: now } });
    },

    /** Sockets closed now: their user was here until now. */
    leave(userId: string, connectionIds: readonly string[]): Promise<UserPresence> {
      const now = clock.now();
      return change(userId, {
        remove: attributesOf(connectionIds),
        set: { lastOnline: now, leftAt: now },
      });
    },

    /** A socket turned out to be gone, at an unknown time. */
    lose(userId: string, connectionId: string): Promise<UserPresence> {
      return change(userId, { remove: attributesOf([connectionId]), set: { leftAt: clock.now() } });
    },

    /** Forgets sockets that do not count; missing ones are fine. */
    forget(userId: string, connectionIds: readonly string[]): Promise<UserPresence> {
      return change(userId, { remove: attributesOf(connectionIds) });
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

    /** Who may know of the presence of the person, and how far they have read. */
    setChoice(userId: string, { presence, receipts }: PresenceChoice) {
      return decide(userId, ({ here }) => ({
        ...(presence !== undefined && { audience: presence, hidden: presence !== 'everyone' }),
        ...(presence !== undefined && !here && { leftAt: null }),
        ...(receipts !== undefined && { receipts }),
      }));
    },

    /** Says of a user that there are blocks to look at before others see their presence. It is never taken back. */
    markBlocks(userId: string): Promise<UserPresence> {
      return change(userId, { set: { blocks: true } });
    },

    /** Who may know how far the user has read. It may be moments old. */
    async receiptsOf(userId: string): Promise<PrivacyAudience> {
      return read(userId, await table.get(keys.presence(userId), { eventually: true })).receipts;
    },

    /** Says what a socket's device shows. It is forgotten with the socket. */
    show({ userId, connectionId }: Socket, { conversationId, hidden }: Screen): Promise<UserPresence> {
      const name = shownAttributeOf(connectionId);
      const shown = hidden ? hiddenScreen : conversationId;
      return change(userId, shown === null ? { remove: [name] } : { set: { [name]: shown } });
    },

    /** How these users can be reached, by user id; who was never here is missing. It may be moments old. */
    async reachable(userIds: readonly string[]): Promise<Map<string, Reachable>> {
      const items = await batchGetAll(
        table,
        userIds.map((userId) => keys.presence(userId)),
        { eventually: true },
      );
      return new Map(
        items.map((item) => {
          const userId = keys.userOf(item);
          const { sockets, alive } = readSockets(userId, item);
          const shownBy = (connectionId: string) => item[shownAttributeOf(connectionId)];
          const shows = alive.map(shownBy).filter((shown) => typeof shown === 'string');
          const visible = sockets
            .filter(({ connectionId: id }) => alive.includes(id) && shownBy(id) !== hiddenScreen)
            .map(({ sessionId }) => sessionId);
          const blocks = item['blocks'] === true;
          const here = alive.length > 0;
          return [userId, { sockets, here, shows: new Set(shows), visible: new Set(visible), blocks }];
        }),
      );
    },

    /** The live sockets of these people; read consistently unless asked otherwise. */
    async socketsOf(userIds: readonly string[], options: ReadOptions = {}): Promise<FoundSocket[]> {
      const items = await batchGetAll(
        table,
        userIds.map((userId) => keys.presence(userId)),
        options,
      );
      return items.flatMap((item) => {
        const { sockets } = readSockets(keys.userOf(item), item);
        return item['blocks'] === true ? sockets.map((socket) => ({ ...socket, blocks: true })) : sockets;
      });
    },

    /** Everything about one person, as of now. */
    get,

    /** What those know of one person who may; for showing, so it may be moments old. */
    async of(userId: string): Promise<GuardedPresence> {
      return guarded(read(userId, await table.get(keys.presence(userId), { eventually: true })));
    },

    /** The same of people who were ever here. Unless asked otherwise it may be moments old. */
    async ofMany(
      userIds: readonly string[],
      options: ReadOptions = { eventually: true },
    ): Promise<Map<string, GuardedPresence>> {
      const wanted = [...new Set(userIds)].map((userId) => keys.presence(userId));
      const items = await batchGetAll(table, wanted, options);
      return new Map(
        items.map((item) => {
          const userId = keys.userOf(item);
          return [userId, guarded(read(userId, item))];
        }),
      );
    },

    /** Remembers whose socket it is, for gateways that do not say so with each frame. */
    rememberIdentity: (connectionId: string, who: z.infer<typeof identity>) =>
      table.put({
        ...keys.socket(connectionId),
        ...who,
        expiresAt: epochSeconds(clock.now() + socketLifeMilliseconds),
      }),

    async identityOf(connectionId: string): Promise<z.infer<typeof identity> | undefined> {
      const item = await table.get(keys.socket(connectionId));
      return item && identity.parse(item);
    },
  };
}
