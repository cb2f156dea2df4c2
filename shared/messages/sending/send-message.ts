import { permit, type Head } from '../../conversations/index.ts';
import { ChatError } from '../../platform/errors.ts';
import { ConditionFailed } from '../../platform/table.ts';
import { theseUsers } from '../../realtime/index.ts';
import type { OpenEntry } from '../content/open-entry.ts';
import { sealText } from '../content/sealing.ts';
import type { MessagesContext } from '../context.ts';
import { isWaiting } from '../expiry/expiring.ts';
import type { Sender } from '../model.ts';
import { messagePolicy } from '../policy.ts';
import { queuePreview } from '../previews/queue-preview.ts';
import { admit, admitUnder, lookAgain, type Ready } from './admit.ts';
import { giveUpNumber } from './give-up-number.ts';
import { refreshListingIfDue } from './listing.ts';
import { newEntry } from './new-entry.ts';
import type { OutgoingMessage, Sent } from './outgoing.ts';
import { pushEntry } from './push-entry.ts';
import { findRepeated, repeatedReply } from './repeated-reply.ts';
import { sentReply } from './sent-reply.ts';
import { takeNumber } from './take-number.ts';
import { takeTurn } from './take-turn.ts';

/**
 * Sends a message: takes the next number, stores the sealed text, and pushes. Resolves as soon as it is stored.
 * Throws `conversation_not_found`, `user_blocked`, `muted`, `posting_restricted`, `slow_mode`, `client_id_conflict`,
 * `rate_limited`, `ConditionFailed` where a write of `waited` does not hold, for polls and contacts what `checkContent` does, for `entities` what `readWhatIsSaid` does, for `replyTo` `message_not_found`, and for `attachments` what `findToAttach` does.
 */
export async function sendMessage(
  context: MessagesContext,
  sender: Sender,
  outgoing: OutgoingMessage,
): Promise<Sent> {
  const { userId } = sender;
  const { conversationId } = outgoing;
  await context.limits.take('send', userId);
  const found = await context.conversations.membership(conversationId, userId);
  const known = permit(messagePolicy, 'send', found);
  const repeated = await findRepeated(context, userId, known.head, outgoing);
  if (repeated) return { reply: repeated, duplicate: true, pushed: Promise.resolve() };
  const admitted = await admit(context, userId, known, outgoing);
  const hasTurn = await takeTurn(context, userId, admitted.membership, outgoing);
  const ending = outgoing.waited?.writes ?? [];

  let ready: Ready = { ...admitted, hasTurn };
  for (;;) {
    const createdAt = context.clock.now();
    const head = await takeNumber(context, ready.membership.head, outgoing, createdAt);
    const seq = head.lastSeq;
    const giveUp = () => giveUpNumber(context, conversationId, seq);
    try {
      ready = await admitUnder(context, head, userId, ready, outgoing, createdAt);
    } catch (error) {
      // a sender that may not send any more stores nothing
      if (error instanceof ChatError) await giveUp();
      throw error;
    }
    const { said, files, thread } = ready;
    const entry = newEntry(head, { seq, senderId: userId, createdAt }, ready, outgoing);
    const place = { seq, senderId: userId, ...(entry.streaming && { sealings: 0 }) };
    const stored = { ...entry, ...(await sealText(context, head, place, said)) };
    const appended = await context.messages.append(conversationId, stored, [
      ...ending,
      ...files.writes,
      ...context.attachments.placeWrites(conversationId, stored),
      ...(thread ? context.threads.replyWrites(conversationId, thread, stored) : []),
      ...(isWaiting(stored) ? [context.expiries.waitWrite(conversationId, stored)] : []),
    ]);

    switch (appended.outcome) {
      case 'stored': {
        const open = { ...entry, ...said };
        const pushed = handOn(context, head, sender, ready, open);
        const reply = sentReply({ conversationId, seq, createdAt }, open, files.media);
        return { reply, duplicate: false, pushed };
      }
      case 'duplicate': {
        const pushed = giveUp();
        const reply = await repeatedReply(context, head, appended.first, outgoing).finally(() => pushed);
        return { reply, duplicate: true, pushed };
      }
      case 'void':
        // on its way for so long that a reader gave this number up: begin again with a new one
        continue;
      case 'changed':
        // a file was looked at or taken back meanwhile, or another user replied: whether it can still be sent is asked again
        await giveUp();
        if (appended.index < ending.length) throw new ConditionFailed(appended.index, appended.item);
        ready = await lookAgain(context, userId, ready, outgoing);
    }
  }
}

/** What follows once a message is stored: it is pushed, a public group moves up, a link gets its preview. Never rejects. */
async function handOn(
  context: MessagesContext,
  head: Head,
  { userId, connectionId }: Sender,
  { membership, files, said, hiddenFrom }: Ready,
  open: OpenEntry<'text'>,
): Promise<void> {
  const { seq, createdAt, noPreview } = open;
  const audience = hiddenFrom === undefined ? membership.audience : theseUsers([userId]);
  const link = { conversationId: head.id, seq, revision: 0 };
  await Promise.all([
    pushEntry(context, head.id, audience, open, connectionId, files.media),
    refreshListingIfDue(context, head, createdAt),
    noPreview ? undefined : queuePreview(context, link, said),
  ]);
}
