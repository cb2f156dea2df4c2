import type { Head } from '../../conversations/index.ts';
import type { MessagesContext } from '../context.ts';
import { waitsUntil } from '../expiry/expiring.ts';
import type { OutgoingMessage } from './outgoing.ts';

/** Takes a number for a message. That it may wait to be read, the head knows by the same write. Throws `conversation_not_found`. */
export async function takeNumber(
  { conversations }: MessagesContext,
  known: Head,
  { expires }: OutgoingMessage,
  now: number,
): Promise<Head> {
  const head = await conversations.takeSeq(known.id, now, waitsUntil(expires ?? known.expiry, now));
  const until = waitsUntil(expires ?? head.expiry, now);
  // what memory had of the conversation was of before it got this rule
  if (until > (head.waitsUntil ?? 0)) await conversations.noteWaiting(known.id, until);
  return head;
}
