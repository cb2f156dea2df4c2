import { useCallback } from 'react';
import type { MessagesResult } from '../../../client/react/index.ts';
import { discardPending, retryPending } from './pending-sends.ts';

/** What can be done about messages that were not sent, also while their files are on their way. */
export function useUnsentActions(
  conversationId: string,
  messages: Pick<MessagesResult, 'retry' | 'discard'>,
) {
  const { retry: retryStored, discard: discardStored } = messages;
  const retry = useCallback(
    async (clientId: string) => {
      if (!retryPending(conversationId, clientId)) await retryStored(clientId);
    },
    [conversationId, retryStored],
  );
  const discard = useCallback(
    (clientId: string) => discardPending(conversationId, clientId) || discardStored(clientId),
    [conversationId, discardStored],
  );
  return { retry, discard };
}
