import {
  blockPolicy,
  blockStanding,
  deliveredUpTo,
  notifiesAll,
  permit,
  shownMarks,
  type Head,
  type Member,
} from '../../conversations/index.ts';
import { ChatError } from '../../platform/errors.ts';
import type { PrivacyAudience } from '../../protocol/index.ts';
import { publish, theseUsers } from '../../realtime/index.ts';
import { allows } from '../../relations/index.ts';
import type { MessagesContext } from '../context.ts';
import { messagePolicy } from '../policy.ts';
import type { Sender } from '../model.ts';

/**
 * Moves the caller's watermark forward to `seq` (default and at most: the newest entry) and tells the members,
 * including the caller's other devices; in groups of more than 200 those alone. Going back or standing still is fine and
 * notifies no one. `moved`: the caller's membership as it is then and up to which number that is, where it went forward. Throws
 * `conversation_not_found`.
 */
export async function markReceipt(
  context: MessagesContext,
  reader: Sender,
  mark: 'delivered' | 'read',
  { conversationId, seq }: { conversationId: string; seq?: number | undefined },
): Promise<{ pushed: Promise<void>; moved?: { me: Member; upTo: number } }> {
  const head = await context.conversations.head(conversationId);
  if (!head) throw new ChatError(messagePolicy.markReceipt.stranger);
  const upTo = Math.min(seq ?? head.lastSeq, head.lastSeq);
  const moved = await advance(context, head, reader.userId, mark, upTo);
  if (!moved) return { pushed: Promise.resolve() };
  const member = permit(messagePolicy, 'markReceipt', moved === 'stranger' ? undefined : moved);

  const { userId, readSeq } = member;
  const data = { conversationId, userId, deliveredSeq: deliveredUpTo(member), readSeq };
  const forOthers = { conversationId, ...shownMarks(member) };
  const notifiesOthers =
    notifiesAll(head) &&
    blockPolicy.markReceipt[blockStanding(head, userId)] === 'all' &&
    forOthers[markOf(mark)] === data[markOf(mark)];
  const notified = notifiesOthers
    ? permit(messagePolicy, 'markReceipt', await context.conversations.membershipUnder(head, userId)).audience
    : theseUsers([userId]);
  if (mark === 'read' && notifiesOthers) await beginExpiryLater(context, head, member);
  const own = { userId, event: { type: 'receipt', data } } as const;
  const event = { type: 'receipt', data: forOthers } as const;
  const pushed = publish(context, notified, event, reader.connectionId, own, userId);
  return { pushed, moved: { me: member, upTo } };
}

/**
 * Messages may wait for being read before their time counts: then that goes on in the queue. Only a receipt that the others may know
 * of counts. Never rejects: what is missed here begins with a later receipt, or once the message is taken for read.
 */
async function beginExpiryLater(
  { clock, expiries, log, work }: Pick<MessagesContext, 'clock' | 'expiries' | 'log' | 'work'>,
  { id: conversationId, waitsUntil = 0 }: Head,
  { userId, readSeq: upTo }: { userId: string; readSeq: number },
): Promise<void> {
  const at = clock.now();
  if (waitsUntil <= at) return;
  try {
    if ((await expiries.waiting(conversationId, upTo, 1)).length === 0) return;
    await work.add({ type: 'begin-expiry', conversationId, userId, upTo, at });
  } catch (error) {
    log.warn({ err: error, conversationId }, 'the time of read messages does not count yet');
  }
}

const markOf = (mark: 'delivered' | 'read') =>
  mark === 'read' ? ('readSeq' as const) : ('deliveredSeq' as const);

/** Moves the watermark: shown to the others, unless the reader's settings or a block keep it from them. */
async function advance(
  context: Pick<MessagesContext, 'conversations' | 'log' | 'presence'>,
  head: Head,
  userId: string,
  mark: 'delivered' | 'read',
  upTo: number,
) {
  const { conversations } = context;
  const [attribute, { id }] = [markOf(mark), head];
  if (blockPolicy.markReceipt[blockStanding(head, userId)] !== 'all') {
    return conversations.advanceHidden(id, userId, attribute, upTo, 'nothing');
  }
  // of a direct conversation the other one is a contact; in groups strangers may be among the members
  const relation = head.isGroup ? 'stranger' : 'contact';
  const shows = mark === 'delivered' || allows('receipts', await receiptsOf(context, userId), relation);
  return shows
    ? conversations.advance(id, userId, attribute, upTo)
    : conversations.advanceHidden(id, userId, attribute, upTo, 'delivery');
}

/** Who may know how far the user has read. Where that cannot be found out, it stays hidden, and the next receipt shows it. */
async function receiptsOf(
  { log, presence }: Pick<MessagesContext, 'log' | 'presence'>,
  userId: string,
): Promise<PrivacyAudience> {
  try {
    return await presence.receiptsOf(userId);
  } catch (error) {
    log.warn({ err: error }, 'who may see a receipt was not found out');
    return 'nobody';
  }
}
