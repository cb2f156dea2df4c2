import * as z from 'zod';
import type { Caller } from '../accounts/index.ts';
import { openCursor, sealCursor } from '../platform/cursor.ts';
import type { NotificationPage } from '../protocol/index.ts';
import { announceCleared, forgetMessages } from './clear-notifications.ts';
import type { NotificationsContext } from './context.ts';
import type { FoundNotification } from './model.ts';
import { viewNotifications } from './views.ts';
import { waitingFor } from './waiting.ts';

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
  const { notifications, secrets } = context;
  const scope = `notifications|${userId}`;
  const after = query.cursor && (await openCursor(secrets, scope, query.cursor, position));
  const [{ found, current, standings }, settings] = await Promise.all([
    waitingFor(context, userId),
    notifications.settings(userId),
  ]);
  const sorted = current.sort(byTime);
  const rest = after ? sorted.filter((place) => byTime(after, place) < 0) : sorted;
  const page = rest.slice(0, query.limit);
  const views = await viewNotifications(context, userId, page, standings, settings.preview);
  const gone = new Set(page.filter(({ id }) => !views.has(id)).map(({ id }) => id));
  const last = page.at(-1);
  const left = new Set(current.map(({ id }) => id)).difference(gone);
  const pointless = found.filter(({ id }) => !left.has(id));
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
    await announceCleared(context, userId, pointless);
  } catch (error) {
    context.log.warn({ err: error }, 'pointless notifications were not removed');
  }
}
