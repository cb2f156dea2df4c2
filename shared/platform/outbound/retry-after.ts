import type { Clock } from '../ports.ts';

/** The longest that is listened to: a day. */
const mostSeconds = 86_400;

/** The seconds that a `Retry-After` asks for, which may name a moment (RFC 9110, 10.2.3); `undefined` where it says nothing. */
export function retryAfter(header: string | undefined, clock: Clock): number | undefined {
  const text = header?.trim() ?? '';
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : (momentOf(text) - clock.now()) / 1_000;
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(Math.ceil(seconds), 0), mostSeconds);
}

/** `Date.parse` reads a date in almost anything, in this form only what it says. */
const momentOf = (text: string) => (/^\w{3}, .* GMT$/.test(text) ? Date.parse(text) : Number.NaN);
