import * as z from 'zod';
import { batchGetAll } from '../platform/batch-get.ts';
import { tableLimits, type Attributes, type Table, type Write } from '../platform/table.ts';
import { keys } from './keys.ts';
import type { Head, Member } from './model.ts';

/** What a change of a group does to its head. */
export interface HeadChange {
  /** How many numbers of the sequence it takes. */
  entries: number;
  /** By how much the number of members changes. */
  members?: number;
  /** By how much the number of waiting requests to join changes. */
  requests?: number;
  set?: Partial<
    Pick<
      Head,
      | 'name'
      | 'avatar'
      | 'settings'
      | 'community'
      | 'listedAt'
      | 'hasAbout'
      | 'hasWelcome'
      | 'hasRules'
      | 'rulesVersion'
      | 'expiry'
    >
  >;
}

const storedAbout = z.object({ about: z.string() });
const storedWelcome = z.object({
  welcome: z.string().nullable().default(null),
  rules: z.string().nullable().default(null),
});

/** What users read who join a group: the welcome text afterwards, the rules before. */
export type WelcomeTexts = z.infer<typeof storedWelcome>;

/** A part of the members in one step of erasing a group: the item and the pointer of each in one transaction. */
const erasedAtOnce = Math.floor(tableLimits.transactionItems / 2);

/** The head after a change, by which its audience is found. */
export function headAfter(
  head: Head,
  now: number,
  { entries, members = 0, requests = 0, set = {} }: HeadChange,
): Head {
  return {
    ...head,
    ...set,
    memberCount: head.memberCount + members,
    ...(requests !== 0 && { requests: (head.requests ?? 0) + requests }),
    membersVersion: head.membersVersion + 1,
    lastSeq: head.lastSeq + entries,
    changesSince: 0,
    lastActivityAt: Math.max(head.lastActivityAt, now),
  };
}

/**
 * The writes that change a group and its members. One write of the head takes the numbers of the sequence and raises
 * `membersVersion`: a send that got a later number knows that its copy of the members is old.
 */
export function changeOfGroup(table: Table) {
  const unchanged = ({ membersVersion, lastSeq }: Head) => ({ equals: { membersVersion, lastSeq } });

  return {
    /**
     * Changes a group that is as it was read, together with `further` writes, or rejects with `ConditionFailed`: there was
     * another change or a message since, or a condition of `further` does not hold.
     */
    async changeGroup(
      before: Head,
      now: number,
      change: HeadChange,
      further: readonly Write[],
    ): Promise<void> {
      const { entries, members = 0, requests = 0, set } = change;
      const { lastActivityAt } = headAfter(before, now, change);
      const attributes: Attributes = { ...set, lastActivityAt, changesSince: 0 };
      const update = {
        set: attributes,
        add: {
          lastSeq: entries,
          membersVersion: 1,
          ...(members !== 0 && { memberCount: members }),
          ...(requests !== 0 && { requests }),
        },
        if: unchanged(before),
      };
      await table.transact([{ update: keys.conversation(before.id), change: update }, ...further]);
    },

    /** Removes the head of a group that is as it was read: from then on it does not exist for anyone. Rejects like `changeGroup`. */
    async deleteHead(before: Head, further: readonly Write[]): Promise<void> {
      await table.transact([{ delete: keys.conversation(before.id), if: unchanged(before) }, ...further]);
    },

    /** The writes by which someone who is no member becomes one. */
    joinWrites: (conversationId: string, joining: Member): Write[] => [
      { put: { ...keys.member(conversationId, joining.userId), ...joining }, if: { exists: false } },
      { put: { ...keys.isIn(joining.userId, conversationId), conversationId } },
    ],

    /** The writes by which a member is one no more, if they still have this role. */
    leaveWrites: (conversationId: string, { userId, role }: Pick<Member, 'userId' | 'role'>): Write[] => [
      { delete: keys.member(conversationId, userId), if: { exists: true, equals: { role } } },
      { delete: keys.isIn(userId, conversationId) },
    ],

    /** The write that changes what a member is, if they still have the role of before. `mutedUntil: null`: not muted any more. */
    memberWrite(
      conversationId: string,
      { userId, role }: Pick<Member, 'userId' | 'role'>,
      change: { role?: Member['role']; mutedUntil?: number | null },
    ): Write {
      const { mutedUntil, role: newRole } = change;
      const set: Attributes = {
        ...(newRole !== undefined && { role: newRole }),
        ...(typeof mutedUntil === 'number' && { mutedUntil }),
      };
      return {
        update: keys.member(conversationId, userId),
        change: {
          ...(Object.keys(set).length > 0 && { set }),
          ...(mutedUntil === null && { remove: ['mutedUntil'] }),
          if: { exists: true, equals: { role } },
        },
      };
    },

    /** Holds the transaction back if the actor does not have this role any more. */
    roleCheck: (conversationId: string, { userId, role }: Pick<Member, 'userId' | 'role'>): Write => ({
      check: keys.member(conversationId, userId),
      if: { exists: true, equals: { role } },
    }),

    /** Holds the transaction back if the members, what they may do, or the group itself changed since. */
    headCheck: ({ id, membersVersion }: Head): Write => ({
      check: keys.conversation(id),
      if: { exists: true, equals: { membersVersion } },
    }),

    /**
     * The write that counts one more request to join a group that is as it was read, or one fewer. `limit`: it
     * fails where that number waits already.
     */
    requestsWrite: ({ id, membersVersion }: Head, by: 1 | -1, limit?: number): Write => ({
      update: keys.conversation(id),
      change: {
        add: { requests: by },
        if: {
          exists: true,
          equals: { membersVersion },
          ...(limit !== undefined && { below: { requests: limit } }),
        },
      },
    }),

    /** The write of the text about a group; the head says whether there is one. */
    aboutWrite: (conversationId: string, about: string | null): Write =>
      about === null
        ? { delete: keys.about(conversationId) }
        : { put: { ...keys.about(conversationId), about } },

    /** The texts about these groups, by the ids of those that have one. */
    async abouts(conversationIds: readonly string[]): Promise<Map<string, string>> {
      const items = await batchGetAll(
        table,
        conversationIds.map((id) => keys.about(id)),
      );
      return new Map(items.map((item) => [keys.aboutOf(item), storedAbout.parse(item).about]));
    },

    /** The write of the texts for who joins a group; the head says which there are. */
    welcomeWrite: (conversationId: string, { welcome, rules }: WelcomeTexts): Write =>
      welcome === null && rules === null
        ? { delete: keys.welcome(conversationId) }
        : {
            put: {
              ...keys.welcome(conversationId),
              ...(welcome !== null && { welcome }),
              ...(rules !== null && { rules }),
            },
          },

    /** The texts for who joins these groups, by the ids of those that have some. */
    async welcomes(conversationIds: readonly string[]): Promise<Map<string, WelcomeTexts>> {
      const items = await batchGetAll(
        table,
        conversationIds.map((id) => keys.welcome(id)),
      );
      return new Map(items.map((item) => [keys.welcomeOf(item), storedWelcome.parse(item)]));
    },

    /** Removes some members of a group that has no head any more. Returns whom; none: all are gone. */
    async eraseMembers(
      conversationId: string,
      before: (userIds: string[]) => Promise<void>,
    ): Promise<number> {
      const { items } = await table.query({ ...keys.members(conversationId), limit: erasedAtOnce });
      const userIds = items.map((item) => keys.memberOf(item));
      if (userIds.length === 0) return 0;
      await before(userIds);
      await table.transact(
        userIds.flatMap((userId) => [
          { delete: keys.member(conversationId, userId) },
          { delete: keys.isIn(userId, conversationId) },
        ]),
      );
      return userIds.length;
    },

    /** Removes what is stored of a group besides its members and its log: data keys, if its keys were rotated, and its text. */
    async eraseRest(conversationId: string): Promise<void> {
      await table.delete(keys.about(conversationId));
      await table.delete(keys.welcome(conversationId));
      for (;;) {
        const { items } = await table.query({ ...keys.dataKeys(conversationId), limit: erasedAtOnce });
        if (items.length === 0) return;
        await Promise.all(
          items.map((item) => table.delete(keys.dataKey(conversationId, keys.dataKeyId(item)))),
        );
      }
    },
  };
}
