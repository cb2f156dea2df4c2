import * as z from 'zod';
import type { Caller } from '../../accounts/index.ts';
import { permit, type Member } from '../../conversations/index.ts';
import { ChatError } from '../../platform/errors.ts';
import { openCursor, sealCursor } from '../../platform/cursor.ts';
import { wireTime } from '../../platform/time.ts';
import type { Write } from '../../platform/table.ts';
import { untilUnchanged } from '../../platform/versions.ts';
import type { Star, StarPage, StarQuery, StarredMessage } from '../../protocol/index.ts';
import { publish, theseUsers } from '../../realtime/index.ts';
import type { Place } from '../changes/change-message.ts';
import type { MessagesContext } from '../context.ts';
import { readableMessage } from '../reading/get-message.ts';
import { isFor, type MessageEntry } from '../log-entry.ts';
import { messagePolicy } from '../policy.ts';
import { readerOf } from '../reader.ts';
import type { StoredStar } from './star-store.ts';
import { viewEntries } from '../reading/views.ts';

/** What became of a star, and when the user's devices know. */
interface StarChange {
  star: Star;
  pushed: Promise<void>;
}

/**
 * Saves a message for a user alone; again is a no-op. Throws `conversation_not_found`, `message_not_found`, `message_deleted`,
 * `too_many_stars`, `rate_limited`.
 */
export function starMessage(context: MessagesContext, caller: Caller, place: Place): Promise<StarChange> {
  return changeStar(context, caller, place, async (me, now, counting) => {
    const reader = await readerOf(context, place.conversationId, me.userId, me);
    const message = await readableMessage(context, place, reader);
    if (message.kind === 'deleted') throw new ChatError('message_deleted');
    if (!isStarrable(message)) throw new ChatError('message_not_found');
    const { outcome, at } = await context.stars.add(me.userId, { ...place, at: now }, counting);
    if (outcome === 'full') throw new ChatError('too_many_stars');
    return { star: { ...place, starred: true, at: wireTime(at) }, changed: outcome === 'added' };
  });
}

/**
 * Takes a message out of what a user has saved; if it is not there, this is a no-op. Throws `conversation_not_found`,
 * `rate_limited`.
 */
export function unstarMessage(context: MessagesContext, caller: Caller, place: Place): Promise<StarChange> {
  return changeStar(context, caller, place, async ({ userId }, now, counting) => ({
    star: { ...place, starred: false, at: wireTime(now) },
    changed: await context.stars.remove(userId, [place], counting),
  }));
}

/**
 * Changes a star, together with the count by which devices that were away notice it. `change` gets the writes that count, and says
 * whether there was a change.
 */
async function changeStar(
  context: MessagesContext,
  { userId }: Caller,
  { conversationId }: Place,
  change: (me: Member, now: number, counting: readonly Write[]) => Promise<{ star: Star; changed: boolean }>,
): Promise<StarChange> {
  const { clock, conversations, limits } = context;
  await limits.take('react', userId);
  return untilUnchanged(async () => {
    const standing = await conversations.standing(conversationId, userId);
    const me = permit(messagePolicy, 'read', standing?.me);
    const counting = conversations.starChangeWrites(conversationId, me);
    const { star, changed } = await change(me, clock.now(), counting);
    if (!changed) return { star, pushed: Promise.resolve() };
    const data = { ...star, starChanges: (me.starChanges ?? 0) + 1 };
    return { star, pushed: publish(context, theseUsers([userId]), { type: 'star:updated', data }) };
  });
}

const position = z.strictObject({ at: z.number(), id: z.string() });

/**
 * The messages that a user has saved, the one saved last first, as they may see them now. What they may see no more is passed, and
 * forgotten: nothing tells its star when a message is deleted or its conversation left. Throws `conversation_not_found`, `invalid_cursor`.
 */
export async function listStars(
  context: MessagesContext,
  { userId }: Caller,
  { conversationId, cursor, limit }: StarQuery,
): Promise<StarPage> {
  const { conversations, secrets, stars } = context;
  const scope = JSON.stringify(['stars', userId, conversationId]);
  const from = cursor === undefined ? undefined : await openCursor(secrets, scope, cursor, position);
  if (conversationId !== undefined) {
    permit(messagePolicy, 'read', (await conversations.standing(conversationId, userId))?.me);
  }
  const order = (await stars.all(userId, conversationId))
    .map((star) => ({ ...star, id: `${star.conversationId}|${star.seq}` }))
    .sort(byLatest)
    .filter((star) => !from || byLatest(from, star) < 0);
  for (let start = 0; ; start += limit) {
    const page = order.slice(start, start + limit);
    const items = await showStars(context, userId, page);
    const last = page.at(-1);
    const isOver = last === undefined || start + limit >= order.length;
    // a page of nothing would look like the end
    if (items.length === 0 && !isOver) continue;
    return {
      items,
      nextCursor: isOver ? null : await sealCursor(secrets, scope, { at: last.at, id: last.id }),
    };
  }
}

/** The id settles ties, so that the order is total. */
const byLatest = (a: z.infer<typeof position>, b: z.infer<typeof position>): number =>
  b.at - a.at || (a.id < b.id ? -1 : 1);

/** Saved messages as they are now, in this order; the stars of those that the user may see no more are removed. */
async function showStars(
  context: MessagesContext,
  userId: string,
  stars: readonly StoredStar[],
): Promise<StarredMessage[]> {
  const byConversation = Map.groupBy(stars, ({ conversationId }) => conversationId);
  const standings = await context.conversations.standings([...byConversation.keys()], userId);
  const found = await Promise.all(
    standings.map(async ({ head, me }) => {
      const seqs = (byConversation.get(head.id) ?? []).map(({ seq }) => seq);
      // who left a conversation and came back begins anew there
      if (me.starChanges === undefined) return [];
      const reader = await readerOf(context, head.id, userId, me);
      const entries = (await context.messages.messagesAt(head.id, seqs))
        .filter((entry) => isFor(entry, reader))
        .filter(isStarrable);
      const shown = entries.length > 0 && (await context.conversations.progress(head.id, userId));
      return shown ? viewEntries(context, shown, entries, userId, { reader, starred: new Set(seqs) }) : [];
    }),
  );
  const messages = new Map(
    found.flat().map((message) => [`${message.conversationId}|${message.seq}`, message]),
  );
  const messageOf = ({ conversationId, seq }: Place) => messages.get(`${conversationId}|${seq}`);
  await context.stars.remove(
    userId,
    stars.filter((star) => !messageOf(star)),
  );
  return stars.flatMap((star) => {
    const message = messageOf(star);
    return message ? [{ message, at: wireTime(star.at) }] : [];
  });
}

/** What members sent, and is still there. */
const isStarrable = ({ kind }: MessageEntry): boolean => kind !== 'system' && kind !== 'deleted';
