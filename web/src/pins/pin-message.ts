import { mayInGroup, type ConversationItem, type Message } from '../../../client/index.ts';
import { client } from '../chat-client.ts';
import { explain, isSignedOut } from '../errors.ts';
import { translate } from '../i18n/i18n.ts';
import { report } from '../report.ts';
import { showToast } from '../ui/toast.tsx';

/** Whether the user may pin in a conversation: in groups a setting says who. */
export const mayPin = (conversation: ConversationItem): boolean =>
  !conversation.isGroup || mayInGroup(conversation, 'pin');

/** Pins a message for all members, or unpins it. A toast says what came of it. */
export function setPinned({ conversationId, seq }: Message, pinned: boolean): void {
  const { messages } = client;
  const changing = pinned ? messages.pin(conversationId, seq) : messages.unpin(conversationId, seq);
  changing
    .then(() => showToast(translate(pinned ? 'pins.done' : 'pins.undone')))
    .catch((error: unknown) => {
      if (!isSignedOut(error)) showToast(explain(error, translate));
    })
    .catch(report);
}
