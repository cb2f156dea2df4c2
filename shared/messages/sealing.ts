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

/** Where a text stands and whose it is: sealed with it, so that it cannot be moved, replayed or ascribed to another. */
export function textPlace(conversationId: string, seq: number, senderId: string): [string, number, string] {
  return [conversationId, seq, senderId];
}
