import * as z from 'zod';
import type { Caller } from '../accounts/index.ts';
import { lastMessageSeq, type Standing } from '../conversations/index.ts';
import { openCursor, sealCursor } from '../platform/cursor.ts';
import type { NotificationPage } from '../protocol/index.ts';
import { announceCleared, forgetMessages } from './clear-notifications.ts';
import type { NotificationsContext } from './context.ts';
import type { FoundNotification } from './model.ts';
import { viewNotifications } from './views.ts';

const position = z.strictObject({ at: z.number(), id: z.string() });
type Position = z.infer<typeof position>;

/** Newest first; the id settles ties, so that the order is total. */
const byTime = (a: Position, b: Position): number => b.at - a.at || (a.id < b.id ? -1 : 1);

/**
 * What the caller has not seen yet, newest first. What has become pointless meanwhile (it was read, the caller left, the message was
 * deleted) is left out, and removed while replying. Throws `invalid_cursor`.
 */
export async function listNotifications(
  context: NotificationsContext,
  { userId }: Caller,
  query: { cursor?: string | undefined; limit: number },
): Promise<{ page: NotificationPage; pushed: Promise<void> }> {
  const { clock, conversations, notifications, secrets } = context;
  const scope = `notifications|${userId}`;
  const after = query.cursor && (await openCursor(secrets, scope, query.cursor, position));
  const [found, settings] = await Promise.all([
    notifications.all(userId, clock.now()),
    notifications.settings(userId),
  ]);
  const ids = new Set(found.flatMap(({ conversationId }) => conversationId ?? []));
  const standings = new Map(
    (await conversations.standings([...ids], userId)).map((one) => [one.head.id, one]),
  );
  const standingOf = ({ conversationId }: FoundNotification) => standings.get(conversationId ?? '');
  const current = found.filter((one) => one.conversationId === undefined || isNews(one, standingOf(one)));
  const sorted = current.map((one) => ({ ...one, at: shownAt(one, standingOf(one)) })).sort(byTime);
  const rest = after ? sorted.filter((place) => byTime(after, place) < 0) : sorted;
  const page = rest.slice(0, query.limit);
  const views = await viewNotifications(context, userId, page, standings, settings.preview);
  const gone = new Set(page.filter(({ id }) => !views.has(id)).map(({ id }) => id));
  const last = page.at(-1);
  const pointless = found.filter((one) => gone.has(one.id) || !current.includes(one));
  return {
    page: {
      items: page.flatMap(({ id }) => views.get(id) ?? []),
      nextCursor:
        last && rest.length > page.length
          ? await sealCursor(secrets, scope, { at: last.at, id: last.id })
          : null,
      unreadCount: current.length - gone.size,
    },
    pushed: drop(context, userId, pointless),
  };
}

/** Whether there is something to see of it still. */
function isNews({ kind, moment }: FoundNotification, standing: Standing | undefined): boolean {
  if (!standing) return false;
  const { head, me } = standing;
  if (kind === 'join_request') return me.role !== 'member' && (head.requests ?? 0) > 0;
  // who is added has read up to that by it
  if (kind === 'group_added') return me.readSeq <= moment;
  return me.readSeq < (kind === 'message' ? lastMessageSeq(head) : moment);
}

/** When it happened: one that stands for several messages goes with the last. */
const shownAt = ({ kind, at }: FoundNotification, standing: Standing | undefined): number =>
  kind === 'message' ? Math.max(at, standing?.head.lastActivityAt ?? at) : at;

/** Removes what no list shows any more. Never rejects: the next list leaves it out again. */
async function drop(
  context: NotificationsContext,
  userId: string,
  pointless: readonly FoundNotification[],
): Promise<void> {
  if (pointless.length === 0) return;
  const ids = pointless.map(({ id }) => id);
  try {
    await forgetMessages(context, userId, pointless);
    await context.notifications.remove(userId, ids);
    await announceCleared(context, userId, ids);
  } catch (error) {
    context.log.warn({ err: error }, 'pointless notifications were not removed');
  }
}
