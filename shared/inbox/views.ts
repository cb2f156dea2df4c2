import { deliveredUpTo, type Member, type Showing, type Shown } from '../conversations/index.ts';
import { viewEntries } from '../messages/index.ts';
import { seePeople, type SeenPeople, type SeenPerson } from '../relations/index.ts';
import { wireTime } from '../platform/time.ts';
import type { Conversation, Participant } from '../protocol/index.ts';
import type { InboxContext } from './context.ts';
import { countUnread, unreadIn, viewUnread } from './unread.ts';

/** Conversations as one of their members sees them, in the given order. */
export async function viewConversations(
  context: InboxContext,
  viewerId: string,
  showings: readonly Showing[],
): Promise<Conversation[]> {
  return (await view(context, viewerId, showings)).conversations;
}

/** One that is new, to who made it and to the others. In a group these see of its members what any user does. */
export async function viewNewConversation(
  context: InboxContext,
  viewerId: string,
  showing: Showing,
): Promise<{ conversation: Conversation; toOthers: Conversation }> {
  const { conversations, people } = await view(context, viewerId, [showing]);
  const [conversation] = conversations;
  if (!conversation) throw new Error('a stored conversation has a view');
  const relation = conversation.isGroup ? 'stranger' : 'contact';
  const participants = participantsOf(showing.shown, (userId) => people.to(relation, userId));
  return { conversation, toOthers: { ...conversation, participants } };
}

async function view(
  context: InboxContext,
  viewerId: string,
  showings: readonly Showing[],
): Promise<{ conversations: Conversation[]; people: SeenPeople }> {
  const userIds = showings.flatMap(({ shown }) => shown.map(({ userId }) => userId));
  const contacts = new Set(showings.flatMap(({ head: { pair = [] } }) => pair));
  const [people, recent] = await Promise.all([
    seePeople(context, viewerId, userIds, contacts),
    context.messages.recent(
      showings.map(({ head: { id, lastSeq }, me: { readSeq } }) => ({
        id,
        viewerId,
        lastSeq,
        after: readSeq,
      })),
    ),
  ]);
  const conversations = await Promise.all(
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
        participants: participantsOf(shown, people.of),
        lastSeq: head.lastSeq,
        ...viewUnread(unread),
        lastMessage,
        me: viewMe(me),
      };
    }),
  );
  return { conversations, people };
}

function participantsOf(
  members: readonly Shown[],
  see: (userId: string) => SeenPerson | undefined,
): Participant[] {
  return members.flatMap(({ userId, role }) => {
    const person = see(userId);
    return person ? [{ ...person.summary, role }] : [];
  });
}

/** The part of a conversation that is the viewer's own. */
export function viewMe(me: Member): Conversation['me'] {
  const { role, readSeq, notifications, joinedAt } = me;
  return { role, readSeq, deliveredSeq: deliveredUpTo(me), notifications, joinedAt: wireTime(joinedAt) };
}
