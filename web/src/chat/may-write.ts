import { silenceOf, type ConversationItem } from '../../../client/index.ts';
import { client } from '../chat-client.ts';
import { otherOf } from './conversation-title.ts';

/** Whether the user writes in a conversation at `now` (milliseconds): its group lets them, or they did not block whom it is with. */
export function mayWrite(conversation: ConversationItem, now: number): boolean {
  if (conversation.isGroup) return silenceOf(conversation, now) === undefined;
  const other = otherOf(conversation, client.userId);
  return client.state.blocks.getSnapshot()?.some(({ id }) => id === other?.id) !== true;
}
