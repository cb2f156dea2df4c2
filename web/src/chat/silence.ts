import { useEffect, useState } from 'react';
import { silenceOf, type ConversationItem, type MessageItem, type Silence } from '../../../client/index.ts';

/** The longest that a timer can wait, in milliseconds. */
const longestTimerMs = 2 ** 31 - 1;
const tickMs = 1_000;

/** The time in milliseconds, anew when `at` is reached. */
function useMoment(at: number | undefined): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (at === undefined || at <= now) return;
    const timer = setTimeout(() => setNow(Date.now()), Math.min(at - Date.now(), longestTimerMs));
    return () => clearTimeout(timer);
  }, [at, now]);
  return now;
}

/** Why the user cannot write in a conversation now; gone by itself when a mute ends. */
export function useSilence(conversation: ConversationItem): Silence | undefined {
  const { mutedUntil } = conversation.me;
  const end = mutedUntil === undefined || mutedUntil === 'forever' ? undefined : Date.parse(mutedUntil);
  return silenceOf(conversation, useMoment(end));
}

/** When the user last sent a message, in milliseconds since the epoch; 0 for never, as far as is known. */
export const lastSentAt = (items: readonly MessageItem[]): number => {
  const last = items.findLast((item) =>
    item.kind === 'unsent' ? item.status !== 'failed' : item.own && item.message.kind !== 'system',
  );
  if (last === undefined) return 0;
  return Date.parse(last.kind === 'unsent' ? last.createdAt : last.message.createdAt);
};

/** In a group with slow mode: how many seconds are left until the user can send the next message; 0: none. */
export function useSlowMode(
  { settings, me }: Pick<ConversationItem, 'settings' | 'me'>,
  items: readonly MessageItem[],
): number {
  const seconds = me.role === 'member' ? (settings?.slowModeSeconds ?? 0) : 0;
  const end = seconds === 0 ? 0 : lastSentAt(items) + seconds * 1_000;
  const [now, setNow] = useState(() => Date.now());
  // the message may be younger than the last look at the clock
  const left = Math.max(0, Math.ceil((end - Math.max(now, end - seconds * 1_000)) / 1_000));
  const waits = left > 0;
  useEffect(() => {
    if (!waits) return;
    const tick = () => setNow(Date.now());
    tick();
    const timer = setInterval(tick, tickMs);
    return () => clearInterval(timer);
  }, [waits, end]);
  return left;
}
