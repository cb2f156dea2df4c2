import { useEffect, useState } from 'react';
import { hasCode } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';

/** Whether the server says that there is no such conversation for the user. It is asked only for one that is not known. */
export function useIsMissing(conversationId: string, known: boolean): boolean {
  const client = useClient();
  const [missing, setMissing] = useState<string>();
  useEffect(() => {
    if (known) return;
    let current = true;
    client.conversations.get(conversationId).catch((error: unknown) => {
      // other failures show with the messages, which are loaded at the same time
      if (current) setMissing(hasCode(error, 'conversation_not_found') ? conversationId : undefined);
    });
    return () => {
      current = false;
    };
  }, [client, conversationId, known]);
  return missing === conversationId && !known;
}
