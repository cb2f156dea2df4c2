import type { DataKey, PreviousKey } from '../platform/envelope.ts';
import type { KeyContext } from '../platform/ports.ts';
import type { ConversationsContext } from './context.ts';
import type { Head } from './model.ts';

/** What a conversation's data keys belong to. */
export function conversationKeyContext(conversationId: string): KeyContext {
  return { conversation: conversationId };
}

/** The data key that a conversation's texts are sealed under now, as its head holds it. */
export function conversationKey(head: Pick<Head, 'id' | 'keyId' | 'wrappedKey'>): DataKey {
  return { keyId: head.keyId, wrapped: head.wrappedKey, context: conversationKeyContext(head.id) };
}

/** The data key that sealed what names `keyId`. It is read only where that is not the key of the head, which may be an old one. */
export function sealingKey(
  context: Pick<ConversationsContext, 'conversations'>,
  head: Pick<Head, 'id' | 'keyId' | 'wrappedKey'>,
  keyId: string,
): DataKey | PreviousKey {
  if (keyId === head.keyId) return conversationKey(head);
  return {
    keyId,
    load: () => context.conversations.wrappedKey(head.id, keyId),
    context: conversationKeyContext(head.id),
  };
}
