import { useCallback, useEffect, useState } from 'react';
import { hasCode } from '../../../client/index.ts';
import { clockTime } from '../format/time.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';

const tickMs = 1_000;

/** A pause after which something can be done again. */
export interface Wait {
  /** The rest of it for a button, `Again in 14:59`; `undefined` when it is over. */
  left: string | undefined;
  /** What the user reads, where the server asked for it. */
  problem: string | undefined;
  /** Begins where the error asks for a pause. Returns whether it does. */
  begin: (error: unknown) => boolean;
  /** Begins a pause of this length, in milliseconds; 0 ends it. */
  pause: (ms: number) => void;
}

interface Pause {
  /** In milliseconds since the epoch, like `now`. */
  until: number;
  now: number;
  /** Whether the server asked for it. */
  refused: boolean;
}

/** Keeps what the server refuses for now off a button, and gives the button back when the time is over. */
export function useWait(): Wait {
  const t = useTranslate();
  const locale = useLocale();
  const [pause, setPause] = useState<Pause>();
  const waits = pause !== undefined;
  useEffect(() => {
    if (!waits) return;
    const timer = setInterval(() => {
      const now = Date.now();
      setPause((before) => (before !== undefined && before.until > now ? { ...before, now } : undefined));
    }, tickMs);
    return () => clearInterval(timer);
  }, [waits]);
  const start = useCallback((ms: number, refused: boolean) => {
    const now = Date.now();
    setPause(ms > 0 ? { now, until: now + ms, refused } : undefined);
  }, []);
  const seconds = pause === undefined ? 0 : Math.ceil((pause.until - pause.now) / 1_000);
  return {
    left:
      pause &&
      t('wait.again', { time: `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}` }),
    // at what time, and not in how long: it stays true, and is read aloud once
    problem: pause?.refused
      ? t('error.tooManyUntil', { time: clockTime(new Date(pause.until).toISOString(), locale) })
      : undefined,
    begin: (error) => {
      if (!hasCode(error, 'rate_limited') || error.retryAfterMs === undefined) return false;
      start(error.retryAfterMs, true);
      return true;
    },
    pause: (ms) => start(ms, false),
  };
}
