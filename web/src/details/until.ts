const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** For how long a member is muted, or a conversation silenced. */
export const spans = { hour: hourMs, hours8: 8 * hourMs, day: dayMs, week: 7 * dayMs } as const;
export type Span = keyof typeof spans;

/** The end of a span that begins at `now` (milliseconds since the epoch), as the server takes it. */
export const after = (span: Span, now: number): string => new Date(now + spans[span]).toISOString();

/** Tomorrow morning at eight, by this device's calendar. */
export function tomorrowMorning(now: number): string {
  const morning = new Date(now);
  morning.setDate(morning.getDate() + 1);
  morning.setHours(8, 0, 0, 0);
  return morning.toISOString();
}
