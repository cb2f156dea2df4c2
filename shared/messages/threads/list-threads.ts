import * as z from 'zod';
import type { Caller } from '../../accounts/index.ts';
import { openCursor, sealCursor } from '../../platform/cursor.ts';
import type { ThreadPage } from '../../protocol/index.ts';
import type { MessagesContext } from '../context.ts';
import { isFor, type MessageEntry } from '../log-entry.ts';
import { readerOf } from '../reader.ts';
import { viewEntries } from '../reading/views.ts';

/** Pages of 1 MB of what a user follows: about ten thousand threads. */
const mostPages = 2;

const position = z.strictObject({ at: z.number(), id: z.string() });

/**
 * Threads that a user follows in the conversations that they are in, the latest reply first. A reply writes nothing for each
 * follower, so the order is made here, from the messages at which they begin. Throws `invalid_cursor`.
 */
export async function listThreads(
  context: MessagesContext,
  { userId }: Caller,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<ThreadPage> {
  const scope = `threads|${userId}`;
  const from = cursor === undefined ? undefined : await openCursor(context.secrets, scope, cursor, position);
  const followed = (await context.threads.all(userId, mostPages)).filter(({ following }) => following);
  const byConversation = Map.groupBy(followed, ({ conversationId }) => conversationId);
  const standings = await context.conversations.standings([...byConversation.keys()], userId);
  const found = await Promise.all(
    standings.map(async ({ head, me }) => {
      const seqs = (byConversation.get(head.id) ?? []).map(({ seq }) => seq);
      const reader = await readerOf(context, head.id, userId, me);
      const first = await context.messages.messagesAt(head.id, seqs);
      return first.filter((entry) => isFor(entry, reader)).flatMap((entry) => placeIn(head.id, entry) ?? []);
    }),
  );
  const rest = found
    .flat()
    .sort(byLatest)
    .filter((place) => !from || byLatest(from, place) < 0);
  const page = rest.slice(0, limit);
  const shown = await Promise.all(
    page.map(async ({ conversationId, entry }) => {
      const standing = await context.conversations.progress(conversationId, userId);
      if (!standing) return [];
      const reader = await readerOf(context, conversationId, userId, standing);
      return viewEntries(context, standing, [entry], userId, { reader });
    }),
  );
  const last = page.at(-1);
  return {
    items: shown.flat().map((message) => ({ message })),
    nextCursor:
      last && rest.length > page.length
        ? await sealCursor(context.secrets, scope, { at: last.at, id: last.id })
        : null,
  };
}

/** Where a thread stands among others; `undefined`: there was no reply yet. */
function placeIn(conversationId: string, entry: MessageEntry) {
  if (entry.kind === 'system' || entry.lastReplyAt === undefined) return undefined;
  return { conversationId, entry, at: entry.lastReplyAt, id: `${conversationId}|${entry.seq}` };
}

/** The id settles ties, so that the order is total. */
const byLatest = (a: z.infer<typeof position>, b: z.infer<typeof position>): number =>
  b.at - a.at || (a.id < b.id ? -1 : 1);
