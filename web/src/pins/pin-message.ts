import { mayInGroup, type ChatClient, type ConversationItem, type Message } from '../../../client/index.ts';
import { explain, isSignedOut } from '../errors.ts';
import type { Translate } from '../i18n/i18n.ts';
import { showToast } from '../ui/toast.tsx';

/** Whether the user may pin in a conversation: in groups a setting says who. */
export const mayPin = (conversation: ConversationItem): boolean =>
  !conversation.isGroup || mayInGroup(conversation, 'pin');

/** Pins a message for all members, or unpins it. What refuses it is said. */
export async function setPinned(
  client: ChatClient,
  { conversationId, seq }: Pick<Message, 'conversationId' | 'seq'>,
  pinned: boolean,
  t: Translate,
): Promise<void> {
  try {
    await (pinned ? client.messages.pin(conversationId, seq) : client.messages.unpin(conversationId, seq));
    showToast(t(pinned ? 'pins.done' : 'pins.undone'));
  } catch (error) {
    if (!isSignedOut(error)) showToast(explain(error, t));
  }
}
