import * as z from 'zod';
import type { App } from '../app.ts';
import { deliveredUpTo } from '../messages/index.ts';
import { openCursor, sealCursor } from '../platform/cursor.ts';
import type { SyncReply } from '../protocol/index.ts';
import type { Head, Member } from './model.ts';
import { countUnread } from './unread.ts';

/** Heads in one reply: about 15 KB of a frame. */
const pageSize = 100;

/**
 * How much earlier than the last sync this one looks. A change carries the time at which its writer began, by the
 * writer's clock; it can become visible later, but not by this much.
 */
const overlapMilliseconds = 60_000;

/** `since`: changes from then on. A sync of several pages goes on after a conversation, and began at `began`. */
const position = z.strictObject({
  since: z.number(),
  page: z.strictObject({ after: z.string(), began: z.number() }).exactOptional(),
});

/**
 * The heads of the user's conversations that changed since the cursor: new entries, own watermarks moved on another
 * device, conversations joined. Some may be told again; none is left out. Throws `invalid_cursor`.
 */
export async function sync(
  app: App,
  userId: string,
  { cursor }: { cursor?: string | undefined },
): Promise<SyncReply> {
  const scope = `sync|${userId}`;
  const from: z.infer<typeof position> = cursor
    ? await openCursor(app.secrets, scope, cursor, position)
    : { since: 0 };
  const began = from.page?.began ?? app.clock.now();
  const after = from.page?.after ?? '';
  const standings = await app.conversations.standings(await app.conversations.idsOf(userId), userId);
  const rest = standings
    .filter((standing) => changedAt(standing) >= from.since - overlapMilliseconds && standing.head.id > after)
    .sort((a, b) => (a.head.id < b.head.id ? -1 : 1));
  const shown = rest.slice(0, pageSize);
  const last = shown.at(-1);
  const more = last !== undefined && rest.length > shown.length;
  const next = more ? { since: from.since, page: { after: last.head.id, began } } : { since: began };
  return {
    conversations: await Promise.all(
      shown.map(async ({ head, me }) => ({
        id: head.id,
        lastSeq: head.lastSeq,
        readSeq: me.readSeq,
        deliveredSeq: deliveredUpTo(me),
        unreadCount: await countUnread(app, head, me),
      })),
    ),
    cursor: await sealCursor(app.secrets, scope, next),
    hasMore: more,
  };
}

function changedAt({ head, me }: { head: Head; me: Member }): number {
  return Math.max(head.lastActivityAt, me.markedAt, me.joinedAt);
}
