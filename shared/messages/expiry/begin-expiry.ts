import { ChatError } from '../../platform/errors.ts';
import { changeMessage, type Place } from '../changes/change-message.ts';
import type { MessagesContext } from '../context.ts';
import { isWaiting } from './expiring.ts';
import { expireLater } from './expire-message.ts';
import { statusOf } from '../reading/status.ts';
import type { BeginExpiryWork } from '../work.ts';

/** Messages that wait which are looked at for one receipt, and then again as long as all of them were read. */
const waitingAtOnce = 100;

/**
 * After a member read on: the time of those messages counts from `at` on that waited to be read, and that all other members have
 * read now, as their status says. That is a change of each. It may be done again.
 */
export async function beginExpiry(
  context: MessagesContext,
  { conversationId, userId, upTo, at }: Omit<BeginExpiryWork, 'type'>,
): Promise<void> {
  for (;;) {
    const seqs = await context.expiries.waiting(conversationId, upTo, waitingAtOnce);
    let begun = 0;
    for (const seq of seqs) {
      if (await begin(context, userId, { conversationId, seq }, at)) begun += 1;
    }
    if (seqs.length < waitingAtOnce || begun < seqs.length) return;
  }
}

/** `true`: the message does not wait any more. */
async function begin(context: MessagesContext, readerId: string, place: Place, at: number): Promise<boolean> {
  const { conversationId, seq } = place;
  const { expiries } = context;
  const found = { waits: false, begins: false };
  try {
    const { pushed, message } = await changeMessage(
      context,
      { userId: readerId },
      place,
      ['markReceipt', 'expiring'],
      ({ message: entry, progress }) => {
        const { expires, goneAt } = entry;
        const waits = entry.kind === 'text' && isWaiting(entry);
        found.begins = waits && statusOf(progress, seq, entry.senderId) === 'read';
        found.waits = waits && !found.begins;
        if (!found.begins || !expires || goneAt === undefined) return Promise.resolve(undefined);
        const after = { ...entry, goneAt: Math.min(goneAt, at + expires.seconds * 1000) };
        return Promise.resolve({ after, writes: [expiries.readWrite(conversationId, seq)] });
      },
    );
    await pushed;
    if (found.begins && message.expiresAt !== undefined) {
      await expireLater(context, place, Date.parse(message.expiresAt));
    }
  } catch (error) {
    // gone already, or deleted by the reader for themselves: then it waits until it is taken for read
    if (error instanceof ChatError && error.code === 'message_not_found') return false;
    throw error;
  }
  if (!found.waits && !found.begins) await expiries.stopWaiting(conversationId, seq);
  return !found.waits;
}
