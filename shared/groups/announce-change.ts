import { notifiesAll, type Head } from '../conversations/index.ts';
import { viewToMembers } from '../inbox/index.ts';
import { pushEntry, type EntryOf } from '../messages/index.ts';
import type { RemovalReason, ServerEvent } from '../protocol/index.ts';
import { publish, publishToConnected, theseUsers, type Audience } from '../realtime/index.ts';
import type { GroupsContext } from './context.ts';
import type { GroupChange } from './change-group.ts';

type Concerned = Pick<GroupChange, 'joining' | 'leaving' | 'concerning'>;

/**
 * Pushes what became of a stored change: the conversation to who came in, its end to who went, the entries to all who are in
 * now, and the conversation as it is now to each of them; in big groups only to those whose own membership changed, since all
 * others can tell it from the entries. Never rejects.
 */
export async function announceChange(
  context: GroupsContext,
  actorId: string,
  head: Head,
  entries: readonly EntryOf<'system'>[],
  { joining = [], leaving, concerning = [] }: Concerned,
): Promise<void> {
  try {
    const audience = context.conversations.audienceUnder(head);
    const isNew = new Set(joining);
    const told = notifiesAll(head) ? await idsIn(audience) : [...new Set([...concerning, actorId])];
    const others = told.filter((userId) => !isNew.has(userId));
    // entries do not count as unread
    const readUpTo = (entries[0]?.seq ?? 1) - 1;
    await Promise.all([
      leaving && pushRemoved(context, head.id, leaving.userIds, leaving.reason),
      // first the conversation, so that who came in knows what the entry is about
      pushConversation(context, 'conversation:new', head.id, joining, readUpTo).then(() =>
        Promise.all(entries.map((entry) => pushEntry(context, head.id, audience, entry))),
      ),
      pushConversation(context, 'conversation:updated', head.id, others, readUpTo),
    ]);
  } catch (error) {
    context.log.error({ err: error, conversationId: head.id }, 'a change of a group was not pushed');
  }
}

/**
 * Pushes a group as it is now to those of its members who are connected, but of big groups, where it is seen when it is next
 * loaded. Rejects where it cannot be read.
 */
export async function pushAsItIs(context: GroupsContext, head: Head): Promise<void> {
  if (!notifiesAll(head)) return;
  const members = await idsIn(context.conversations.audienceUnder(head));
  await pushConversation(context, 'conversation:updated', head.id, members, head.lastSeq);
}

/** Tells users that they are no longer in a conversation, and why. Never rejects. */
export const pushRemoved = (
  context: GroupsContext,
  conversationId: string,
  userIds: readonly string[],
  reason: RemovalReason,
): Promise<void> =>
  userIds.length === 0
    ? Promise.resolve()
    : publish(context, theseUsers(userIds), {
        type: 'conversation:removed',
        data: { id: conversationId, reason },
      });

/** Has the admins of a group know how many requests wait. Never rejects. */
export async function pushPending(context: GroupsContext, conversationId: string): Promise<void> {
  try {
    const head = await context.conversations.head(conversationId);
    if (!head) return;
    const admins = await context.conversations.admins(head);
    const data = { conversationId, pending: head.requests ?? 0 };
    await publish(context, theseUsers(admins), { type: 'group:request', data });
  } catch (error) {
    context.log.error({ err: error, conversationId }, 'the number of requests was not pushed');
  }
}

function pushConversation(
  context: GroupsContext,
  type: 'conversation:new' | 'conversation:updated',
  conversationId: string,
  userIds: readonly string[],
  readUpTo: number,
): Promise<void> {
  if (userIds.length === 0) return Promise.resolve();
  return publishToConnected(context, userIds, async (connected) => {
    const views = await viewToMembers(context, conversationId, connected, readUpTo);
    return new Map([...views].map(([userId, data]): [string, ServerEvent] => [userId, { type, data }]));
  });
}

async function idsIn(audience: Audience): Promise<string[]> {
  const ids: string[] = [];
  for await (const page of audience.pages()) ids.push(...page);
  return ids;
}
