import type { QuietHours, WeekDay } from './notifications.ts';

const week: readonly WeekDay[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Making one takes longer than all the rest. There are some hundred time zones. */
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known) return known;
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
  clocks.set(timeZone, clock);
  return clock;
}

const minutesOf = (timeOfDay: string): number =>
  Number(timeOfDay.slice(0, 2)) * 60 + Number(timeOfDay.slice(3));

const minute = 60_000;
/** All clocks show another quarter of an hour within this. */
const stride = 15 * minute;
/** After a week everything is as it was. */
const farthest = 8 * 24 * 60 * minute;

/** When it is no longer quiet, from `now` on, to the minute; `now` where it is not. `undefined`: it always is. */
export function quietUntil(hours: QuietHours, now: number): number | undefined {
  if (!isQuiet(hours, now)) return now;
  const begin = now - (now % minute);
  for (let at = begin + stride; at <= begin + farthest; at += stride) {
    if (isQuiet(hours, at)) continue;
    let end = at;
    while (!isQuiet(hours, end - minute)) end -= minute;
    return end;
  }
  return undefined;
}

/**
 * Whether a moment (epoch milliseconds) lies in someone's quiet hours, by the clock on the wall there: on the server, and in pages,
 * which show notifications themselves. Those that end on the
 * next day belong to the day on which they begin.
 */
export function isQuiet({ from, to, timeZone, days }: QuietHours, now: number): boolean {
  const parts = new Map(
    clockOf(timeZone)
      .formatToParts(now)
      .map(({ type, value }) => [type, value]),
  );
  const today = week.findIndex((day) => day === parts.get('weekday')?.toLowerCase());
  const minutes = Number(parts.get('hour')) * 60 + Number(parts.get('minute'));
  const [begin, end] = [minutesOf(from), minutesOf(to)];
  const beginsOn = (index: number) => days === undefined || days.some((day) => day === week[index]);
  if (begin < end) return begin <= minutes && minutes < end && beginsOn(today);
  return (begin <= minutes && beginsOn(today)) || (minutes < end && beginsOn((today + 6) % 7));
}
