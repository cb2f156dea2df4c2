import type { App } from '../../shared/app.ts';
import { conversationKey } from '../../shared/conversations/index.ts';
import { textPlace } from '../../shared/messages/content/sealing.ts';
import { keys } from '../../shared/keys.ts';

/** Members that take turns in sending. */
const senders = 10;

/**
 * Stores further messages in a conversation, sealed as a send seals them, without a push and past the functions. All
 * numbers are taken in one write. No one else may send there meanwhile. `parallel`: appends under way at once.
 */
export async function fill(
  app: App,
  options: { conversationId: string; count: number; texts: { of(seq: number): string }; parallel: number },
): Promise<void> {
  const { conversationId, count, texts, parallel } = options;
  const { members } = await app.conversations.members(conversationId, senders, undefined);
  const createdAt = app.clock.now();
  await app.durable.update(keys.conversation(conversationId), {
    add: { lastSeq: count },
    set: { lastActivityAt: createdAt },
    if: { exists: true },
  });
  const head = await app.conversations.head(conversationId);
  if (!head) throw new Error('the conversation is gone');
  const key = conversationKey(head);
  const first = head.lastSeq - count + 1;

  const append = async (seq: number) => {
    const senderId = members[seq % members.length]?.userId ?? '';
    const sealedText = await app.envelope.seal(key, textPlace(conversationId, seq, senderId), texts.of(seq));
    const message = { seq, senderId, kind: 'text' as const, sealedText, keyId: key.keyId, createdAt };
    const { outcome } = await app.messages.append(conversationId, message);
    if (outcome !== 'stored') throw new Error(`message ${seq} was not stored: ${outcome}`);
  };
  for (let start = first; start <= head.lastSeq; start += parallel) {
    const size = Math.min(parallel, head.lastSeq + 1 - start);
    await Promise.all(Array.from({ length: size }, (_, index) => append(start + index)));
  }
}
