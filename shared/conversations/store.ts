import * as z from 'zod';
import { batchGetAll } from '../platform/batch-get.ts';
import { ChatError } from '../platform/errors.ts';
import type { DataKey } from '../platform/envelope.ts';
import { directConversationId } from '../platform/ids.ts';
import { ConditionFailed, tableLimits, type Table, type Write } from '../platform/table.ts';
import { untilUnchanged } from '../platform/versions.ts';
import { blockAttribute } from './blocks.ts';
import { keys } from './keys.ts';
import { listingMilliseconds } from './listing-due.ts';
import { changeOfGroup } from './group-change.ts';
import { membersReader, type MembersCache } from './members.ts';
import { head, member, shownMarks, type Head, type Member, type Standing } from './model.ts';
import { showingReader } from './showing-reader.ts';

const pointer = z.object({ conversationId: z.string() });

const lastSent = z.object({ lastSentAt: z.number(), lastSentAs: z.string().exactOptional() });

const storedKey = head.pick({ wrappedKey: true });

/**
 * By so much the clocks of two senders, or the ways of their writes, may differ. In a busy group they do all the time, and
 * each second write would count against the thousand a second that its head takes.
 */
export const clockSkewMilliseconds = 1_000;

export type ConversationStore = ReturnType<typeof conversationStore>;

/** Conversations, their members with their watermarks, and the pointers from people to conversations. */
export function conversationStore(table: Table, cache: MembersCache = {}) {
  const members = membersReader(table, cache);

  async function readHead(conversationId: string): Promise<Head | undefined> {
    const item = await table.get(keys.conversation(conversationId));
    return item && head.parse(item);
  }

  const memberWrites = (conversationId: string, joining: Member): Write[] => [
    { put: { ...keys.member(conversationId, joining.userId), ...joining } },
    { put: { ...keys.isIn(joining.userId, conversationId), conversationId } },
  ];

  /** What memory knows of the members is old from now on. */
  const membersVersionWrite = (conversationId: string): Write => ({
    update: keys.conversation(conversationId),
    change: { add: { membersVersion: 1 }, if: { exists: true } },
  });

  return {
    ...members.queries,
    ...showingReader(table, members),

    ...changeOfGroup(table),

    head: readHead,

    /** A wrapped data key of a conversation whose keys were rotated. Rejects with an `Error` where there is none. */
    async wrappedKey(conversationId: string, keyId: string): Promise<Uint8Array> {
      const item = await table.get(keys.dataKey(conversationId, keyId));
      return storedKey.parse(item).wrappedKey;
    },

    /**
     * Puts another data key in the place of the head's. Both stay readable under their ids: a send that is on its way uses
     * the one before, and a process may have the head of before in memory. Rejects with `ConditionFailed` if the head has a
     * third one.
     */
    async replaceKey(before: Head, { keyId, wrapped }: Pick<DataKey, 'keyId' | 'wrapped'>): Promise<void> {
      await table.transact([
        { put: { ...keys.dataKey(before.id, before.keyId), wrappedKey: before.wrappedKey } },
        { put: { ...keys.dataKey(before.id, keyId), wrappedKey: wrapped } },
        {
          update: keys.conversation(before.id),
          change: { set: { keyId, wrappedKey: wrapped }, if: { equals: { keyId: before.keyId } } },
        },
      ]);
    },

    /** Of these users, those with whom the user has a direct conversation. It may be moments old. */
    async sharedWith(userId: string, others: readonly string[]): Promise<ReadonlySet<string>> {
      const byId = new Map(others.map((other) => [directConversationId(userId, other), other]));
      const items = await batchGetAll(
        table,
        [...byId.keys()].map((id) => keys.conversation(id)),
        { eventually: true },
      );
      return new Set(items.flatMap((item) => byId.get(head.parse(item).id) ?? []));
    },

    /**
     * The writes by which the direct conversation of two users knows that the first blocks the other since a time, or with
     * `null` no longer does; none if they have no conversation, or it says so already.
     */
    async blockWrites(userId: string, otherId: string, since: number | null): Promise<Write[]> {
      const found = await readHead(directConversationId(userId, otherId));
      const attribute = blockAttribute(userId, otherId);
      if (!found || (found[attribute] === undefined) === (since === null)) return [];
      const mark = since === null ? { remove: [attribute] } : { set: { [attribute]: since } };
      // copies of the head in memory are good while `membersVersion` is the same
      const change = { ...mark, add: { membersVersion: 1 }, if: { exists: true } };
      return [{ update: keys.conversation(found.id), change }];
    },

    /**
     * Takes the next number of the conversation's sequence. One atomic write, which also returns the head of now. Where the
     * clock is behind the time of the last activity, a second write takes the number and leaves the time, which so never
     * goes back by more than `clockSkewMilliseconds`. `waitsUntil`: how long it may wait to be read before its time counts, if it
     * does. Throws `conversation_not_found`.
     */
    async takeSeq(conversationId: string, now: number, waitsUntil = 0): Promise<Head> {
      const key = keys.conversation(conversationId);
      const next = { add: { lastSeq: 1 } };
      const set = { changesSince: 0, ...(waitsUntil > 0 && { waitsUntil }) };
      try {
        const inTime = { exists: true, below: { lastActivityAt: now + clockSkewMilliseconds } };
        const timed = { ...set, lastActivityAt: now };
        return head.parse(await table.update(key, { ...next, set: timed, if: inTime }));
      } catch (error) {
        if (!(error instanceof ConditionFailed)) throw error;
        if (!error.item) throw new ChatError('conversation_not_found');
      }
      return head.parse(await table.update(key, { ...next, set, if: { exists: true } }));
    },

    /** Notes that a message may wait to be read until a time. */
    async noteWaiting(conversationId: string, waitsUntil: number): Promise<void> {
      const change = { set: { waitsUntil }, if: { exists: true, below: { waitsUntil } } };
      try {
        await table.update(keys.conversation(conversationId), change);
      } catch (error) {
        if (!(error instanceof ConditionFailed)) throw error;
      }
    },

    /**
     * Takes the next number for a change of a message, which does not count as activity; `changesMentions`: of whom it mentions. Throws
     * `conversation_not_found`.
     */
    async takeChangeSeq(conversationId: string, now: number, changesMentions: boolean): Promise<Head> {
      const change = {
        add: { lastSeq: 1, changesSince: 1, ...(changesMentions && { mentionChanges: 1 }) },
        set: { lastChangeAt: now },
        if: { exists: true },
      };
      try {
        return head.parse(await table.update(keys.conversation(conversationId), change));
      } catch (error) {
        if (error instanceof ConditionFailed) throw new ChatError('conversation_not_found');
        throw error;
      }
    },

    /**
     * The writes that count one message more which a member has deleted for themselves, at most `limit`. With the first one, what
     * memory knows of the members is old.
     */
    hideWrites: (conversationId: string, me: Member, limit: number): Write[] => [
      {
        update: keys.member(conversationId, me.userId),
        change: { add: { hiddenCount: 1 }, if: { exists: true, below: { hiddenCount: limit } } },
      },
      ...(me.hiddenCount === undefined ? [membersVersionWrite(conversationId)] : []),
    ],

    /**
     * The writes that count that a member saved a message or took it out, if none did since `me` was read. With the first one, what
     * memory knows of the members is old.
     */
    starChangeWrites: (conversationId: string, me: Member): Write[] => [
      {
        update: keys.member(conversationId, me.userId),
        // numbers only grow: "below the next one" is "equal", also where there is none
        change: {
          add: { starChanges: 1 },
          if: { exists: true, below: { starChanges: (me.starChanges ?? 0) + 1 } },
        },
      },
      ...(me.starChanges === undefined ? [membersVersionWrite(conversationId)] : []),
    ],

    /** The write that counts one pinned message more, at most `limit`, or one fewer. */
    pinsWrite: (conversationId: string, by: 1 | -1, limit: number): Write => ({
      update: keys.conversation(conversationId),
      change: { add: { pins: by }, if: { exists: true, ...(by === 1 && { below: { pins: limit } }) } },
    }),

    /**
     * The write that counts one more webhook that is on, one fewer, or as many, in a group whose members and webhooks are as they were
     * read. What memory has of the group is old from then on.
     */
    webhooksWrite: ({ id, membersVersion }: Pick<Head, 'id' | 'membersVersion'>, by: 1 | -1 | 0): Write => ({
      update: keys.conversation(id),
      change: {
        add: { membersVersion: 1, ...(by !== 0 && { webhooks: by }) },
        if: { exists: true, equals: { membersVersion } },
      },
    }),

    /** The write that counts one webhook fewer that is on, whatever else changed. */
    webhookOffWrite: (conversationId: string): Write => ({
      update: keys.conversation(conversationId),
      change: { add: { membersVersion: 1, webhooks: -1 }, if: { exists: true } },
    }),

    /** Notes that the place of a public group among the others is brought up to date. `false`: another caller was first. */
    async claimListing(conversationId: string, now: number): Promise<boolean> {
      const due = { exists: true, below: { listedAt: now - listingMilliseconds + 1 } };
      try {
        await table.update(keys.conversation(conversationId), { set: { listedAt: now }, if: due });
        return true;
      } catch (error) {
        if (error instanceof ConditionFailed) return false;
        throw error;
      }
    },

    /**
     * Stores a new conversation with its members, and what else is given. `false`: it exists already, nothing was done. With more members than
     * one transaction takes, the head comes last: until then the conversation does not exist for anybody.
     */
    async create(fresh: Head, joining: readonly Member[], also: readonly Write[] = []): Promise<boolean> {
      const writes: Write[] = [
        ...also,
        ...joining.flatMap((one) => memberWrites(fresh.id, one)),
        { put: { ...keys.conversation(fresh.id), ...fresh }, if: { exists: false } },
      ];
      try {
        for (let start = 0; start < writes.length; start += tableLimits.transactionItems) {
          await table.transact(writes.slice(start, start + tableLimits.transactionItems));
        }
        return true;
      } catch (error) {
        if (error instanceof ConditionFailed) return false;
        throw error;
      }
    },

    /** The ids of every conversation a user is in. */
    async idsOf(userId: string): Promise<string[]> {
      const ids: string[] = [];
      let after;
      do {
        const page = await table.query({ ...keys.isInRange(userId), ...(after && { after }) });
        ids.push(...page.items.map((item) => pointer.parse(item).conversationId));
        after = page.next;
      } while (after);
      return ids;
    },

    /** In how many conversations a user is, and whether it may be more: `most` are counted. */
    async countOf(userId: string, most: number): Promise<{ count: number; more: boolean }> {
      const { items, next } = await table.query({ ...keys.isInRange(userId), limit: most, eventually: true });
      return { count: items.length, more: next !== undefined };
    },

    /** Heads by id; one that was never finished is missing. */
    async heads(conversationIds: readonly string[]): Promise<Head[]> {
      const items = await batchGetAll(
        table,
        conversationIds.map((id) => keys.conversation(id)),
      );
      return items.map((item) => head.parse(item));
    },

    /** Of these conversations, those that the user is in. */
    async joinedAmong(conversationIds: readonly string[], userId: string): Promise<ReadonlySet<string>> {
      const items = await batchGetAll(
        table,
        conversationIds.map((id) => keys.member(id, userId)),
      );
      return new Set(items.map(keys.conversationOf));
    },

    /** Conversations and the user's own membership in each; what was never finished or left is missing. */
    async standings(conversationIds: readonly string[], userId: string): Promise<Standing[]> {
      const items = await batchGetAll(
        table,
        conversationIds.flatMap((id) => [keys.conversation(id), keys.member(id, userId)]),
      );
      const heads = items.filter(keys.isHead).map((item) => head.parse(item));
      const own = new Map(
        items
          .filter((item) => !keys.isHead(item))
          .map((item) => [keys.conversationOf(item), member.parse(item)]),
      );
      return heads.flatMap((found) => {
        const me = own.get(found.id);
        return me ? [{ head: found, me }] : [];
      });
    },

    /** A conversation and one person's own item in it, as of now. `undefined`: that one is no member, or there is none. */
    async standing(conversationId: string, userId: string): Promise<Standing | undefined> {
      const items = await table.batchGet([
        keys.conversation(conversationId),
        keys.member(conversationId, userId),
      ]);
      const [first, own] = [items.find(keys.isHead), items.find((item) => !keys.isHead(item))];
      return first && own && { head: head.parse(first), me: member.parse(own) };
    },

    /** Those of these people who are members, with their items of now. */
    async membersAmong(conversationId: string, userIds: readonly string[]): Promise<Member[]> {
      const items = await batchGetAll(
        table,
        userIds.map((userId) => keys.member(conversationId, userId)),
      );
      return items.map((item) => member.parse(item));
    },

    /** Which messages notify a member. Returns the member's item of now; `undefined`: the user is no member. */
    async setNotifications(
      conversationId: string,
      userId: string,
      { notifications, until }: { notifications: Member['notifications']; until: number | undefined },
    ): Promise<Member | undefined> {
      try {
        const item = await table.update(keys.member(conversationId, userId), {
          set: {
            notifications,
            notificationsChosen: true,
            ...(until !== undefined && { notificationsUntil: until }),
          },
          ...(until === undefined && { remove: ['notificationsUntil'] }),
          if: { exists: true },
        });
        return member.parse(item);
      } catch (error) {
        if (error instanceof ConditionFailed) return undefined;
        throw error;
      }
    },

    /**
     * In a group with slow mode, lets a member send now if `waitMs` went by since the last time; the same `clientId` again is
     * let through, as it is the same message. Returns how many milliseconds are left to wait: 0, if it may be sent.
     */
    async takeTurn(
      conversationId: string,
      userId: string,
      { now, waitMs, clientId }: { now: number; waitMs: number; clientId: string | undefined },
    ): Promise<number> {
      try {
        await table.update(keys.member(conversationId, userId), {
          set: { lastSentAt: now, ...(clientId !== undefined && { lastSentAs: clientId }) },
          ...(clientId === undefined && { remove: ['lastSentAs'] }),
          if: { exists: true, below: { lastSentAt: now - waitMs + 1 } },
        });
        return 0;
      } catch (error) {
        if (!(error instanceof ConditionFailed)) throw error;
        // who is no member any more is refused with the number
        if (!error.item) return 0;
        const last = lastSent.parse(error.item);
        if (clientId !== undefined && last.lastSentAs === clientId) return 0;
        // a time that lies ahead is of a clock that was put right since
        return Math.min(waitMs, last.lastSentAt + waitMs - now);
      }
    },

    /**
     * Notes that a notification waits for a member here, so that reading finds that out without a read; `ofMessages`: the one
     * that stands for all messages. Returns the member as of now. `undefined`: the user is none any more.
     */
    async markNotified(
      conversationId: string,
      userId: string,
      { at, ofMessages }: { at: number; ofMessages: boolean },
    ): Promise<Member | undefined> {
      try {
        const item = await table.update(keys.member(conversationId, userId), {
          set: { notifiedAt: at, ...(ofMessages && { messagesNotifiedAt: at }) },
          if: { exists: true },
        });
        return member.parse(item);
      } catch (error) {
        if (error instanceof ConditionFailed) return undefined;
        throw error;
      }
    },

    /** Takes back what is given of that. `false`: others came meanwhile, and nothing was done. */
    async unmarkNotified(
      conversationId: string,
      userId: string,
      marks: Pick<Member, 'notifiedAt' | 'messagesNotifiedAt'>,
    ): Promise<boolean> {
      const equals = Object.fromEntries(Object.entries(marks));
      const change = { remove: Object.keys(marks), if: { exists: true, equals } };
      try {
        await table.update(keys.member(conversationId, userId), change);
        return true;
      } catch (error) {
        if (error instanceof ConditionFailed) return false;
        throw error;
      }
    },

    /** A member's own item. It may be moments old. */
    async memberOf(conversationId: string, userId: string): Promise<Member | undefined> {
      const item = await table.get(keys.member(conversationId, userId), { eventually: true });
      return item && member.parse(item);
    },

    /** A page of the members in the order of their ids, and after whom it goes on. */
    async members(conversationId: string, limit: number, after: string | undefined) {
      const page = await table.query({
        ...keys.members(conversationId),
        limit,
        ...(after !== undefined && { after: keys.member(conversationId, after) }),
      });
      const found = page.items.map((item) => member.parse(item));
      return { members: found, next: page.next && found.at(-1)?.userId };
    },

    /** Remembers how many unread entries were counted, unless the member has read further meanwhile. */
    async rememberCount(
      conversationId: string,
      userId: string,
      counted: NonNullable<Member['counted']>,
    ): Promise<void> {
      try {
        const change = { set: { counted }, if: { equals: { readSeq: counted.after } } };
        await table.update(keys.member(conversationId, userId), change);
      } catch (error) {
        if (!(error instanceof ConditionFailed)) throw error;
      }
    },

    /**
     * Moves a member's watermark forward; what is read is delivered. `undefined`: it was as far already; `stranger`: the
     * user is no member. The write itself finds that out, which spares a read. The others may know of it from then on.
     */
    async advance(
      conversationId: string,
      userId: string,
      mark: 'deliveredSeq' | 'readSeq',
      seq: number,
    ): Promise<Member | 'stranger' | undefined> {
      try {
        const item = await table.update(keys.member(conversationId, userId), {
          set: { [mark]: seq },
          remove: mark === 'readSeq' ? ['shownDeliveredSeq', 'shownReadSeq'] : ['shownDeliveredSeq'],
          if: { exists: true, below: { readSeq: seq, [mark]: seq } },
        });
        return member.parse(item);
      } catch (error) {
        if (!(error instanceof ConditionFailed)) throw error;
        return error.item ? undefined : 'stranger';
      }
    },

    /**
     * The same, of which the others may not know: with `delivery` they may know that it was delivered. What they may know is
     * what it was before.
     */
    async advanceHidden(
      conversationId: string,
      userId: string,
      mark: 'deliveredSeq' | 'readSeq',
      seq: number,
      showing: 'delivery' | 'nothing',
    ): Promise<Member | 'stranger' | undefined> {
      return untilUnchanged(async () => {
        const item = await table.get(keys.member(conversationId, userId));
        if (!item) return 'stranger';
        const before = member.parse(item);
        if (Math.max(before.readSeq, before[mark]) >= seq) return undefined;
        const shown = shownMarks(before);
        const shownDeliveredSeq =
          showing === 'nothing' ? shown.deliveredSeq : Math.max(shown.deliveredSeq, seq);
        const { deliveredSeq, readSeq } = before;
        const change = {
          set: { [mark]: seq, shownDeliveredSeq, shownReadSeq: shown.readSeq },
          if: { exists: true, equals: { deliveredSeq, readSeq } },
        };
        return member.parse(await table.update(keys.member(conversationId, userId), change));
      });
    },
  };
}
