import { viewUserSummary } from '../accounts/index.ts';
import { deliveredUpTo, progressOf, type Member, type Roster } from '../conversations/index.ts';
import { viewEntries } from '../messages/index.ts';
import { wireTime } from '../platform/time.ts';
import { limits, type Conversation, type Participant } from '../protocol/index.ts';
import type { InboxContext } from './context.ts';
import { countUnread, unreadIn, viewUnread } from './unread.ts';

/** Conversations as one of their members sees them, in the given order. */
export async function viewConversations(
  context: InboxContext,
  rosters: readonly Roster[],
  viewerId: string,
): Promise<Conversation[]> {
  const shown = rosters.map(({ members }) =>
    [...members.values()].sort(byRank).slice(0, limits.participantsShown),
  );
  const people = shown.flat().map(({ userId }) => userId);
  const [accounts, presences, recent] = await Promise.all([
    context.accounts.getMany(people),
    context.presence.ofMany(people),
    context.messages.recent(
      rosters.map(({ head: { id, lastSeq }, members }) => ({
        id,
        lastSeq,
        after: members.get(viewerId)?.readSeq ?? lastSeq,
      })),
    ),
  ]);

  const participants = (members: readonly Member[]) =>
    members.flatMap(({ userId, role }): Participant[] => {
      const account = accounts.get(userId);
      const presence = presences.get(userId) ?? context.presence.nowhere;
      return account ? [{ ...viewUserSummary(account, presence), role }] : [];
    });

  return Promise.all(
    rosters.map(async ({ head, members }, index) => {
      const me = members.get(viewerId);
      if (!me) throw new Error('a conversation is shown to its members only');
      const { newest, since } = recent.get(head.id) ?? {};
      const progress = progressOf(members.values());
      const [lastMessage = null] = newest
        ? await viewEntries(context, { head, progress }, [newest], viewerId)
        : [];
      const unread = since ? unreadIn(since, me) : await countUnread(context, head, me);
      return {
        id: head.id,
        isGroup: head.isGroup,
        name: head.name,
        avatar: head.avatar,
        about: null,
        createdAt: wireTime(head.createdAt),
        createdBy: head.createdBy,
        memberCount: head.memberCount,
        participants: participants(shown[index] ?? []),
        lastSeq: head.lastSeq,
        ...viewUnread(unread),
        lastMessage,
        me: viewMe(me),
      };
    }),
  );
}

const rank: Record<Member['role'], number> = { owner: 0, admin: 1, member: 2 };

/** Owners and admins first; otherwise the order is the same for all callers, at all times. */
function byRank(a: Member, b: Member): number {
  return rank[a.role] - rank[b.role] || (a.userId < b.userId ? -1 : 1);
}

/** The part of a conversation that is the viewer's own. */
export function viewMe(me: Member): Conversation['me'] {
  const { role, readSeq, notifications, joinedAt } = me;
  return { role, readSeq, deliveredSeq: deliveredUpTo(me), notifications, joinedAt: wireTime(joinedAt) };
}
