import type { App } from '../../../shared/app.ts';
import { conversationKey } from '../../../shared/conversations/index.ts';
import { keys } from '../../../shared/keys.ts';
import { textPlace } from '../../../shared/messages/content/sealing.ts';
import { tableLimits } from '../../../shared/platform/table.ts';

export interface FilledMessage {
  senderId: string;
  text: string;
  createdAt: number;
}

/** Stores messages at the end of a conversation as sends do, past the functions: what follows after commit does. No one else may send there meanwhile. */
export async function fillLog(
  app: Pick<App, 'conversations' | 'durable' | 'envelope' | 'messages'>,
  conversationId: string,
  messages: readonly FilledMessage[],
): Promise<void> {
  await app.durable.update(keys.conversation(conversationId), {
    add: { lastSeq: messages.length },
    set: { lastActivityAt: messages.at(-1)?.createdAt ?? 0 },
    if: { exists: true },
  });
  const head = await app.conversations.head(conversationId);
  if (!head) throw new Error('there is no such conversation');
  const key = conversationKey(head);
  const first = head.lastSeq - messages.length + 1;
  const writes = await Promise.all(
    messages.map(async ({ senderId, text, createdAt }, index) => {
      const seq = first + index;
      const sealedText = await app.envelope.seal(key, textPlace(conversationId, seq, senderId), text);
      return app.messages.entryWrite(conversationId, {
        seq,
        senderId,
        kind: 'text',
        createdAt,
        sealedText,
        keyId: key.keyId,
      });
    }),
  );
  for (let start = 0; start < writes.length; start += tableLimits.transactionItems) {
    await app.durable.transact(writes.slice(start, start + tableLimits.transactionItems));
  }
}
