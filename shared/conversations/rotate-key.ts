import { ChatError } from '../platform/errors.ts';
import type { ConversationsContext } from './context.ts';
import { conversationKeyContext } from './data-key.ts';

/**
 * Makes a new data key for a conversation: texts are sealed under it from now on, and what earlier keys sealed goes on
 * opening under these. Gives the new key's id. Throws `conversation_not_found`, or `ConditionFailed` if the key was rotated
 * meanwhile.
 */
export async function rotateConversationKey(
  context: Pick<ConversationsContext, 'conversations' | 'envelope'>,
  conversationId: string,
): Promise<string> {
  const head = await context.conversations.head(conversationId);
  if (!head) throw new ChatError('conversation_not_found');
  const key = await context.envelope.newKey(conversationKeyContext(conversationId), head.keyId);
  await context.conversations.replaceKey(head, key);
  return key.keyId;
}
