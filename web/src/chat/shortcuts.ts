import { useEffect } from 'react';
import { useClient } from '../../../client/react/index.ts';
import { conversationPath, detailsPath, goBack, navigate } from '../navigation.ts';

export interface ShortcutOptions {
  conversationId: string | undefined;
  details: boolean;
  /** The step of the details; empty for their beginning. */
  step: string;
}

/** The keys that work everywhere in the chat. The list of them is in `settings/shortcuts-dialog.tsx`. */
export function useShortcuts({ conversationId, details, step }: ShortcutOptions): void {
  const { state } = useClient();
  useEffect(() => {
    function neighbour(step: 1 | -1): void {
      const { items } = state.conversations.getSnapshot();
      const index = items.findIndex(({ id }) => id === conversationId);
      const next = index < 0 ? items[0] : items[index + step];
      if (next !== undefined) navigate(conversationPath(next.id), { replace: conversationId !== undefined });
    }

    function pressed(event: KeyboardEvent): void {
      // dialogs have their own Escape, and menus and pickers have taken theirs
      if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]') !== null)
        return;
      const command = event.ctrlKey || event.metaKey;
      const key = event.key.toLowerCase();
      if (command && !event.shiftKey && key === 'k') navigate('/jump');
      else if (command && key === '/') navigate('/shortcuts');
      else if (event.altKey && !command && key === 'arrowdown') neighbour(1);
      else if (event.altKey && !command && key === 'arrowup') neighbour(-1);
      else if (key === 'escape' && conversationId !== undefined) {
        const before = step === '' ? conversationPath(conversationId) : detailsPath(conversationId);
        goBack(details ? before : '/');
      } else return;
      event.preventDefault();
    }

    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, [state, conversationId, details, step]);
}
