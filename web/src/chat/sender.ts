import type { ConversationItem } from '../../../client/index.ts';
import { useUser } from '../../../client/react/index.ts';

export interface Sender {
  id: string;
  name: string;
  avatar: string | null;
  bot?: boolean | undefined;
}

/** Who wrote a message: a participant, or in a large group a member who is looked up; `undefined` while that runs. */
export function useSender(conversation: ConversationItem, senderId: string | undefined): Sender | undefined {
  const participant = conversation.participants.find(({ id }) => id === senderId);
  const user = useUser(participant === undefined ? senderId : undefined);
  return participant ?? user;
}
