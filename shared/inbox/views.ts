import {
  communityOf,
  deliveredUpTo,
  endOfMute,
  lastMessageSeq,
  settingsOf,
  type Head,
  type Member,
  type Showing,
  type Shown,
} from '../conversations/index.ts';
import { mediaOf, readerOf, viewEntries } from '../messages/index.ts';
import { seePeople, type SeenPeople, type SeenPerson } from '../relations/index.ts';
import { wireTime } from '../platform/time.ts';
import type { Conversation, Participant } from '../protocol/index.ts';
import type { InboxContext } from './context.ts';
import { countUnread, nothingUnread, unreadIn, viewUnread } from './unread.ts';

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

/**
 * One conversation to each of some of its members, by their ids; who is none any more is missing. What all of them see is read
 * once, and then each member's item; unread messages are counted for those alone who have not read up to `readUpTo`. Of the
 * members each sees what any user does.
 */
export async function viewToMembers(
  context: InboxContext,
  conversationId: string,
  userIds: readonly string[],
  readUpTo: number,
): Promise<Map<string, Conversation>> {
  const members = await context.conversations.membersAmong(conversationId, userIds);
  const [first] = members;
  const showing = first && (await context.conversations.showing(conversationId, first.userId));
  if (!showing) return new Map();
  const { conversation, toOthers } = await viewNewConversation(context, first.userId, showing);
  const { lastMessage } = conversation;
  const ofOthers = lastMessage && { ...lastMessage };
  // only for its sender's devices
  if (ofOthers) delete ofOthers.clientId;
  const now = context.clock.now();
  const views = members.map(async (me): Promise<[string, Conversation]> => {
    const unread = me.readSeq >= readUpTo ? nothingUnread : await countUnread(context, showing.head, me);
    const { unreadCountIsMinimum: _, unreadMentions: __, ...shared } = toOthers;
    const last = lastMessage?.senderId === me.userId ? lastMessage : ofOthers;
    return [
      me.userId,
      { ...shared, ...viewUnread(unread), lastMessage: last, me: viewMe(showing.head, me, now) },
    ];
  });
  return new Map(await Promise.all(views));
}

async function view(
  context: InboxContext,
  viewerId: string,
  showings: readonly Showing[],
): Promise<{ conversations: Conversation[]; people: SeenPeople }> {
  const userIds = showings.flatMap(({ shown }) => shown.map(({ userId }) => userId));
  const readers = await Promise.all(showings.map(({ head, me }) => readerOf(context, head.id, viewerId, me)));
  const now = context.clock.now();
  const contacts = new Set(showings.flatMap(({ head: { pair = [] } }) => pair));
  const [people, recent, abouts] = await Promise.all([
    seePeople(context, viewerId, userIds, contacts),
    context.messages.recent(
      showings.map(({ head, me }, index) => ({
        id: head.id,
        reader: readers[index] ?? { userId: viewerId, now },
        // what came after was no message, however much it is
        lastSeq: lastMessageSeq(head),
        after: me.readSeq,
      })),
    ),
    context.conversations.abouts(showings.filter(({ head }) => head.hasAbout).map(({ head }) => head.id)),
  ]);
  // those of all conversations at once
  const media = await mediaOf(
    context,
    [...recent.values()].flatMap(({ newest }) => newest ?? []),
  );
  const conversations = await Promise.all(
    showings.map(async ({ head, me, shown, progress }) => {
      const { newest, since } = recent.get(head.id) ?? {};
      const [lastMessage = null] = newest
        ? await viewEntries(context, { head, progress }, [newest], me.userId, { media })
        : [];
      const unread = since ? unreadIn(since, me) : await countUnread(context, head, me);
      return {
        id: head.id,
        isGroup: head.isGroup,
        name: head.name,
        avatar: head.avatar,
        about: abouts.get(head.id) ?? null,
        createdAt: wireTime(head.createdAt),
        createdBy: head.createdBy,
        memberCount: head.memberCount,
        participants: participantsOf(shown, people.of),
        lastSeq: head.lastSeq,
        ...viewUnread(unread),
        ...(head.isGroup && { settings: settingsOf(head) }),
        community: head.isGroup ? communityOf(head) : null,
        ...(head.expiry && { expiry: head.expiry }),
        ...(head.pins !== undefined && head.pins > 0 && { pinCount: head.pins }),
        lastMessage,
        me: viewMe(head, me, now),
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

/** How many wait to be let in, to the admins of a group; left out where none do. */
export const viewRequests = (
  { requests = 0 }: Head,
  { role }: Pick<Member, 'role'>,
): { pendingRequests?: number } => (role !== 'member' && requests > 0 ? { pendingRequests: requests } : {});

/** How many messages the member has deleted for themselves, and how often they saved one or took it out; left out where they never did. */
export const viewOwnCounts = ({
  hiddenCount,
  starChanges,
}: Pick<Member, 'hiddenCount' | 'starChanges'>): Pick<Conversation['me'], 'hiddenCount' | 'starChanges'> => ({
  ...(hiddenCount !== undefined && { hiddenCount }),
  ...(starChanges !== undefined && { starChanges }),
});

/** The part of a conversation that is the viewer's own. */
export function viewMe(head: Head, me: Member, now: number): Conversation['me'] {
  const { role, readSeq, notifications, notificationsUntil = Infinity, joinedAt, joinedSeq } = me;
  const mutedUntil = endOfMute(me, now);
  const isQuiet = notifications !== 'all' && notificationsUntil > now;
  return {
    role,
    readSeq,
    deliveredSeq: deliveredUpTo(me),
    notifications: isQuiet ? notifications : 'all',
    joinedAt: wireTime(joinedAt),
    ...(joinedSeq !== undefined && { joinedSeq }),
    ...(isQuiet && notificationsUntil < Infinity && { notificationsUntil: wireTime(notificationsUntil) }),
    ...(mutedUntil !== undefined && { mutedUntil }),
    ...viewOwnCounts(me),
    ...viewRequests(head, me),
  };
}
