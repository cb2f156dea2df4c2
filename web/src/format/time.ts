import type { MessageKey, Translate } from '../i18n/i18n.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

const formats = new Map<string, Intl.DateTimeFormat>();

/** A formatter costs as much as a hundred uses of it. */
function format(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options);
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(locale, options);
  formats.set(key, made);
  return made;
}

function startOfDay(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0);
}

/** Full days between the two, by this device's calendar: 0 today, 1 yesterday. */
const daysAgo = (time: number, now: number) => Math.round((startOfDay(now) - startOfDay(time)) / dayMs);

/** The day of a time, to tell when another one begins. */
export const dayOf = (iso: string): number => startOfDay(Date.parse(iso));

/** Hours and minutes. */
export const clockTime = (iso: string, locale: string): string =>
  format(locale, { hour: 'numeric', minute: '2-digit' }).format(Date.parse(iso));

/** The whole moment, for a tooltip. */
export const fullTime = (iso: string, locale: string): string =>
  format(locale, { dateStyle: 'full', timeStyle: 'short' }).format(Date.parse(iso));

/** A day, in words. */
export const longDate = (iso: string, locale: string): string =>
  format(locale, { dateStyle: 'long' }).format(Date.parse(iso));

/** A month and its year. */
export const monthLabel = (iso: string, locale: string): string =>
  format(locale, { month: 'long', year: 'numeric' }).format(Date.parse(iso));

/** Until when something holds: the time where that is today, else the day with it. */
export function untilTime(iso: string, now: number, locale: string): string {
  const time = Date.parse(iso);
  if (startOfDay(time) === startOfDay(now)) return clockTime(iso, locale);
  const sameYear = new Date(time).getFullYear() === new Date(now).getFullYear();
  return format(locale, {
    day: 'numeric',
    month: 'short',
    ...(!sameYear && { year: 'numeric' as const }),
    hour: 'numeric',
    minute: '2-digit',
  }).format(time);
}

/** When, as short as a list wants it: the time today, the weekday this week, else the date. */
export function listTime(iso: string, now: number, locale: string, t: Translate): string {
  const time = Date.parse(iso);
  const days = daysAgo(time, now);
  if (days <= 0) return clockTime(iso, locale);
  if (days === 1) return t('time.yesterday');
  if (days < 7) return format(locale, { weekday: 'short' }).format(time);
  const sameYear = new Date(time).getFullYear() === new Date(now).getFullYear();
  return format(
    locale,
    sameYear ? { day: 'numeric', month: 'short' } : { day: 'numeric', month: 'numeric', year: '2-digit' },
  ).format(time);
}

/** The heading above the messages of a day. */
export function dayLabel(day: number, now: number, locale: string, t: Translate): string {
  const days = daysAgo(day, now);
  if (days === 0) return t('time.today');
  if (days === 1) return t('time.yesterday');
  if (days > 0 && days < 7) return format(locale, { weekday: 'long' }).format(day);
  const sameYear = new Date(day).getFullYear() === new Date(now).getFullYear();
  return format(
    locale,
    sameYear
      ? { weekday: 'long', day: 'numeric', month: 'long' }
      : { day: 'numeric', month: 'long', year: 'numeric' },
  ).format(day);
}

/** The texts for how long ago something was. */
type AgoTexts = Record<'now' | 'minutes' | 'today' | 'yesterday' | 'on', MessageKey>;

function ago(iso: string, now: number, locale: string, t: Translate, texts: AgoTexts): string {
  const time = Date.parse(iso);
  const minutes = Math.floor((now - time) / minuteMs);
  if (minutes < 1) return t(texts.now);
  if (minutes < 60) return t(texts.minutes, { minutes });
  const days = daysAgo(time, now);
  const at = clockTime(iso, locale);
  if (days === 0) return t(texts.today, { at });
  if (days === 1) return t(texts.yesterday, { at });
  return t(texts.on, { day: format(locale, { dateStyle: 'medium' }).format(time) });
}

/** When a user was last here. */
export const lastSeen = (iso: string, now: number, locale: string, t: Translate): string =>
  ago(iso, now, locale, t, {
    now: 'presence.lastSeenNow',
    minutes: 'presence.lastSeenMinutes',
    today: 'presence.lastSeenToday',
    yesterday: 'presence.lastSeenYesterday',
    on: 'presence.lastSeenOn',
  });

/** When a device was last used. */
export const lastUsed = (iso: string, now: number, locale: string, t: Translate): string =>
  ago(iso, now, locale, t, {
    now: 'devices.usedNow',
    minutes: 'devices.usedMinutes',
    today: 'devices.usedToday',
    yesterday: 'devices.usedYesterday',
    on: 'devices.usedOn',
  });
