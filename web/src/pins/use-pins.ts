import { useCallback, useEffect, useState } from 'react';
import type { Message } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { isPassing, isSignedOut } from '../errors.ts';
import { report } from '../report.ts';

/** What becomes of pinned messages without being a pin: they say something else then, or are gone. */
const alsoChanging: ReadonlySet<string> = new Set(['edited', 'deleted', 'pinned']);

/** The pinned messages of a conversation, the one pinned last first; `undefined` until they are loaded. */
export function usePins(conversationId: string): readonly Message[] | undefined {
  const client = useClient();
  const [pins, setPins] = useState<readonly Message[]>();
  const load = useCallback(() => {
    let current = true;
    client.messages.pins(conversationId).then(
      (found) => {
        if (!current) return;
        setPins(found);
        client.state.noteExpiring(found);
      },
      (error: unknown) => {
        // what is shown stays; the next change, or the next visit, asks again
        if (!isPassing(error) && !isSignedOut(error)) report(error);
      },
    );
    return () => {
      current = false;
    };
  }, [client, conversationId]);
  useEffect(() => {
    let cancel = load();
    const again = (message: Message) => {
      if (message.conversationId !== conversationId || !alsoChanging.has(message.change?.type ?? '')) return;
      cancel();
      cancel = load();
    };
    const unsubscribe = [
      client.on('message:updated', again),
      client.on('message:deleted', again),
      client.on('message:expired', ({ conversationId: id, seq }) => {
        if (id === conversationId) setPins((before) => before?.filter((pin) => pin.seq !== seq));
      }),
    ];
    return () => {
      cancel();
      for (const end of unsubscribe) end();
    };
  }, [client, conversationId, load]);
  return pins;
}
