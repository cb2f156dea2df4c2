import type { Member } from '../conversations/index.ts';
import { wireTime } from '../platform/time.ts';
import type { NotificationKind } from '../protocol/index.ts';
import type { Reachable } from '../realtime/index.ts';
import type { NotificationsContext } from './context.ts';
import { decide, decideForAccount, isMentioned, mayNotify, type Decision } from './decide.ts';
import { keys } from './keys.ts';
import { isNotifiedOfMessages, isTimed, kindTraits, type StoredNotification } from './model.ts';
import { reachAll, type Reached } from './ways.ts';
import type { NotifyAccountWork, NotifyWork, Occasion } from './work.ts';

/** Members who are looked at in one step. Steps follow one another, so that a huge group takes no table's whole throughput. */
const membersAtOnce = 200;
/** Notifications that are made at the same time, each two writes: members' items share a partition with the counter of sends. */
const madeAtOnce = 25;

/**
 * Notifies those members of something that happened who should know of it, a page at a time. It may be done again, in any order:
 * what a member was notified of they are not notified again.
 */
export async function notify(
  context: NotificationsContext,
  { after, ...occasion }: NotifyWork,
): Promise<void> {
  const { members, next } = await concerned(context, occasion, after);
  await notifyMembers(context, occasion, members);
  if (next !== undefined) await context.work.add({ ...occasion, after: next });
}

/** Notifies a user of something that happened to their account. */
export async function notifyAccount(
  context: NotificationsContext,
  occasion: NotifyAccountWork,
): Promise<void> {
  const { userId, kind, at, id: entryId, device } = occasion;
  const [reachable, settingsOf] = await Promise.all([
    context.presence.reachable([userId]),
    context.notifications.settingsOf([userId]),
  ]);
  const settings = settingsOf(userId);
  const { subscriptionVersion } = settings;
  const decision = decideForAccount(occasion, settings, context.clock.now());
  const row = { kind, at, moment: at, ...(device !== '' && { device }) };
  const notice = { userId, id: keys.idOfAccount(entryId), decision, subscriptionVersion, row };
  await deliver(context, [notice], reachable);
}

/** Whom it may concern: a page of the members, and after whom it goes on. */
async function concerned(
  context: NotificationsContext,
  occasion: Occasion,
  after: string | undefined,
): Promise<{ members: Member[]; next?: string | undefined }> {
  const { conversations } = context;
  const { conversationId, kind, userIds } = occasion;
  if (kind === 'reaction') {
    const author = await reactedTo(context, occasion);
    return {
      members: author === undefined ? [] : await conversations.membersAmong(conversationId, [author]),
    };
  }
  if (kind === 'join_request') {
    const head = await conversations.head(conversationId);
    const admins = head && (head.requests ?? 0) > 0 ? await conversations.admins(head) : [];
    return { members: await conversations.membersAmong(conversationId, admins) };
  }
  if (kind === 'webhook_disabled') {
    const head = await conversations.head(conversationId);
    const admins = head ? await conversations.admins(head) : [];
    return { members: await conversations.membersAmong(conversationId, admins) };
  }
  if (userIds) return { members: await conversations.membersAmong(conversationId, userIds) };
  return conversations.members(conversationId, membersAtOnce, after);
}

/** Whose message has the reaction, if it still has it. */
async function reactedTo(
  { messages }: Pick<NotificationsContext, 'messages'>,
  { conversationId, target = 0, actorId }: Occasion,
): Promise<string | undefined> {
  const message = await messages.get(conversationId, target);
  if (message?.kind !== 'text') return undefined;
  // of many who reacted alike only the first are named
  const has = (message.reactions ?? []).some(
    ({ count, userIds }) => userIds.includes(actorId) || count > userIds.length,
  );
  return has ? message.senderId : undefined;
}

/** One to be notified. */
interface Notice {
  userId: string;
  id: string;
  decision: Decision;
  subscriptionVersion: number | undefined;
  row: Omit<StoredNotification, 'covers' | 'expiresAt'>;
  digestDue?: number | undefined;
}

async function notifyMembers(
  context: NotificationsContext,
  occasion: Occasion,
  members: readonly Member[],
): Promise<void> {
  const { actorId, conversationId, threadSeq } = occasion;
  const now = context.clock.now();
  const likely = members.filter(
    (member) => mayNotify(occasion, member, now) && !standsAlready(occasion, member, now),
  );
  if (likely.length === 0) return;
  const reachable = await context.presence.reachable(likely.map(({ userId }) => userId));
  const { elsewhere } = kindTraits[occasion.kind];
  const away = likely.filter(
    ({ userId }) => elsewhere === true || !reachable.get(userId)?.shows.has(conversationId),
  );
  if (away.length === 0) return;
  const ids = away.map(({ userId }) => userId);
  const [apart, followers, settingsOf] = await Promise.all([
    apartAmong(context, actorId, ids, reachable),
    threadSeq === undefined
      ? new Set<string>()
      : context.threads.followersAmong(ids, conversationId, threadSeq),
    context.notifications.settingsOf(ids),
  ]);
  const notices = away.flatMap((member): Notice[] => {
    const { userId } = member;
    const settings = settingsOf(userId);
    const person = {
      member,
      follows: followers.has(userId),
      apart: apart.has(userId),
      shows: false,
      settings,
    };
    const decision = decide(occasion, person, now);
    if (!decision || (decision.kind === 'message' && isNotifiedOfMessages(member, now))) return [];
    const { kind } = decision;
    const { digestDue, subscriptionVersion } = settings;
    return [
      {
        userId,
        id: idOf(occasion, kind),
        decision,
        row: rowOf(occasion, kind),
        digestDue,
        subscriptionVersion,
      },
    ];
  });
  await deliver(context, notices, reachable);
}

/** Whether it could only add to what waits for all messages already: then nothing more is read of the member. */
const standsAlready = (occasion: Occasion, member: Member, now: number): boolean =>
  occasion.kind === 'message' &&
  occasion.threadSeq === undefined &&
  !isMentioned(occasion, member.userId) &&
  isNotifiedOfMessages(member, now);

/** Those who have a block between them and who caused it: looked for only where there may be some. */
async function apartAmong(
  context: NotificationsContext,
  actorId: string,
  userIds: readonly string[],
  reachable: ReadonlyMap<string, Reachable>,
): Promise<ReadonlySet<string>> {
  const withBlocks = userIds.filter((userId) => reachable.get(userId)?.blocks);
  return withBlocks.length > 0 ? context.sight.apartFrom(actorId, withBlocks) : new Set();
}

/** The id of the notification; of what comes more than once in a conversation there is one as long as it waits. */
function idOf({ conversationId, seq, target = seq }: Occasion, notified: NotificationKind): string {
  if (isTimed(notified) || notified === 'message') return keys.idIn(conversationId, notified);
  return keys.idAt(conversationId, target, notified);
}

function rowOf(occasion: Occasion, kind: NotificationKind): Notice['row'] {
  const { conversationId, seq, at, actorId, target = seq } = occasion;
  const timed = isTimed(kind);
  return {
    kind,
    at,
    moment: timed ? at : seq,
    conversationId,
    ...(actorId !== '' && { actorId }),
    ...(!timed && kind !== 'group_added' && { seq: target }),
  };
}

/** Puts the notifications into the lists, and then reaches those who did not have theirs. */
async function deliver(
  context: NotificationsContext,
  notices: readonly Notice[],
  reachable: ReadonlyMap<string, Reachable>,
): Promise<void> {
  const made: Reached[] = [];
  for (let start = 0; start < notices.length; start += madeAtOnce) {
    const some = notices.slice(start, start + madeAtOnce);
    const isNew = await Promise.all(some.map((one) => make(context, one)));
    const reached = some.filter((_, index) => isNew[index]);
    made.push(
      ...reached.map(({ userId, id, decision, row, digestDue, subscriptionVersion }) => ({
        userId,
        decision,
        subscriptionVersion,
        moment: row.moment,
        notification: viewRow(id, row),
        sockets: reachable.get(userId)?.sockets ?? [],
        here: reachable.get(userId)?.here ?? false,
        digestDue,
      })),
    );
  }
  await reachAll(context, made);
}

/** Makes a notification and says so in the member's item. Returns whether it is news to the user. */
async function make(context: NotificationsContext, { userId, id, row }: Notice): Promise<boolean> {
  const { conversations, notifications } = context;
  const outcome = await notifications.make(userId, id, row);
  const { conversationId, kind, moment, at } = row;
  if (outcome === 'covered' || conversationId === undefined) return outcome === 'made';
  // after the notification, so that it is found by who finds this; and again, where an earlier attempt ended in between
  const member = await conversations.markNotified(conversationId, userId, {
    at,
    ofMessages: kind === 'message',
  });
  if (member && !isReadBy(member, kind, moment)) return outcome === 'made';
  // the user read it meanwhile, or left
  if (member) await conversations.unmarkNotified(conversationId, userId, marksOf(kind, at));
  await notifications.remove(userId, [id]);
  return false;
}

const isReadBy = ({ readSeq }: Member, kind: NotificationKind, moment: number): boolean =>
  kind !== 'group_added' && !isTimed(kind) && moment <= readSeq;

const marksOf = (kind: NotificationKind, at: number) => ({
  notifiedAt: at,
  ...(kind === 'message' && { messagesNotifiedAt: at }),
});

/** A notification as an event says it. */
export const viewRow = (
  id: string,
  { kind, at, conversationId, seq, actorId, device }: Notice['row'],
): Reached['notification'] => ({
  id,
  kind,
  createdAt: wireTime(at),
  ...(conversationId !== undefined && { conversationId }),
  ...(seq !== undefined && { seq }),
  ...(actorId !== undefined && { userId: actorId }),
  ...(device !== undefined && { device }),
});
