import * as z from 'zod';
import { batchGetAll } from '../platform/batch-get.ts';
import { bytes } from '../platform/bytes.ts';
import type { Item, Key, Table, Write } from '../platform/table.ts';
import { keys } from './keys.ts';

/** A request to join a group. Times are milliseconds since the epoch. */
const storedRequest = z.object({
  userId: z.string(),
  at: z.number(),
  /** The version of the rules that the user accepted; 0: there were none. */
  rulesVersion: z.number(),
  invitedBy: z.string().exactOptional(),
  /** What the user wrote, sealed under the group's data key. */
  sealedMessage: bytes.exactOptional(),
  keyId: z.string().exactOptional(),
});
export type StoredRequest = z.infer<typeof storedRequest>;

/** Of a stored request: who asked to join which group, and when. */
export function requestPlace(item: Item): { conversationId: string; userId: string; at: number } {
  const { userId, at } = storedRequest.parse(item);
  return { conversationId: keys.requestedIn(item), userId, at };
}

const asked = z.object({ at: z.number() });
/** Requests in one step of erasing a group. */
const erasedAtOnce = 25;

/** Requests to join groups: in the order of their time by group, and by user through a pointer. */
export function requestStore(table: Table) {
  async function requestOf(conversationId: string, userId: string): Promise<StoredRequest | undefined> {
    const pointer = await table.get(keys.hasAsked(userId, conversationId));
    if (!pointer) return undefined;
    const item = await table.get(keys.request(conversationId, asked.parse(pointer).at, userId));
    return item && storedRequest.parse(item);
  }

  const endWrites = (conversationId: string, { at, userId }: StoredRequest): Write[] => [
    { delete: keys.request(conversationId, at, userId), if: { exists: true } },
    { delete: keys.hasAsked(userId, conversationId), if: { exists: true } },
  ];

  async function askedAmong(pointers: readonly Key[]): Promise<{ user: string; conversation: string }[]> {
    return (await batchGetAll(table, pointers)).map(keys.asked);
  }

  return {
    /** The request of a user to join a group, as of now. */
    requestOf,

    /** Of these groups, those that the user asked to join. */
    async requestedAmong(conversationIds: readonly string[], userId: string): Promise<ReadonlySet<string>> {
      const found = await askedAmong(conversationIds.map((id) => keys.hasAsked(userId, id)));
      return new Set(found.map(({ conversation }) => conversation));
    },

    /** Of these users, those who asked to join the group. */
    async askingAmong(conversationId: string, userIds: readonly string[]): Promise<string[]> {
      const found = await askedAmong(userIds.map((userId) => keys.hasAsked(userId, conversationId)));
      return found.map(({ user }) => user);
    },

    /** A page of the requests, oldest first, and after which it goes on. */
    async requests(
      conversationId: string,
      limit: number,
      after: Pick<StoredRequest, 'at' | 'userId'> | undefined,
    ): Promise<{ requests: StoredRequest[]; more: boolean }> {
      const page = await table.query({
        ...keys.requests(conversationId),
        // one more than asked for tells whether there are more, without an empty last page
        limit: limit + 1,
        ...(after && { after: keys.request(conversationId, after.at, after.userId) }),
      });
      const requests = page.items.slice(0, limit).map((item) => storedRequest.parse(item));
      return { requests, more: page.items.length > limit };
    },

    /** Stores the request of a user who has none, together with `further` writes. Rejects with `ConditionFailed`. */
    addRequest: (conversationId: string, request: StoredRequest, further: readonly Write[]): Promise<void> =>
      table.transact([
        ...further,
        { put: { ...keys.request(conversationId, request.at, request.userId), ...request } },
        {
          put: { ...keys.hasAsked(request.userId, conversationId), at: request.at },
          if: { exists: false },
        },
      ]),

    /** Has a request accept other rules. Rejects with `ConditionFailed` where it is over. */
    async acceptRules(
      conversationId: string,
      { at, userId }: StoredRequest,
      rulesVersion: number,
    ): Promise<void> {
      await table.update(keys.request(conversationId, at, userId), {
        set: { rulesVersion },
        if: { exists: true },
      });
    },

    /** Ends a request that is there, together with `further` writes. Rejects with `ConditionFailed`. */
    endRequest: (conversationId: string, request: StoredRequest, further: readonly Write[]): Promise<void> =>
      table.transact([...endWrites(conversationId, request), ...further]),

    /** The writes that end a request: one that is there. */
    endRequestWrites: endWrites,

    /** Holds a transaction back if the user asks to join the group at this moment. */
    noRequestCheck: (conversationId: string, userId: string): Write => ({
      check: keys.hasAsked(userId, conversationId),
      if: { exists: false },
    }),

    /** Removes some requests to join a deleted group. Returns how many; 0: all are gone. */
    async eraseRequests(conversationId: string): Promise<number> {
      const { items } = await table.query({ ...keys.requests(conversationId), limit: erasedAtOnce });
      const requests = items.map((item) => storedRequest.parse(item));
      await Promise.all(
        requests.flatMap(({ at, userId }) => [
          table.delete(keys.request(conversationId, at, userId)),
          table.delete(keys.hasAsked(userId, conversationId)),
        ]),
      );
      return requests.length;
    },
  };
}
