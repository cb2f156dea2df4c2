import { useMemo } from 'react';
import type { Participant } from '../../../client/index.ts';
import { useConversations, useSession } from '../../../client/react/index.ts';
import { otherOf } from '../chat/conversation-title.ts';

export interface DirectChat {
  conversationId: string;
  person: Participant;
}

/** The direct chats that are loaded, the most recent first, by the id of the other person. */
export function useDirectChats(): ReadonlyMap<string, DirectChat> {
  const { items } = useConversations();
  const { userId } = useSession();
  return useMemo(() => {
    const chats = new Map<string, DirectChat>();
    for (const item of items) {
      const person = otherOf(item, userId);
      if (person !== undefined) chats.set(person.id, { conversationId: item.id, person });
    }
    return chats;
  }, [items, userId]);
}
