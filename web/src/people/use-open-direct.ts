import { useRef, useState } from 'react';
import { useClient } from '../../../client/react/index.ts';
import { conversationPath, navigate } from '../navigation.ts';

export interface OpenDirect {
  /** Opens the chat with a user, and begins it where there is none. `knownId`: the conversation, where it is known. */
  open: (username: string, knownId?: string) => void;
  /** The username of whom it is being opened with. */
  opening: string | undefined;
  /** Why the last one could not be opened. */
  error: unknown;
}

/** Takes the place of this page's entry in the history, so that Back does not lead to a dialog. */
export const openConversation = (id: string) => navigate(conversationPath(id), { replace: true });

/** Leads to the direct chat with a user. */
export function useOpenDirect(go: (conversationId: string) => void = openConversation): OpenDirect {
  const client = useClient();
  const [opening, setOpening] = useState<string>();
  const [error, setError] = useState<unknown>();
  const busy = useRef(false);
  const open = (username: string, knownId?: string) => {
    if (busy.current) return;
    if (knownId !== undefined) {
      go(knownId);
      return;
    }
    busy.current = true;
    setOpening(username);
    setError(undefined);
    void client.conversations
      .openDirect(username)
      .then(({ id }) => go(id), setError)
      .finally(() => {
        busy.current = false;
        setOpening(undefined);
      });
  };
  return { open, opening, error };
}
