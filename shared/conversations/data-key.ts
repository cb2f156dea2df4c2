import type { DataKey } from '../platform/envelope.ts';
import type { KeyContext } from '../platform/ports.ts';

/** What a conversation's data keys belong to. */
export function conversationKeyContext(conversationId: string): KeyContext {
  return { conversation: conversationId };
}

/** The data key of a conversation, as its head holds it. */
export function conversationKey(head: { id: string; keyId: string; wrappedKey: Uint8Array }): DataKey {
  return { keyId: head.keyId, wrapped: head.wrappedKey, context: conversationKeyContext(head.id) };
}
