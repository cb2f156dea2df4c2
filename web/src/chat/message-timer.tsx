import { useEffect, useState } from 'react';
import type { Expiry } from '../../../client/index.ts';
import { client } from '../chat-client.ts';
import { remainingText, spanText } from '../format/span.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import styles from './message-timer.module.css';

export interface MessageTimerProps {
  expires: Expiry;
  expiresAt: string;
}

/** The steps in which the ring becomes empty. */
const steps = 24;
/** Timers of browsers overflow after 24 days. */
const longestMs = 86_400_000;
const circumference = 2 * Math.PI * 5;

/** Beside the time of a message that disappears: a ring of how much of its time is left. */
export default function MessageTimer({ expires: { seconds }, expiresAt }: MessageTimerProps) {
  const t = useTranslate();
  const locale = useLocale();
  const left = useLeft(Date.parse(expiresAt), seconds * 1000);
  const share = Math.min(1, left / (seconds * 1000));
  // as long as more is left than that, its time has not begun
  const label =
    left > seconds * 1000
      ? t('expiry.waits', { time: spanText(seconds, locale) })
      : t('expiry.left', { time: remainingText(left, locale) });
  return (
    <svg className={styles['timer']} viewBox="0 0 14 14" role="img" aria-label={label}>
      <title>{label}</title>
      <circle className={styles['ground']} cx="7" cy="7" r="5" />
      <circle
        cx="7"
        cy="7"
        r="5"
        strokeDasharray={circumference}
        strokeDashoffset={circumference * (1 - share)}
        transform="rotate(-90 7 7)"
      />
    </svg>
  );
}

/** How many milliseconds are left, as of the last step of the ring. */
function useLeft(end: number, wholeMs: number): number {
  const leftNow = () => Math.max(0, end - client.state.serverNow);
  const [left, setLeft] = useState(leftNow);
  useEffect(() => {
    const stepMs = Math.max(wholeMs / steps, 1_000);
    const until = left > wholeMs ? left - wholeMs : Math.min(stepMs, left);
    const timer = setTimeout(
      () => setLeft(Math.max(0, end - client.state.serverNow)),
      Math.min(Math.max(until, 1_000), longestMs),
    );
    return () => clearTimeout(timer);
  }, [left, end, wholeMs]);
  return left;
}
