import { useEffect } from 'react';
import { client } from '../chat-client.ts';
import { isPassing, isSignedOut } from '../errors.ts';
import { report } from '../report.ts';
import type { ThreadSnapshot } from './open-thread.ts';

/** Marks a thread that the user follows as read while it is open in a window that has the focus. */
export function useRead({ standing, replies }: ThreadSnapshot, conversationId: string, seq: number): void {
  const { following, unreadCount } = standing;
  const last = replies.at(-1)?.seq ?? 0;
  useEffect(() => {
    if (!following || unreadCount === 0) return;
    let sent = false;
    const read = () => {
      if (sent || document.visibilityState !== 'visible' || !document.hasFocus()) return;
      sent = true;
      // `thread:updated` says on this device too what became of it; what fails is tried with the next reply
      client.messages.updateThread(conversationId, seq, { read: true }).catch((error: unknown) => {
        if (!isPassing(error) && !isSignedOut(error)) report(error);
      });
    };
    read();
    addEventListener('focus', read);
    document.addEventListener('visibilitychange', read);
    return () => {
      removeEventListener('focus', read);
      document.removeEventListener('visibilitychange', read);
    };
  }, [following, unreadCount, last, conversationId, seq]);
}

/** What led to the thread has the focus again once it is closed, if nothing else has taken it. */
export function useFocusBack(seq: number): void {
  useEffect(
    () => () => {
      requestAnimationFrame(() => {
        if (document.activeElement === document.body)
          document.querySelector<HTMLElement>(`[data-thread="${seq}"]`)?.focus();
      });
    },
    [seq],
  );
}
