import * as z from 'zod';
import { deliveredUpTo, type Standing } from '../conversations/index.ts';
import { openCursor, sealCursor } from '../platform/cursor.ts';
import type { SyncReply } from '../protocol/index.ts';
import type { InboxContext } from './context.ts';
import { Fingerprints } from './fingerprints.ts';
import { countUnread, viewUnread } from './unread.ts';
import { viewOwnCounts, viewRequests } from './views.ts';

/** Heads in one reply: about 15 KB of a frame. */
const pageSize = 100;

/**
 * `told`: how the conversations stood at the client's last sync. A sync of several pages goes on after a
 * conversation, and collects in `telling` how those up to it stood on the page that returned them.
 */
const position = z.strictObject({
  told: z.string().exactOptional(),
  page: z.strictObject({ after: z.string(), telling: z.string() }).exactOptional(),
});

/**
 * The heads of the user's conversations that stand otherwise than the cursor says: new entries, own watermarks moved on
 * another device, conversations joined. Some that do not may be among them; none that does is left out, whatever any
 * clock said. Throws `invalid_cursor`, `rate_limited`.
 */
export async function sync(
  context: InboxContext,
  userId: string,
  { cursor }: { cursor?: string | undefined },
): Promise<SyncReply> {
  await context.limits.take('sync', userId);
  const scope = `sync|${userId}`;
  const from: z.infer<typeof position> = cursor
    ? await openCursor(context.secrets, scope, cursor, position)
    : {};
  const standings = await context.conversations.standings(await context.conversations.idsOf(userId), userId);
  standings.sort((a, b) => (a.head.id < b.head.id ? -1 : 1));

  const after = from.page?.after ?? '';
  const ahead = ({ head }: Standing) => head.id > after;
  const different = from.told === undefined ? standings : Fingerprints.parse(from.told).changed(standings);
  const rest = different.filter(ahead);
  const shown = rest.slice(0, pageSize);
  const more = rest.length > shown.length;
  const last = more ? shown.at(-1)?.head.id : undefined;

  // as they stand on this page: what changes later differs from it, and is returned by the next sync
  const telling = from.page ? Fingerprints.parse(from.page.telling) : Fingerprints.for(standings.length);
  telling.add(
    standings.filter((standing) => ahead(standing) && (last === undefined || standing.head.id <= last)),
  );
  const next: z.infer<typeof position> =
    last === undefined
      ? { told: telling.toString() }
      : {
          ...(from.told !== undefined && { told: from.told }),
          page: { after: last, telling: telling.toString() },
        };
  return {
    conversations: await Promise.all(
      shown.map(async ({ head, me }) => ({
        id: head.id,
        lastSeq: head.lastSeq,
        readSeq: me.readSeq,
        deliveredSeq: deliveredUpTo(me),
        ...(me.joinedSeq !== undefined && { joinedSeq: me.joinedSeq }),
        ...viewOwnCounts(me),
        ...viewRequests(head, me),
        ...viewUnread(await countUnread(context, head, me)),
      })),
    ),
    total: standings.length,
    cursor: await sealCursor(context.secrets, scope, next),
    hasMore: more,
  };
}
