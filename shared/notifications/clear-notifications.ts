import { lastMessageSeq, type Member } from '../conversations/index.ts';
import { markReceipt, type Sender } from '../messages/index.ts';
import { limits, type ReadNotificationsRequest } from '../protocol/index.ts';
import { publish, theseUsers, type Screen, type Socket } from '../realtime/index.ts';
import type { Caller } from '../accounts/index.ts';
import type { NotificationsContext } from './context.ts';
import { isTimed, kindTraits, type FoundNotification } from './model.ts';
import { clearPushes } from './push/clear-pushes.ts';

/** How many are cleared at the same time, each by a write. */
const clearedAtOnce = 25;

/**
 * Moves the caller's watermark forward as `markReceipt` does, and clears what the caller has read so: on all devices. Where
 * nothing waits for the caller there, that takes nothing more. Throws `conversation_not_found`.
 */
export async function readConversation(
  context: NotificationsContext,
  reader: Sender,
  place: { conversationId: string; seq?: number | undefined },
): Promise<{ pushed: Promise<void> }> {
  const { pushed, moved } = await markReceipt(context, reader, 'read', place);
  if (moved?.me.notifiedAt === undefined) return { pushed };
  const { me, upTo } = moved;
  const clearing = clearIn(context, place.conversationId, me, async (found) => {
    const read = found.filter(
      ({ kind, moment }) => moment <= upTo && kindTraits[kind].clearedBy.includes('reading'),
    );
    // it stands for all unread messages. What comes from here on is seen by who tells of it: that is later than this clears
    if (!read.some(({ kind }) => kind === 'message')) return read;
    const head = await context.conversations.head(place.conversationId);
    const isReadUp = !head || lastMessageSeq(head) <= upTo;
    return isReadUp ? read : read.filter(({ kind }) => kind !== 'message');
  });
  return { pushed: Promise.all([pushed, clearing]).then(() => undefined) };
}

/**
 * Notes what a device shows, and whether its screen is visible at all, and clears what is seen by showing it. Of what happens there the
 * user is not notified from then on.
 */
export async function showConversation(
  context: NotificationsContext,
  socket: Socket,
  screen: Screen,
): Promise<{ pushed: Promise<void> }> {
  const { userId } = socket;
  await context.limits.take('focus', userId);
  await context.presence.show(socket, screen);
  const conversationId = screen.hidden ? null : screen.conversationId;
  const me =
    conversationId === null ? undefined : await context.conversations.memberOf(conversationId, userId);
  if (conversationId === null || me?.notifiedAt === undefined) return { pushed: Promise.resolve() };
  const shown = (found: FoundNotification[]) => Promise.resolve(found.filter(isShown));
  return { pushed: clearIn(context, conversationId, me, shown) };
}

/** Whether showing the conversation clears it. */
const isShown = ({ kind }: FoundNotification): boolean => kindTraits[kind].clearedBy.includes('showing');

/** Clears what the caller has seen in the list: some of it, or all up to a time. */
export async function readNotifications(
  context: NotificationsContext,
  { userId }: Caller,
  { ids, until }: ReadNotificationsRequest,
): Promise<{ pushed: Promise<void> }> {
  const { clock, conversations, notifications } = context;
  const now = clock.now();
  const end = until === undefined ? Infinity : Date.parse(until);
  const found = ids
    ? await notifications.withIds(userId, ids, now)
    : (await notifications.all(userId, now)).filter(({ at }) => at <= end);
  const places = found.flatMap(({ kind, conversationId }) =>
    kind === 'message' && conversationId !== undefined ? [conversationId] : [],
  );
  // one that stands for all messages covers those that are there now
  const heads = new Map((await conversations.heads(places)).map((head) => [head.id, head]));
  const upTo = ({ kind, conversationId = '', moment }: FoundNotification) =>
    isTimed(kind) ? now : (heads.get(conversationId)?.lastSeq ?? moment);
  await forgetMessages(context, userId, found);
  const cleared: FoundNotification[] = [];
  for (let start = 0; start < found.length; start += clearedAtOnce) {
    const some = found.slice(start, start + clearedAtOnce);
    const outcomes = await Promise.all(some.map((one) => notifications.clear(userId, one, upTo(one), now)));
    cleared.push(...some.filter((_, index) => outcomes[index]));
  }
  return { pushed: announceCleared(context, userId, cleared) };
}

/** Clears what `choose` finds cleared, of what waits in a conversation. Never rejects: a list leaves out what is read. */
async function clearIn(
  context: NotificationsContext,
  conversationId: string,
  me: Member,
  choose: (found: FoundNotification[]) => Promise<FoundNotification[]>,
): Promise<void> {
  const { clock, log, notifications } = context;
  const { userId } = me;
  try {
    const now = clock.now();
    const found = await notifications.inConversation(userId, conversationId, now);
    const cleared = await choose(found);
    // before them: what is notified of something later must not take them for what waits
    await unmark(context, conversationId, me, {
      all: cleared.length === found.length,
      messages: cleared.some(({ kind }) => kind === 'message'),
    });
    // the watermark says of most that they are not to be made again; of those that showing clears it does not
    const [noted, read] = [cleared.filter(isShown), cleared.filter((one) => !isShown(one))];
    await Promise.all([
      ...noted.map((one) => notifications.clear(userId, one, one.moment, now)),
      notifications.remove(
        userId,
        read.map(({ id }) => id),
      ),
    ]);
    await announceCleared(context, userId, cleared);
  } catch (error) {
    log.warn({ err: error, conversationId }, 'notifications were not cleared');
  }
}

/** Takes back in the member's item that `all` of what waited does so, or what stands for all `messages`. */
async function unmark(
  { conversations }: Pick<NotificationsContext, 'conversations'>,
  conversationId: string,
  { userId, notifiedAt, messagesNotifiedAt }: Member,
  { all, messages }: { all: boolean; messages: boolean },
): Promise<void> {
  const ofMessages = messagesNotifiedAt !== undefined && (all || messages) ? { messagesNotifiedAt } : {};
  const marks = { ...(all && notifiedAt !== undefined && { notifiedAt }), ...ofMessages };
  if (Object.keys(marks).length === 0) return;
  if (await conversations.unmarkNotified(conversationId, userId, marks)) return;
  // something else waits by now, which keeps the first mark
  if (messagesNotifiedAt !== undefined && Object.keys(marks).length > 1) {
    await conversations.unmarkNotified(conversationId, userId, ofMessages);
  }
}

/** Has further messages notify again of conversations whose notification for all messages goes. */
export async function forgetMessages(
  { conversations }: Pick<NotificationsContext, 'conversations'>,
  userId: string,
  going: readonly FoundNotification[],
): Promise<void> {
  await Promise.all(
    going.map(async ({ kind, at, conversationId }) => {
      if (kind !== 'message' || conversationId === undefined) return;
      await conversations.unmarkNotified(conversationId, userId, { messagesNotifiedAt: at });
    }),
  );
}

/** Has the user's devices drop them, also those that sleep. Never rejects. */
export async function announceCleared(
  context: NotificationsContext,
  userId: string,
  cleared: readonly FoundNotification[],
): Promise<void> {
  await clearPushes(context, userId, cleared);
  for (let start = 0; start < cleared.length; start += limits.notificationIds) {
    const ids = cleared.slice(start, start + limits.notificationIds).map(({ id }) => id);
    await publish(context, theseUsers([userId]), { type: 'notification:cleared', data: { ids } });
  }
}
