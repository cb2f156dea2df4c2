import { viewUserSummary } from '../accounts/index.ts';
import { deliveredUpTo, type Member, type Showing, type Shown } from '../conversations/index.ts';
import { viewEntries } from '../messages/index.ts';
import { wireTime } from '../platform/time.ts';
import type { Conversation, Participant } from '../protocol/index.ts';
import type { InboxContext } from './context.ts';
import { countUnread, unreadIn, viewUnread } from './unread.ts';

/** Conversations as one of their members sees them, in the given order. */
export async function viewConversations(
  context: InboxContext,
  showings: readonly Showing[],
): Promise<Conversation[]> {
  const people = showings.flatMap(({ shown }) => shown.map(({ userId }) => userId));
  const [accounts, presences, recent] = await Promise.all([
    context.accounts.getMany(people),
    context.presence.ofMany(people),
    context.messages.recent(
      showings.map(({ head: { id, lastSeq }, me: { readSeq } }) => ({ id, lastSeq, after: readSeq })),
    ),
  ]);

  const participants = (members: readonly Shown[]) =>
    members.flatMap(({ userId, role }): Participant[] => {
      const account = accounts.get(userId);
      const presence = presences.get(userId) ?? context.presence.nowhere;
      return account ? [{ ...viewUserSummary(account, presence), role }] : [];
    });

  return Promise.all(
    showings.map(async ({ head, me, shown, progress }) => {
      const { newest, since } = recent.get(head.id) ?? {};
      const [lastMessage = null] = newest
        ? await viewEntries(context, { head, progress }, [newest], me.userId)
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
        participants: participants(shown),
        lastSeq: head.lastSeq,
        ...viewUnread(unread),
        lastMessage,
        me: viewMe(me),
      };
    }),
  );
}

/** The part of a conversation that is the viewer's own. */
export function viewMe(me: Member): Conversation['me'] {
  const { role, readSeq, notifications, joinedAt } = me;
  return { role, readSeq, deliveredSeq: deliveredUpTo(me), notifications, joinedAt: wireTime(joinedAt) };
}
