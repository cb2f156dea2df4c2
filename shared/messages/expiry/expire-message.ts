import { ConditionFailed, type Item } from '../../platform/table.ts';
import type { Place } from '../changes/change-message.ts';
import type { MessagesContext } from '../context.ts';
import { entryPlace, hasExpired, readEntry } from '../log-entry.ts';
import { unpinWrites } from '../changes/pins.ts';
import { releaseMedia } from '../attachments/release-media.ts';
import type { EraseExpiredWork, ExpireMessageWork } from '../work.ts';

/** What expires so soon is removed by the queue right then; all else by the table's time to live, which can take two days longer. */
const removedByQueue = 15 * 60 * 1000;

/** The work that removes a message once it has expired, and in how many seconds; `undefined`: the table does it. */
export function expireWork(
  { conversationId, seq }: Place,
  leftMilliseconds: number,
): { work: ExpireMessageWork; delaySeconds: number } | undefined {
  if (leftMilliseconds > removedByQueue) return undefined;
  const delaySeconds = Math.max(0, Math.ceil(leftMilliseconds / 1000));
  return { work: { type: 'expire-message', conversationId, seq }, delaySeconds };
}

/** Has a message removed that expires soon. Never rejects: in the end the table does it. */
export async function expireLater(
  { clock, log, work }: Pick<MessagesContext, 'clock' | 'log' | 'work'>,
  place: Place,
  goneAt: number,
): Promise<void> {
  const queued = expireWork(place, goneAt - clock.now());
  if (!queued) return;
  try {
    await work.add(queued.work, queued.delaySeconds);
  } catch (error) {
    log.warn({ err: error, conversationId: place.conversationId }, 'the end of a message was not queued');
  }
}

/** After a new message was stored: the work that removes it, if it expires soon. */
export function expiryAfter(item: Item): ReturnType<typeof expireWork> {
  if (!('goneAt' in item)) return undefined;
  const entry = readEntry(item);
  if (entry.kind !== 'text' || entry.goneAt === undefined) return undefined;
  return expireWork(entryPlace(item), entry.goneAt - entry.createdAt);
}

/** Removes a message that has expired; what follows from that lets go of what belonged to it. One that has not yet is put off. */
export async function expireMessage(
  context: Pick<MessagesContext, 'clock' | 'expiries' | 'log' | 'messages' | 'work'>,
  place: Place,
): Promise<void> {
  const { conversationId, seq } = place;
  const entry = await context.messages.get(conversationId, seq);
  if (!entry || !('goneAt' in entry)) return;
  if (hasExpired(entry, context.clock.now())) {
    await context.expiries.remove(conversationId, { ...entry, goneAt: entry.goneAt });
  } else {
    await expireLater(context, place, entry.goneAt);
  }
}

/** What follows once a message that expired was removed, by whatever: what belonged to it, as it was then. */
export function expiredMessage(item: Item): EraseExpiredWork | undefined {
  if (!('goneAt' in item)) return undefined;
  const entry = readEntry(item);
  if ((entry.kind !== 'text' && entry.kind !== 'deleted') || entry.goneAt === undefined) return undefined;
  const { attachments, previewMedia, changeSeq, replyCount, threadSeq } = entry;
  return {
    type: 'erase-expired',
    ...entryPlace(item),
    ...(attachments && { attachments }),
    ...(previewMedia !== undefined && { previewMedia }),
    ...(changeSeq !== undefined && { wasChanged: true }),
    ...('pinned' in entry && { wasPinned: true }),
    ...(replyCount !== undefined && { hasReplies: true }),
    ...('content' in entry && entry.content === 'poll' && { wasPoll: true }),
    ...(threadSeq !== undefined && { threadSeq }),
  };
}

/**
 * Lets go of all that belonged to a message that has expired and is removed: its files, earlier texts, reactions, votes, its place among the
 * pinned ones and in threads; and has readers pass its number. It may be done again, from wherever it stopped.
 */
export async function eraseExpired(
  context: MessagesContext,
  expired: Omit<EraseExpiredWork, 'type'>,
): Promise<void> {
  const { changes, clock, conversations, expiries, threads, votes } = context;
  const { conversationId, seq, attachments = [], previewMedia, threadSeq } = expired;
  await releaseMedia(context, conversationId, { seq, attachments, previewMedia });
  if (expired.wasChanged) await changes.erase(conversationId, seq);
  if (threadSeq !== undefined) await threads.removeReply(conversationId, threadSeq, seq);
  if (expired.hasReplies) await threads.erase(conversationId, seq);
  if (expired.wasPoll) await votes.erase(conversationId, seq);
  // a deleted group has no pins and no log
  if (!(await conversations.head(conversationId))) return;
  if (expired.wasPinned) await unpin(context, conversationId, seq);
  await expiries.pass(conversationId, seq, clock.now());
  if (!(await conversations.head(conversationId))) await expiries.forget(conversationId, seq);
}

async function unpin(context: MessagesContext, conversationId: string, seq: number): Promise<void> {
  try {
    await context.changes.perform(unpinWrites(context, { seq }, conversationId));
  } catch (error) {
    // it was done before
    if (!(error instanceof ConditionFailed)) throw error;
  }
}
