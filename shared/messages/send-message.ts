import type { App } from '../app.ts';
import { ChatError } from '../platform/errors.ts';
import { messageId, parseMessageId } from '../platform/ids.ts';
import { wireTime } from '../platform/time.ts';
import type { SentReply } from '../protocol/index.ts';
import { publish } from '../realtime/index.ts';
import { conversationKey, textPlace } from './sealing.ts';
import { wireMessage } from './views.ts';

export interface Sender {
  userId: string;
  /** The socket it came by, which gets the ack instead of the push. */
  connectionId?: string;
}

export interface OutgoingMessage {
  conversationId: string;
  text: string;
  clientId?: string | undefined;
  replyTo?: string | null | undefined;
}

export interface Sent {
  reply: SentReply;
  /** The same `clientId` was sent before: `reply` is that one's, and no message was stored or pushed. */
  duplicate: boolean;
  /** Settles when the message was pushed to everybody's sockets; never rejects. Wait for it, while replying. */
  pushed: Promise<void>;
}

/**
 * Sends a message: takes the next number, stores the sealed text, and pushes. Resolves as soon as it is stored.
 * Throws `conversation_not_found` and, for `replyTo`, `message_not_found`.
 */
export async function sendMessage(app: App, sender: Sender, outgoing: OutgoingMessage): Promise<Sent> {
  const { conversationId, text, clientId } = outgoing;
  let roster = await app.conversations.cachedRoster(conversationId, sender.userId);
  const replyTo = outgoing.replyTo ?? undefined;
  if (replyTo !== undefined) await checkReply(app, conversationId, replyTo);

  for (;;) {
    const createdAt = app.clock.now();
    const head = await app.conversations.takeSeq(conversationId, createdAt);
    if (head.membersVersion !== roster.head.membersVersion) {
      roster = await app.conversations.roster(conversationId, sender.userId);
    }

    const seq = head.lastSeq;
    const place = textPlace(conversationId, seq, sender.userId);
    const sealedText = await app.envelope.seal(conversationKey(head), place, text);
    const message = {
      seq,
      senderId: sender.userId,
      kind: 'text' as const,
      createdAt,
      ...(replyTo !== undefined && { replyTo }),
      ...(clientId !== undefined && { clientId }),
    };
    const stored = { ...message, sealedText, keyId: head.keyId };
    const appended = await app.messages.append(conversationId, stored);

    // so long on its way that somebody who waited for this number gave it up: begin again with a new one
    if (appended.outcome === 'void') continue;
    if (appended.outcome === 'duplicate') {
      const pushed = giveUpNumber(app, conversationId, seq);
      return { reply: replyOf(appended.first), duplicate: true, pushed };
    }
    const event = (viewer: 'sender' | 'other') => ({
      type: 'message:new' as const,
      data: wireMessage(conversationId, message, text, 'sent', viewer),
    });
    const own = clientId === undefined ? undefined : { userId: sender.userId, event: event('sender') };
    const everyone = [...roster.members.keys()];
    const pushed = publish(app, everyone, event('other'), sender.connectionId, own);
    return { reply: replyOf({ conversationId, seq, createdAt }), duplicate: false, pushed };
  }
}

/** Spares readers the wait for a number that nothing will come under. Never rejects: they give up on it in the end. */
async function giveUpNumber(app: App, conversationId: string, seq: number): Promise<void> {
  try {
    await app.messages.makeVoid(conversationId, [seq]);
  } catch (error) {
    app.log.warn({ err: error, conversationId }, 'an unused number was not made void');
  }
}

function replyOf(sent: { conversationId: string; seq: number; createdAt: number }): SentReply {
  const { conversationId, seq, createdAt } = sent;
  return { id: messageId(conversationId, seq), seq, createdAt: wireTime(createdAt) };
}

/** One replies to a message of the same conversation that exists. */
async function checkReply(app: App, conversationId: string, replyTo: string): Promise<void> {
  const place = parseMessageId(replyTo);
  const found =
    place?.conversationId === conversationId &&
    (await app.messages.get(conversationId, place.seq)) !== undefined;
  if (!found)
    throw new ChatError('message_not_found', 'The message to reply to is not in this conversation.');
}
