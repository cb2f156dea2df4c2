import { useEffect, useState } from 'react';
import { useClient } from '../../../client/react/index.ts';
import { isOut } from '../errors.ts';
import { useEnding } from './endings.ts';

/**
 * Whether there is no such conversation for the user. The server is asked only for one that was not known: one that was, and
 * is not any more, is gone.
 */
export function useIsMissing(conversationId: string, known: boolean): boolean {
  const client = useClient();
  const [missing, setMissing] = useState<string>();
  const [seen, setSeen] = useState<string>();
  if (known && seen !== conversationId) setSeen(conversationId);
  const ended = useEnding(conversationId) !== undefined;
  const isGone = !known && (ended || seen === conversationId);
  useEffect(() => {
    if (known || isGone) return;
    let current = true;
    client.conversations.get(conversationId).catch((error: unknown) => {
      // other failures show with the messages, which are loaded at the same time
      if (current) setMissing(isOut(error) ? conversationId : undefined);
    });
    return () => {
      current = false;
    };
  }, [client, conversationId, known, isGone]);
  return isGone || (missing === conversationId && !known);
}
