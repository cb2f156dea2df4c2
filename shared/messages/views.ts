import { messageId } from '../platform/ids.ts';
import { wireTime } from '../platform/time.ts';
import type { Message } from '../protocol/index.ts';
import { conversationKey, type Head, type Roster } from '../conversations/index.ts';
import type { MessagesContext } from './context.ts';
import type { StoredMessage } from './model.ts';
import { textPlace } from './sealing.ts';
import { statusReader } from './status.ts';

/** A message on the wire, given its text and status, for its sender's devices or for the other members'. */
export function wireMessage(
  conversationId: string,
  stored: Omit<StoredMessage, 'sealedText' | 'keyId'>,
  text: string,
  status: Message['status'],
  viewer: 'sender' | 'other',
): Message {
  return {
    id: messageId(conversationId, stored.seq),
    seq: stored.seq,
    conversationId,
    senderId: stored.senderId,
    kind: stored.kind,
    text,
    attachments: [],
    replyTo: stored.replyTo ?? null,
    createdAt: wireTime(stored.createdAt),
    editedAt: null,
    deletedAt: null,
    status,
    ...(viewer === 'sender' && stored.clientId !== undefined && { clientId: stored.clientId }),
  };
}

/** Opens the text of a stored message. */
export function textOf(
  app: Pick<MessagesContext, 'envelope'>,
  head: Head,
  { seq, senderId, sealedText }: StoredMessage,
): Promise<string> {
  return app.envelope.open(conversationKey(head), textPlace(head.id, seq, senderId), sealedText);
}

/** Opens stored messages of one conversation for one of its members. */
export async function viewMessages(
  app: Pick<MessagesContext, 'envelope'>,
  { head, members }: Roster,
  messages: readonly StoredMessage[],
  viewerId: string,
): Promise<Message[]> {
  const status = statusReader(members.values());
  return Promise.all(
    messages.map(async (stored) => {
      const text = await textOf(app, head, stored);
      const viewer = stored.senderId === viewerId ? 'sender' : 'other';
      return wireMessage(head.id, stored, text, status(stored.seq, stored.senderId), viewer);
    }),
  );
}
