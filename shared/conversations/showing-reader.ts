import { batchGetAll } from '../platform/batch-get.ts';
import type { Item, Table } from '../platform/table.ts';
import { keys } from './keys.ts';
import type { Known, MembersReader } from './members.ts';
import { head, member, shownMarks, type Head, type Member, type Standing } from './model.ts';
import { notifiesAll } from './policy.ts';
import { leastAdvanced, stillHolds } from './progress.ts';
import { showingOf, type Showing } from './showing.ts';

/**
 * Reads conversations for showing them. A group of up to 100 is one query, which reads everyone. Of a bigger one memory has
 * who is shown and how far all are, under `membersVersion`; whether that is still right, the few least advanced members
 * show. All of its members are read only where it is not.
 */
export function showingReader(
  table: Table,
  members: Pick<MembersReader, 'cached' | 'remembered' | 'readAll'>,
) {
  async function readShowing(conversationId: string, userId: string): Promise<Showing | undefined> {
    const all = await members.readAll(conversationId, userId);
    if (!all?.own) return undefined;
    const { known, own } = all;
    return { head: known.head, me: own, shown: known.shown, progress: known.progress };
  }

  /** What memory has of a big group, as it is shown if it turns out to be right. */
  const big = (known: Known | undefined): Known | undefined =>
    known && !notifiesAll(known.head) ? known : undefined;

  return {
    /** One conversation, to one of its members. `undefined`: that one is no member, or there is no such conversation. */
    async showing(conversationId: string, userId: string): Promise<Showing | undefined> {
      const known = big(members.cached(conversationId));
      if (!known) return readShowing(conversationId, userId);
      const ids = new Set([userId, ...leastAdvanced(known.progress)]);
      const items = await table.batchGet([
        keys.conversation(conversationId),
        ...[...ids].map((id) => keys.member(conversationId, id)),
      ]);
      const first = items.find(keys.isHead);
      const current = first && head.parse(first);
      const found = byConversation(items).get(conversationId) ?? [];
      const me = found.find((one) => one.userId === userId);
      if (!current || !me) return undefined;
      return (
        fromMemory(current, me, members.remembered(current), found) ?? readShowing(conversationId, userId)
      );
    },

    /** The owner and admins of a group under a head just read: of more than are shown of a group, the first. */
    async admins(current: Head): Promise<string[]> {
      const known = members.remembered(current) ?? (await members.readAll(current.id))?.known;
      return (known?.shown ?? []).flatMap(({ userId, role }) => (role === 'member' ? [] : [userId]));
    },

    /**
     * Conversations of one member, in their order. In direct ones and big groups the others' watermarks may be moments old,
     * and all of them are one batch; other groups are a query each.
     */
    async showingsOf(standings: readonly Standing[], userId: string): Promise<Showing[]> {
      const wanted = standings.map(({ head: current }) => {
        const { pair = [] } = current;
        const known = big(members.remembered(current));
        const ids = known ? leastAdvanced(known.progress) : pair;
        return { id: current.id, known, others: ids.filter((id) => id !== userId) };
      });
      const others = wanted.flatMap(({ id, others }) => others.map((other) => keys.member(id, other)));
      const read = byConversation(await batchGetAll(table, others, { eventually: true }));
      const showings = await Promise.all(
        standings.map(async ({ head: current, me }, index) => {
          const { known } = wanted[index] ?? {};
          const found = read.get(current.id) ?? [];
          if (known) return fromMemory(current, me, known, found) ?? readShowing(current.id, userId);
          const [other] = found;
          return other ? showingOf(current, me, [me, other]) : readShowing(current.id, userId);
        }),
      );
      // left out: what the user left since the standings were read
      return showings.filter((showing) => showing !== undefined);
    },
  };
}

/** The members among items of conversations. */
function byConversation(items: readonly Item[]): Map<string, Member[]> {
  const all = new Map<string, Member[]>();
  for (const item of items.filter((one) => !keys.isHead(one))) {
    const id = keys.conversationOf(item);
    all.set(id, [...(all.get(id) ?? []), member.parse(item)]);
  }
  return all;
}

/** `undefined`: memory does not say how it is now. `found`: the least advanced members, of now. */
function fromMemory(
  current: Head,
  me: Member,
  known: Known | undefined,
  found: readonly Member[],
): Showing | undefined {
  const holds =
    known && stillHolds(known.progress, new Map([me, ...found].map((one) => [one.userId, shownMarks(one)])));
  return holds ? { head: current, me, shown: known.shown, progress: known.progress } : undefined;
}
