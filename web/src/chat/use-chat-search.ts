import { useCallback, useEffect, useState } from 'react';

export interface ChatSearchState {
  /** How often it was asked for since it is open; 0: it is closed. */
  asked: number;
  ask: () => void;
  close: () => void;
}

/** Whether the search of the open conversation is shown: asked for by its button, or by Ctrl or Cmd and F. */
export function useChatSearch(conversationId: string): ChatSearchState {
  const [state, setState] = useState({ conversationId, asked: 0 });
  const asked = state.conversationId === conversationId ? state.asked : 0;
  const ask = useCallback(
    () =>
      setState((last) => ({
        conversationId,
        asked: (last.conversationId === conversationId ? last.asked : 0) + 1,
      })),
    [conversationId],
  );
  useEffect(() => {
    function pressed(event: KeyboardEvent): void {
      const isFind = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
      if (!isFind || event.key.toLowerCase() !== 'f' || event.defaultPrevented) return;
      if (document.querySelector('dialog[open]') !== null) return;
      event.preventDefault();
      ask();
    }
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, [ask]);
  return { asked, ask, close: () => setState({ conversationId, asked: 0 }) };
}
